"""PNG, third edition: the chunks that make the picture stay."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from components.upload.pipeline.strip.pieces import Piece, number, orientation, part, upright

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD pHYs acTL fcTL "
    b"fdAT".split()
)


def strip(data: memoryview) -> Iterator[Piece]:
    """What follows the end is gone; an orientation stays."""
    yield part(data, 0, len(SIGNATURE))
    place = len(SIGNATURE)
    while place < len(data):
        size, name = number(data, place, 4), bytes(data[place + 4 : place + 8])
        end = place + 12 + size
        if name == b"eXIf":
            yield from _orientation(bytes(part(data, place + 8, size)))
        elif name in KEPT:
            yield data[place:end]
        if name == b"IEND":
            return
        place = end


def _orientation(exif: bytes) -> Iterator[bytes]:
    if (found := orientation(exif)) != 1:
        content = b"eXIf" + upright(found)
        yield (len(content) - 4).to_bytes(4, "big") + content
        yield zlib.crc32(content).to_bytes(4, "big")
