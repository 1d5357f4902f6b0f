"""What becomes of a picture from the source."""

import io
import struct
import zlib

import pytest
from PIL import Image

from components.directory.pictures import MOST_BYTES, squared
from schemas.refusals import Malformed, TooLarge


def encoded(form: str, exif: bytes = b"") -> bytes:
    stored = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(stored, form, exif=exif)
    return stored.getvalue()


def bomb(side: int) -> bytes:
    """A PNG of few bytes that would fill the memory."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_a_square_png(form: str) -> None:
    image = Image.open(io.BytesIO(squared(encoded(form)).png))

    assert ("PNG", (192, 192), "RGB") == (image.format, image.size, image.mode)


def test_nothing_but_pixels_is_left() -> None:
    exif = Image.Exif()
    exif[0x010F] = "maker of the camera"
    picture = squared(encoded("JPEG", exif=exif.tobytes()))

    assert b"camera" not in picture.png
    assert {} == Image.open(io.BytesIO(picture.png)).info


def test_a_picture_made_here_stays_as_it_is() -> None:
    picture = squared(encoded("PNG"))

    assert picture == squared(picture.png)
    assert 40 == len(picture.sha1)


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", b"<svg/>", encoded("GIF"), encoded("PNG")[:-40], b"\x89PNG\r\n\x1a\n"],
    ids=["empty", "a word", "SVG", "GIF", "cut", "signature"],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Malformed):
        squared(content)


@pytest.mark.parametrize("side", [6_000, 20_000, 60_000])
def test_a_decompression_bomb_is_refused_before_it_is_unpacked(side: int) -> None:
    with pytest.raises(TooLarge):
        squared(bomb(side))


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(TooLarge):
        squared(bytes(MOST_BYTES + 1))
