"""MP4 and QuickTime: dates, user data, and tracks of anything but sound, picture and words.

Everything stays where it is, so that no position in the file changes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from components.upload.pipeline.strip.boxes import Box, boxes
from components.upload.pipeline.strip.pieces import Patch, Piece, number, part, patched

ENTERED = frozenset((b"moov", b"trak", b"mdia"))
EMPTIED = frozenset((b"udta", b"meta", b"uuid"))
DATED = frozenset((b"mvhd", b"tkhd", b"mdhd"))
SHOWN = frozenset((b"vide", b"soun", b"text", b"sbtl", b"subt", b"clcp", b"tmcd", b"hint"))
"""What a track may hold; others, such as `meta`, tell where a camera was."""


def strip(data: memoryview) -> Iterator[Piece]:
    yield from patched(data, _patches(data, 0, len(data)))


def _patches(data: memoryview, start: int, end: int) -> Iterator[Patch]:
    for box in boxes(data, start, end):
        if box.kind in EMPTIED:
            yield box.freed()
        elif box.kind in DATED:
            yield _undated(data, box)
        elif box.kind == b"trak" and not _shown(data, box):
            yield from _silenced(data, box)
        elif box.kind in ENTERED:
            yield from _patches(data, box.content, box.end)


def _undated(data: memoryview, box: Box) -> Patch:
    """Created and modified: four bytes each, in version 1 eight."""
    wide = number(data, box.content, 1) == 1
    size = 16 if wide else 8
    part(data, box.content + 4, size)
    return box.content + 4, bytes(size)


def _shown(data: memoryview, track: Box) -> bool:
    handler = _inside(data, track, b"mdia", b"hdlr")
    return handler is None or bytes(data[handler.content + 8 : handler.content + 12]) in SHOWN


def _silenced(data: memoryview, track: Box) -> Iterator[Patch]:
    """The track and what it had to say."""
    for start, size in _samples(data, track):
        yield start, bytes(len(part(data, start, size)))
    yield track.freed()


def _samples(data: memoryview, track: Box) -> Iterator[tuple[int, int]]:
    """Each chunk: where it is, and its bytes (#8.6.1 to #8.7.5)."""
    table = _inside(data, track, b"mdia", b"minf", b"stbl")
    if table is None:
        return
    places = _places(data, table)
    sizes = iter(_sizes(data, table))
    for start, count in zip(places, _counts(data, table), strict=False):
        yield start, sum(itertools.islice(sizes, count))


def _places(data: memoryview, table: Box) -> list[int]:
    for kind, width in ((b"stco", 4), (b"co64", 8)):
        if box := _inside(data, table, kind):
            return _numbers(data, box.content + 8, number(data, box.content + 4, 4), width)
    return []


def _counts(data: memoryview, table: Box) -> Iterator[int]:
    """Samples of each chunk, the last rule for ever."""
    box = _inside(data, table, b"stsc")
    if box is None:
        return
    rules = _numbers(data, box.content + 8, 3 * number(data, box.content + 4, 4), 4)
    firsts, counts = rules[::3], rules[1::3]
    for first, following, count in zip(firsts, firsts[1:], counts, strict=False):
        yield from itertools.repeat(count, following - first)
    if counts:
        yield from itertools.repeat(counts[-1])


def _sizes(data: memoryview, table: Box) -> Iterator[int]:
    box = _inside(data, table, b"stsz")
    if box is None:
        return iter(())
    same, count = number(data, box.content + 4, 4), number(data, box.content + 8, 4)
    if same:
        return itertools.repeat(same, count)
    return iter(_numbers(data, box.content + 12, count, 4))


def _numbers(data: memoryview, start: int, count: int, width: int) -> list[int]:
    table = part(data, start, count * width)
    return [int.from_bytes(table[i : i + width], "big") for i in range(0, len(table), width)]


def _inside(data: memoryview, box: Box, *kinds: bytes) -> Box | None:
    found: Box | None = box
    for kind in kinds:
        if found is None:
            return None
        within = boxes(data, found.content, found.end)
        found = next((inner for inner in within if inner.kind == kind), None)
    return found
