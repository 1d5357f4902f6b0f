"""Boxes of the ISO base media file format (ISO/IEC 14496-12 #4.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from components.upload.pipeline.strip.pieces import Patch, number


@dataclass(frozen=True)
class Box:
    kind: bytes
    start: int
    content: int
    end: int

    def freed(self) -> Patch:
        """The same room, free of anything."""
        return self.start + 4, b"free" + bytes(self.end - self.start - 8)


def boxes(data: memoryview, start: int, end: int) -> Iterator[Box]:
    """One after another, as far as they make sense. The last may be cut short."""
    place = start
    while place + 8 <= end:
        size, kind, head = number(data, place, 4), bytes(data[place + 4 : place + 8]), 8
        if size == 1:
            size, head = number(data, place + 8, 8), 16
        last = end if size == 0 else min(place + size, end)
        if last < place + head:
            return
        yield Box(kind, place, place + head, last)
        place = last
