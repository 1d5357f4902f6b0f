"""MP3: the tags before and after the frames (ID3v2.4 #3.1, ID3v1, APEv2) go."""

from __future__ import annotations

from collections.abc import Iterator

from components.upload.pipeline.strip.pieces import Piece, part

ID3V1_BYTES, APE_BYTES = 128, 32
HAS_FOOTER = 0x10


def strip(data: memoryview) -> Iterator[Piece]:
    start, end = 0, len(data)
    while bytes(data[start : start + 3]) == b"ID3":
        start += _id3(part(data, start, 10))
    while (shorter := _before_tag(data, end)) != end:
        end = shorter
    yield part(data, start, end - start)


def _id3(head: memoryview) -> int:
    """Its size, four times seven bits."""
    size = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True))
    return 10 + size + (10 if head[5] & HAS_FOOTER else 0)


def _before_tag(data: memoryview, end: int) -> int:
    if end >= ID3V1_BYTES and bytes(data[end - ID3V1_BYTES : end][:3]) == b"TAG":
        return end - ID3V1_BYTES
    footer = bytes(data[max(end - APE_BYTES, 0) : end])
    if footer.startswith(b"APETAGEX"):
        size = int.from_bytes(footer[12:16], "little")
        head = APE_BYTES if footer[23] & 0x80 else 0
        return max(end - size - head, 0)
    return end
