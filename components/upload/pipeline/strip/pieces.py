"""Pieces of a file: what stays is a view of what came."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from schemas.refusals import Malformed

Piece: TypeAlias = "memoryview | bytes"
Patch: TypeAlias = "tuple[int, bytes]"
"""Where, and what stands there from now on."""


def patched(data: memoryview, patches: Iterable[Patch]) -> Iterator[Piece]:
    """`data` with its patches, which do not overlap; of the same length."""
    place = 0
    for start, content in sorted(patches):
        if start < place or start + len(content) > len(data):
            raise Malformed("its parts overlap")
        yield data[place:start]
        yield content
        place = start + len(content)
    yield data[place:]


def number(data: memoryview, start: int, size: int) -> int:
    """Big-endian. Raises Malformed beyond the end."""
    return int.from_bytes(part(data, start, size), "big")


def part(data: memoryview, start: int, size: int) -> memoryview:
    """Raises Malformed beyond the end."""
    if start < 0 or size < 0 or start + size > len(data):
        raise Malformed("it is cut short")
    return data[start : start + size]


def upright(orientation: int) -> bytes:
    """A TIFF file of nothing but the orientation (Exif 3.0, tag 0x0112)."""
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    return b"II*\0" + struct.pack("<IH", 8, 1) + entry + bytes(4)


def orientation(exif: bytes) -> int:
    """Of the Exif in a file; 1 where it has none, or none that can be read."""
    tiff = exif.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if not order:
        return 1
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, start)
        for entry in range(entries):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * entry)
            if (tag, kind) == (0x0112, 3):
                return value if 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1
