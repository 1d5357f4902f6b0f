"""JPEG (ISO/IEC 10918-1 annex B): what is neither picture nor colour goes; so does what follows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from components.upload.pipeline.strip.pieces import Piece, number, orientation, part, upright

START, END, SCAN, COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
APP0, APP1, APP2, APP14, APP15 = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF
KEPT = {APP0: b"JFIF\0", APP2: b"ICC_PROFILE\0", APP14: b"Adobe"}
EXIF = b"Exif\0\0"
MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
"""Neither a stuffed byte of entropy-coded data, nor a restart, nor filling."""


def strip(data: memoryview) -> Iterator[Piece]:
    """Orientation stays, in an Exif of its own. A file that is cut short stays so."""
    yield part(data, 0, 2)
    yield from _orientation(data)
    for marker, start, end in _segments(data):
        if _stays(marker, data[start + 4 : end]):
            yield data[start:end]


def _segments(data: memoryview) -> Iterator[tuple[int, int, int]]:
    """Each marker, where it starts and ends, up to the end of the image; a scan with its data.

    What stands between them is left out, as decoders do.
    """
    place = 2
    while place < len(data):
        found = MARKER.search(data, place)
        if not found:
            return
        place = found.start()
        marker = data[place + 1]
        end = place + 2 if marker == END else place + 2 + number(data, place + 2, 2)
        if marker == SCAN:
            found = MARKER.search(data, end)
            end = found.start() if found else len(data)
        yield marker, place, min(end, len(data))
        if marker == END:
            return
        place = end


def _stays(marker: int, content: memoryview) -> bool:
    if APP0 <= marker <= APP15:
        return marker in KEPT and bytes(content[:12]).startswith(KEPT[marker])
    return marker != COMMENT


def _orientation(data: memoryview) -> Iterator[bytes]:
    for marker, start, end in _segments(data):
        if marker == SCAN:
            return
        if marker == APP1 and data[start + 4 : start + 10] == EXIF:
            found = orientation(bytes(data[start + 4 : end]))
            content = EXIF + upright(found)
            if found != 1:
                yield b"\xff\xe1" + (len(content) + 2).to_bytes(2, "big") + content
            return
