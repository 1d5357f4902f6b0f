"""Samples of what people share, and of what they should not."""

from __future__ import annotations

import io
import math
import struct
import zipfile
import zlib
from array import array
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, cast

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The file every scanner has to find (eicar.org); no harm is in it."""
MAKER, PLACE = "Lovelace Camera", 47.3769
"""What a picture with `told` tells of its maker."""
PLACE_TEXT = b"+47.3769+008.5417/"
RATE_HZ, TONE_HZ, FRAMES_A_SECOND = 48_000, 440, 10
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(document.domain)</script></svg>'


def picture(
    kind: str = "JPEG",
    size: tuple[int, int] = (120, 80),
    *,
    told: bool = False,
    turned: int = 1,
    **options: Any,
) -> bytes:
    """A coloured slope; `turned` is the orientation of its Exif (1 to 8), `told` adds maker and
    place."""
    exif = {"exif": _exif(turned)} if told or turned != 1 else {}
    stored = io.BytesIO()
    _slope(size).save(stored, kind, **exif, **options)
    return stored.getvalue()


def voice(seconds: float = 2.0, kind: str = "ogg", codec: str = "libopus", **options: str) -> bytes:
    """A tone that grows louder, as `ogg`, `mp3`, `wav`, `mp4` or `webm` hold it."""
    stored = io.BytesIO()
    with av.open(stored, "w", format=kind, options=options) as written:
        written.metadata["title"] = MAKER
        stream = cast(AudioStream, written.add_stream(codec, rate=RATE_HZ, layout="mono"))
        for frame in [*_tone(seconds), None]:
            written.mux(stream.encode(frame))
    return stored.getvalue()


def video(
    seconds: float = 1.0,
    kind: str = "mp4",
    codec: str = "mpeg4",
    size: tuple[int, int] = (160, 120),
    *,
    told: bool = False,
) -> bytes:
    """Without sound; `told` adds where it was made."""
    stored = io.BytesIO()
    with av.open(stored, "w", format=kind) as written:
        if told:
            written.metadata["location"] = PLACE_TEXT.decode()
            written.metadata["title"] = MAKER
        stream = cast(VideoStream, written.add_stream(codec, rate=FRAMES_A_SECOND))
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for number in range(round(seconds * FRAMES_A_SECOND)):
            frame = VideoFrame.from_image(_slope(size))  # type: ignore[no-untyped-call]
            frame.pts, frame.time_base = number, Fraction(1, FRAMES_A_SECOND)
            written.mux(stream.encode(frame))
        written.mux(stream.encode(None))
    return stored.getvalue()


def live_voice() -> bytes:
    """As browsers record it (MediaRecorder): sizes and length were not known when they were
    written."""
    return voice(kind="webm", live="1")


def upright_video() -> bytes:
    """As a telephone makes it: frames of 160 by 120 pixels, to be turned a quarter to the right."""
    made = bytearray(video())
    matrix = made.index(b"tkhd") + 44
    turn = struct.pack(">9i", 0, 2**16, 0, -(2**16), 0, 0, 120 * 2**16, 0, 2**30)
    made[matrix : matrix + len(turn)] = turn
    return bytes(made)


def archive(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", method) as written:
        for name, content in files.items():
            written.writestr(name, content)
    return stored.getvalue()


def encrypted_archive() -> bytes:
    """Says of itself that it is encrypted, which is all that can be seen of one."""
    made = bytearray(archive({"secret": b"words"}))
    made[6] |= 1
    made[made.index(b"PK\x01\x02") + 8] |= 1
    return bytes(made)


def bomb() -> bytes:
    """An archive of a megabyte and a half, which unpacks to a gigabyte and a half."""
    packer = zlib.compressobj(1, wbits=-15)
    packed = packer.compress(bytes(2**24)) + packer.flush(zlib.Z_FULL_FLUSH)
    head, tail = b"\x1f\x8b\x08" + bytes(6) + b"\xff", packer.flush() + bytes(8)
    return archive({"zeros.gz": head + 90 * packed + tail}, zipfile.ZIP_STORED)


def giant(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few kilobytes that says it has so many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1 + 3 * width))
    chunks = ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    whole = name + content
    return len(content).to_bytes(4, "big") + whole + zlib.crc32(whole).to_bytes(4, "big")


def _slope(size: tuple[int, int]) -> Image.Image:
    shades = Image.linear_gradient("L").resize(size)
    return Image.merge("RGB", (shades, shades.transpose(Image.Transpose.ROTATE_180), shades))


def _exif(turned: int) -> Image.Exif:
    exif = Image.Exif()
    exif[Base.Orientation] = turned
    exif[Base.Make] = MAKER
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (PLACE, 0.0, 0.0)
    return exif


def _tone(seconds: float) -> Iterator[AudioFrame]:
    for start in range(0, round(seconds * RATE_HZ), RATE_HZ // 50):
        samples = array("h", (_sample(start + i, seconds) for i in range(RATE_HZ // 50)))
        frame = AudioFrame(format="s16", layout="mono", samples=len(samples))
        frame.planes[0].update(samples.tobytes())
        frame.rate, frame.pts, frame.time_base = RATE_HZ, start, Fraction(1, RATE_HZ)
        yield frame


def _sample(number: int, seconds: float) -> int:
    loudness = 20_000 * number / (seconds * RATE_HZ)
    return round(loudness * math.sin(2 * math.pi * TONE_HZ * number / RATE_HZ))
