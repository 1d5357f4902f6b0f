"""HEIF and AVIF (ISO/IEC 23008-12): the items of Exif and XMP are emptied where they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from components.upload.pipeline.strip.boxes import Box, boxes
from components.upload.pipeline.strip.pieces import Patch, Piece, number, part, patched

EMPTIED = frozenset((b"Exif", b"mime"))
NO_EXIF = bytes(4) + b"II*\0\x08\0\0\0" + bytes(6)
"""A TIFF without entries, after where it begins."""


def strip(data: memoryview) -> Iterator[Piece]:
    yield from patched(data, _patches(data))


def _patches(data: memoryview) -> Iterator[Patch]:
    for meta in (box for box in boxes(data, 0, len(data)) if box.kind == b"meta"):
        within = {box.kind: box for box in boxes(data, meta.content + 4, meta.end)}
        if b"iinf" not in within or b"iloc" not in within:
            continue
        told = set(_told(data, within[b"iinf"]))
        inside = within[b"idat"].content if b"idat" in within else 0
        for item, start, size in _Locations(data, within[b"iloc"], inside).extents():
            if item in told:
                yield start, _nothing(len(part(data, start, size)))


def _nothing(size: int) -> bytes:
    return NO_EXIF[:size].ljust(size, b"\0") if size >= len(NO_EXIF) else bytes(size)


def _told(data: memoryview, items: Box) -> Iterator[int]:
    """Numbers of the items that tell of the picture (#8.11.6 of ISO/IEC 14496-12)."""
    wide = data[items.content] > 0
    for entry in boxes(data, items.content + (8 if wide else 6), items.end):
        width = 4 if data[entry.content] >= 3 else 2
        at = entry.content + 4
        if bytes(data[at + width + 2 : at + width + 6]) in EMPTIED:
            yield number(data, at, width)


@dataclass
class _Locations:
    """Where items are (#8.11.3)."""

    data: memoryview
    box: Box
    inside: int
    """Where the box `idat` has its content."""

    def extents(self) -> Iterator[tuple[int, int, int]]:
        version = self._number(0, 1)
        widths = self._number(4, 2)
        offset, length, base, index = (widths >> shift & 15 for shift in (12, 8, 4, 0))
        wide = 4 if version == 2 else 2
        count, place = self._number(6, wide), 6 + wide
        for _ in range(count):
            item = self._number(place, wide)
            place += wide
            method = self._number(place, 2) & 15 if version else 0
            place += 4 if version else 2
            first = self._number(place, base) + (self.inside if method == 1 else 0)
            extents = self._number(place + base, 2)
            place += base + 2
            for _ in range(extents):
                place += index if version else 0
                start = first + self._number(place, offset)
                yield item, start, self._number(place + offset, length)
                place += offset + length

    def _number(self, start: int, width: int) -> int:
        return number(self.data, self.box.content + start, width)
