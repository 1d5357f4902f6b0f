"""GIF 89a: comments, plain text and what programs added go; so does what follows the trailer."""

from __future__ import annotations

from collections.abc import Iterator

from components.upload.pipeline.strip.pieces import Piece, number, part
from schemas.refusals import Malformed

EXTENSION, IMAGE, TRAILER = 0x21, 0x2C, 0x3B
CONTROL, APPLICATION = 0xF9, 0xFF
LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def strip(data: memoryview) -> Iterator[Piece]:
    place = 13 + _colours(number(data, 10, 1))
    yield part(data, 0, place)
    while place < len(data):
        kind = data[place]
        if kind == TRAILER:
            yield data[place : place + 1]
            return
        end = _block(data, place)
        if kind == IMAGE or _stays(data, place):
            yield data[place:end]
        place = end


def _block(data: memoryview, start: int) -> int:
    """Where an image or an extension ends."""
    if data[start] == IMAGE:
        return _sub_blocks(data, start + 11 + _colours(number(data, start + 9, 1)))
    if data[start] == EXTENSION:
        return _sub_blocks(data, start + 2)
    raise Malformed("there is something between its blocks")


def _sub_blocks(data: memoryview, place: int) -> int:
    while place < len(data) and data[place]:
        place += 1 + data[place]
    return min(place + 1, len(data))


def _stays(data: memoryview, start: int) -> bool:
    label = number(data, start + 1, 1)
    loops = label == APPLICATION and bytes(data[start + 3 : start + 14]) in LOOPS
    return label == CONTROL or loops


def _colours(flags: int) -> int:
    """Bytes of a colour table."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0
