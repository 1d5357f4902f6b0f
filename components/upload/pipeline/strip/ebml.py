"""Matroska and WebM (RFC 9559): tags, attachments, title and date become Void elements."""

from __future__ import annotations

from collections.abc import Iterator

from components.upload.pipeline.strip.pieces import Patch, Piece, number, part, patched
from schemas.refusals import Malformed

SEGMENT, INFO = 0x18538067, 0x1549A966
TAGS, ATTACHMENTS = 0x1254C367, 0x1941A469
TITLE, DATE, FILE_NAME = 0x7BA9, 0x4461, 0x7384
ENTERED = frozenset((SEGMENT, INFO))
VOIDED = frozenset((TAGS, ATTACHMENTS, TITLE, DATE, FILE_NAME))
LONGEST_NAME, LONGEST_SIZE = 4, 8


def strip(data: memoryview) -> Iterator[Piece]:
    yield from patched(data, _patches(data))


def _patches(data: memoryview) -> Iterator[Patch]:
    """What has no known size, as a live recording, is entered: its elements follow one another."""
    place = 0
    while place < len(data):
        name, size, content = _element(data, place)
        if name in ENTERED or size is None:
            place = content
            continue
        end = content + size
        if name in VOIDED:
            yield place, _void(len(part(data, place, end - place)))
        place = end


def _element(data: memoryview, start: int) -> tuple[int, int | None, int]:
    """Its name, the size of its content, and where that begins (RFC 8794 #section-4)."""
    length = _length(data, start, LONGEST_NAME)
    name = number(data, start, length)
    at = start + length
    length = _length(data, at, LONGEST_SIZE)
    ones = 2 ** (7 * length) - 1
    size = number(data, at, length) & ones
    return name, None if size == ones else size, at + length


def _length(data: memoryview, start: int, most: int) -> int:
    length = 9 - number(data, start, 1).bit_length()
    if length > most:
        raise Malformed("there is something between its elements")
    return length


def _void(length: int) -> bytes:
    """An element of this whole length, which says nothing."""
    size = 1 if length <= 128 else LONGEST_SIZE
    content = length - 1 - size
    return b"\xec" + (content | 1 << 7 * size).to_bytes(size, "big") + bytes(content)
