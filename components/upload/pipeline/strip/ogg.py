"""Ogg (RFC 3533): the comments of each stream are overwritten with spaces, of the same length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from components.upload.pipeline.strip.pieces import Patch, Piece, number, part, patched
from schemas.refusals import Malformed

CHECKSUM_AT = 22
MOST_HEADER_BYTES = 2**20
"""Headers come first: what has none by then has none."""
COMMENTS = {b"OpusTags": 0, b"\x03vorbis": 1, b"\x81theora": 0, b"\x84": 3}
"""How a packet of comments begins; how many bytes follow them, or, for FLAC's, precede them."""
FLAC = b"\x84"


def strip(data: memoryview) -> Iterator[Piece]:
    yield from patched(data, _patches(data))


@dataclass
class _Stream:
    packets: int = 0
    """That have ended."""
    comments: list[range] = field(default_factory=list)


def _patches(data: memoryview) -> list[Patch]:
    streams: dict[int, _Stream] = {}
    pages: list[range] = []
    place = 0
    while place < min(len(data), MOST_HEADER_BYTES):
        page = _page(data, place)
        stream = streams.setdefault(number(data, place + 14, 4), _Stream())
        if stream.packets <= 1:
            _look(data, page, stream)
            pages.append(page)
        place = page.stop
    new = bytearray(data[: max(page.stop for page in pages)])
    for stream in streams.values():
        _blank(new, stream.comments)
    return [_signed(new, page) for page in pages]


def _page(data: memoryview, start: int) -> range:
    if bytes(part(data, start, 4)) != b"OggS":
        raise Malformed("there is something between its pages")
    segments = number(data, start + 26, 1)
    size = 27 + segments + sum(part(data, start + 27, segments))
    return range(start, start + len(part(data, start, size)))


def _look(data: memoryview, page: range, stream: _Stream) -> None:
    """Notes where the second packet of a stream is."""
    segments = data[page.start + 26]
    place = page.start + 27 + segments
    for lacing in data[page.start + 27 : place]:
        if stream.packets == 1:
            stream.comments.append(range(place, place + lacing))
        place += lacing
        stream.packets += lacing < 255


def _blank(new: bytearray, places: list[range]) -> None:
    packet = b"".join(new[place.start : place.stop] for place in places)
    content = _without_comments(packet)
    for place in places:
        new[place.start : place.stop] = content[: len(place)]
        content = content[len(place) :]


def _without_comments(packet: bytes) -> bytes:
    """A vendor of spaces and no comment (Ogg Vorbis I, #5.2): nothing needs to move."""
    start = next((start for start in COMMENTS if packet.startswith(start)), b"")
    if not start:
        return packet
    before = packet[:4] if start == FLAC else start
    after = packet[-1:] if start == b"\x03vorbis" else b""
    room = len(packet) - len(before) - len(after) - 8
    if room < 0:
        raise Malformed("its comments are cut short")
    return before + room.to_bytes(4, "little") + b" " * room + bytes(4) + after


def _signed(new: bytearray, page: range) -> Patch:
    content = bytearray(new[page.start : page.stop])
    content[CHECKSUM_AT : CHECKSUM_AT + 4] = bytes(4)
    content[CHECKSUM_AT : CHECKSUM_AT + 4] = _checksum(content).to_bytes(4, "little")
    return page.start, bytes(content)


def _entry(value: int) -> int:
    for _ in range(8):
        value = (value << 1) ^ (0x04C11DB7 if value & 0x80000000 else 0)
    return value & 0xFFFFFFFF


TABLE = [_entry(byte << 24) for byte in range(256)]


def _checksum(page: bytes | bytearray) -> int:
    """CRC-32 as Ogg has it: from the highest bit, without inversion."""
    value = 0
    for byte in page:
        value = (value << 8) & 0xFFFFFFFF ^ TABLE[value >> 24 ^ byte]
    return value
