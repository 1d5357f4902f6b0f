"""RIFF: WebP (RFC 9649) and WAVE, chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterator

from components.upload.pipeline.strip.pieces import Piece, orientation, part, upright

WEBP = frozenset((b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
WAVE = frozenset((b"fmt ", b"fact", b"data"))
HAS_EXIF, HAS_XMP = 0x08, 0x04


def strip_webp(data: memoryview) -> Iterator[Piece]:
    """An orientation stays."""
    exif = (bytes(content) for name, content in _chunks(data) if name == b"EXIF")
    turned = orientation(next(exif, b""))
    pieces = list(_webp_pieces(data, turned))
    if turned != 1:
        pieces += _chunk(b"EXIF", upright(turned))
    yield from _file(b"WEBP", pieces)


def _webp_pieces(data: memoryview, turned: int) -> Iterator[Piece]:
    for name, content in _chunks(data):
        if name == b"VP8X":
            flags = content[0] & ~(HAS_EXIF | HAS_XMP) | (HAS_EXIF if turned != 1 else 0)
            yield from _chunk(name, bytes([flags]) + bytes(content[1:]))
        elif name in WEBP:
            yield from _chunk(name, content)


def strip_wav(data: memoryview) -> Iterator[Piece]:
    pieces = [p for name, c in _chunks(data) if name in WAVE for p in _chunk(name, c)]
    yield from _file(b"WAVE", pieces)


def _file(kind: bytes, pieces: list[Piece]) -> Iterator[Piece]:
    size = min(4 + sum(map(len, pieces)), 2**32 - 1)
    yield b"RIFF" + size.to_bytes(4, "little") + kind
    yield from pieces


def _chunks(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """What is longer than the file, as a recording that was never ended, goes to its end."""
    whole = int.from_bytes(part(data, 4, 4), "little") + 8
    end = min(whole, len(data))
    place = 12
    while place + 8 <= end:
        size = int.from_bytes(data[place + 4 : place + 8], "little")
        last = min(place + 8 + size, end)
        yield bytes(data[place : place + 4]), data[place + 8 : last]
        place += 8 + size + size % 2


def _chunk(name: bytes, content: Piece) -> list[Piece]:
    return [name + len(content).to_bytes(4, "little"), content, bytes(len(content) % 2)]
