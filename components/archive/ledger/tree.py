"""The tree over the ledger's entries, as the database keeps it (RFC 6962 section 2.1).

Kept are the leaves' hashes and every eighth height above them: level 1 has a hash for each 256
leaves, level 2 for each 65,536. A complete subtree of any height is made from at most 256 hashes of
one level, which are one range.
"""

from __future__ import annotations

from typing import Self

from sqlalchemy import Connection, text

from components.archive.ledger.verifier import EMPTY_ROOT, CompactRange, node_hash
from schemas.refusals import Malformed, NotFound

LEVEL_HEIGHT = 8
BLOCK = 1 << LEVEL_HEIGHT
HASH_BYTES = 32

SIZE = text("select coalesce(max(seq) + 1, 0) from stoa.ledger_entry")
# One row for all hashes of a block: rows cost more than what is in them.
LEAVES = text(r"""
select array_agg(seq order by seq), string_agg(leaf_hash, '\x'::bytea order by seq)
  from stoa.ledger_entry where seq >= :first and seq < :end
""")
SUBTREES = text(r"""
select array_agg(place order by place), string_agg(hash, '\x'::bytea order by place)
  from stoa.ledger_subtree where level = :level and place >= :first and place < :end
""")


class GapError(Exception):
    """The database lacks a hash that it had."""


class _Nodes:
    """Hashes of complete subtrees; what was read once is kept, so use it for one proof."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._blocks: dict[tuple[int, int], dict[int, bytes]] = {}

    def node(self, height: int, place: int) -> bytes:
        level, above = divmod(height, LEVEL_HEIGHT)
        first = place << above
        block = self._block(level, first // BLOCK)
        try:
            hashes = [block[at] for at in range(first, first + (1 << above))]
        except KeyError as lacking:
            raise GapError(f"hash {lacking} of level {level} is missing") from lacking
        while len(hashes) > 1:
            hashes = [node_hash(*pair) for pair in zip(hashes[::2], hashes[1::2], strict=True)]
        return hashes[0]

    def root(self, first: int, end: int) -> bytes:
        """MTH of leaves that a split of the tree gives: only the right edge is incomplete."""
        count = end - first
        height = (count - 1).bit_length()
        if count == 1 << height:
            return self.node(height, first >> height)
        middle = first + _split(count)
        return node_hash(self.root(first, middle), self.root(middle, end))

    def _block(self, level: int, number: int) -> dict[int, bytes]:
        if (level, number) not in self._blocks:
            bounds = {"first": number * BLOCK, "end": (number + 1) * BLOCK}
            query, known = (SUBTREES, bounds | {"level": level}) if level else (LEAVES, bounds)
            places, joined = self._connection.execute(query, known).one()
            self._blocks[level, number] = {
                place: joined[HASH_BYTES * at : HASH_BYTES * (at + 1)]
                for at, place in enumerate(places or ())
            }
        return self._blocks[level, number]


class Tree:
    """Roots and proofs of the tree at any size it had. Raises GapError when rows are missing."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def size(self) -> int:
        return int(self._connection.execute(SIZE).scalar_one())

    def root(self, size: int) -> bytes:
        self._refuse_unknown(size)
        return _Nodes(self._connection).root(0, size) if size else EMPTY_ROOT

    def inclusion(self, seq: int, size: int) -> list[bytes]:
        """PATH(seq, D[size]) of RFC 6962 section 2.1.1."""
        self._refuse_unknown(size)
        if not 0 <= seq < size:
            raise NotFound(f"a tree of {size} entries has no entry {seq}")
        nodes, path, first, end = _Nodes(self._connection), [], 0, size
        while end - first > 1:
            middle = first + _split(end - first)
            if seq < middle:
                path.append(nodes.root(middle, end))
                end = middle
            else:
                path.append(nodes.root(first, middle))
                first = middle
        return path[::-1]

    def consistency(self, old: int, new: int) -> list[bytes]:
        """PROOF(old, D[new]) of RFC 6962 section 2.1.2; empty when there is nothing to prove."""
        self._refuse_unknown(new)
        if not 0 <= old <= new:
            raise Malformed(f"no tree of {new} entries goes on from one of {old}")
        if old in (0, new):
            return []
        nodes, path, first, end = _Nodes(self._connection), [], 0, new
        while old < end:
            middle = first + _split(end - first)
            if old <= middle:
                path.append(nodes.root(middle, end))
                end = middle
            else:
                path.append(nodes.root(first, middle))
                first = middle
        if first:
            path.append(nodes.root(first, end))
        return path[::-1]

    def _refuse_unknown(self, size: int) -> None:
        if not 0 <= size <= self.size():
            raise NotFound(f"the ledger has no {size} entries")


class Frontier(CompactRange):
    """The right edge of the tree, to which the intake appends."""

    @classmethod
    def load(cls, connection: Connection) -> Self:
        size = Tree(connection).size()
        nodes = _Nodes(connection)
        heights = [height for height in range(size.bit_length()) if size >> height & 1]
        return cls(size, [nodes.node(height, (size >> height) - 1) for height in reversed(heights)])

    def append(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """What `stoa.ledger_subtree` has to get, as (level, place, hash)."""
        return [
            (height // LEVEL_HEIGHT, place, node)
            for height, place, node in super().append(leaf)
            if height % LEVEL_HEIGHT == 0
        ]


def _split(count: int) -> int:
    """The largest power of two smaller than `count`."""
    return 1 << (count - 1).bit_length() - 1
