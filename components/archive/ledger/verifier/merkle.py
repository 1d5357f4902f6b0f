"""The tree of RFC 6962 section 2.1 and its proofs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962 section 2.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


EMPTY_ROOT = hashlib.sha256().digest()


class CompactRange:
    """The roots of the complete subtrees that `size` leaves fall into, largest first."""

    def __init__(self, size: int = 0, roots: Iterable[bytes] = ()) -> None:
        self.size = size
        self._roots = list(roots)

    def append(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Complete subtrees that end with this leaf, as (height, place at this height, hash)."""
        index, height, node, completed = self.size, 0, leaf, []
        while index >> height & 1:
            node = node_hash(self._roots.pop(), node)
            height += 1
            completed.append((height, index >> height, node))
        self._roots.append(node)
        self.size += 1
        return completed

    def root(self) -> bytes:
        """RFC 6962 section 2.1."""
        if not self._roots:
            return EMPTY_ROOT
        *others, node = self._roots
        for left in reversed(others):
            node = node_hash(left, node)
        return node


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bool:
    """RFC 9162 section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    place, last, node = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """RFC 9162 section 2.1.4.2; every tree goes on from the empty one and from itself."""
    if old == 0:
        return not path and new >= 0 and old_root == EMPTY_ROOT
    if old == new:
        return not path and old_root == new_root
    if not 0 < old < new or not path:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first, *rest = path if old & (old - 1) else (old_root, *path)
    old_node = new_node = first
    for sibling in rest:
        if last == 0:
            return False
        if place & 1 or place == last:
            old_node, new_node = node_hash(sibling, old_node), node_hash(sibling, new_node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new_node = node_hash(new_node, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and old_node == old_root and new_node == new_root
