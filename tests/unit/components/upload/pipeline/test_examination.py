"""What is found out of a file, by the process that looks into it."""

import io
import tempfile
from pathlib import Path

import blurhash
import pytest
from PIL import Image

from components.upload.pipeline import examination
from components.upload.pipeline.examination import Examined, examine
from components.upload.pipeline.kinds import PLAIN
from components.upload.pipeline.seen import Seen
from tests.harness import media


@pytest.fixture
def look(tmp_path: Path) -> "Look":
    return Look(tmp_path)


class Look:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.clean = b""

    def __call__(self, content: bytes, name: str = "a") -> Examined:
        source = self._folder / "source"
        source.write_bytes(content)
        with tempfile.TemporaryFile() as clean:
            found = examine(source, name, clean)
            clean.seek(0)
            self.clean = clean.read()
        return found


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_a_picture_has_its_size_a_preview_and_a_blur(look: Look, kind: str) -> None:
    seen = look(media.picture(kind, (1300, 900))).seen

    assert (f"image/{kind.lower()}", 1300, 900) == (seen.media_type, seen.width, seen.height)
    preview = Image.open(io.BytesIO(seen.preview))
    assert ("WEBP", (640, 443)) == (preview.format, preview.size)
    assert blurhash.components(seen.blurhash) == (4, 3)


def test_a_turned_picture_has_the_size_it_is_shown_in(look: Look) -> None:
    seen = look(media.picture(size=(1300, 900), turned=6)).seen

    assert (seen.width, seen.height) == (900, 1300)
    assert Image.open(io.BytesIO(seen.preview)).size == (443, 640)


def test_what_a_picture_tells_is_not_in_its_preview(look: Look) -> None:
    found = look(media.picture(told=True))

    assert found.clean
    assert media.MAKER.encode() not in look.clean + found.seen.preview


@pytest.mark.parametrize(
    ("made", "media_type"),
    [
        (media.voice(), "audio/ogg"),
        (media.voice(kind="mp3", codec="libmp3lame"), "audio/mpeg"),
        (media.voice(kind="wav", codec="pcm_s16le"), "audio/wav"),
        (media.voice(kind="mp4", codec="aac"), "audio/mp4"),
        (media.voice(kind="webm"), "audio/webm"),
    ],
)
def test_sound_has_its_length_and_a_waveform(look: Look, made: bytes, media_type: str) -> None:
    """The tone grows louder."""
    seen = look(made).seen

    assert media_type == seen.media_type
    assert seen.duration_ms is not None
    assert 1950 <= seen.duration_ms <= 2100
    assert seen.waveform is not None
    quarters = [max(seen.waveform[start : start + 16]) for start in range(0, 64, 16)]
    assert (64, sorted(quarters), 255) == (len(seen.waveform), quarters, quarters[-1])


@pytest.mark.parametrize(
    ("kind", "codec", "media_type"),
    [
        ("mp4", "mpeg4", "video/mp4"),
        ("mov", "mpeg4", "video/quicktime"),
        ("webm", "libvpx", "video/webm"),
    ],
)
def test_video_has_its_size_its_length_and_a_first_picture(
    look: Look, kind: str, codec: str, media_type: str
) -> None:
    seen = look(media.video(1.0, kind, codec)).seen

    assert (media_type, 160, 120, 1000) == (
        *(seen.media_type, seen.width, seen.height),
        seen.duration_ms,
    )
    assert Image.open(io.BytesIO(seen.preview)).size == (160, 120)


def test_video_made_upright_is_shown_upright(look: Look) -> None:
    """As a telephone writes it: a picture that lies, and how to turn it."""
    seen = look(media.upright_video()).seen

    assert (seen.width, seen.height) == (120, 160)
    assert Image.open(io.BytesIO(seen.preview)).size == (120, 160)


def test_a_recording_that_nobody_ended_has_its_length(look: Look) -> None:
    """As browsers write it: without a length, its clusters without a size."""
    seen = look(media.live_voice()).seen

    assert seen.media_type == "audio/webm"
    assert seen.duration_ms is not None
    assert 1950 <= seen.duration_ms <= 2100


@pytest.mark.parametrize(
    "content",
    [
        media.giant(),
        media.giant(2**31 - 1, 1),
        media.picture(size=(800, 600))[:2000],
        media.picture("PNG", (800, 600))[:400],
        media.video()[:1500],
        media.voice(kind="mp4", codec="aac")[:3000],
        b"\xff\xd8\xff" + bytes(100),
        b"OggS" + bytes(100),
        b"\x1aE\xdf\xa3" + bytes(100),
        b"ID3" + b"\xff" * 100,
        b"RIFF\0\0\0\0WEBPVP8 ",
    ],
    ids=[
        *("many pixels", "wide", "cut JPEG", "cut PNG", "cut MP4", "cut M4A"),
        *("no JPEG", "no Ogg", "no Matroska", "no MP3", "no WebP"),
    ],
)
def test_what_cannot_be_unpacked_is_a_plain_file(look: Look, content: bytes) -> None:
    assert look(content).seen == Seen(PLAIN)


def test_what_cannot_be_unpacked_is_cleaned_all_the_same(look: Look) -> None:
    found = look(media.picture(size=(800, 600), told=True)[:4000])

    assert (Seen(PLAIN), True) == (found.seen, found.clean)
    assert media.MAKER.encode() not in look.clean


def test_what_takes_too_long_is_a_plain_file(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examination, "LONGEST_SECONDS", 0.001)

    assert look(media.picture()) == Examined(Seen(PLAIN), clean=False)


def test_a_name_is_no_argument(look: Look) -> None:
    assert look(media.picture(), "../../--help\n.png").seen.media_type == "image/jpeg"
