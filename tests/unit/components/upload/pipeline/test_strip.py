"""What a file tells of its maker goes; what is seen and heard stays, to the last bit."""

import io

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps

from components.upload.pipeline.strip import STRIPS, stripped
from schemas.refusals import Malformed
from tests.harness import media

TELLING = (media.MAKER.encode(), media.PLACE_TEXT)
PICTURES = {
    "image/jpeg": media.picture(told=True, turned=6),
    "image/png": media.picture("PNG", told=True, turned=6),
    "image/webp": media.picture("WEBP", told=True, turned=6),
    "image/avif": media.picture("AVIF", told=True),
    "image/gif": media.picture("GIF", comment=media.MAKER.encode()),
}
RECORDINGS = [
    ("audio/ogg", media.voice()),
    ("audio/ogg", media.voice(codec="flac")),
    ("audio/mpeg", media.voice(kind="mp3", codec="libmp3lame")),
    ("audio/wav", media.voice(kind="wav", codec="pcm_s16le")),
    ("video/mp4", media.voice(kind="mp4", codec="aac")),
    ("video/webm", media.voice(kind="webm")),
    ("video/mp4", media.video(told=True)),
    ("video/quicktime", media.video(kind="mov", told=True)),
    ("video/webm", media.video(kind="webm", codec="libvpx", told=True)),
    ("video/x-matroska", media.video(kind="matroska", told=True)),
]


def clean(kind: str, content: bytes) -> bytes:
    pieces = stripped(kind, memoryview(content))
    assert pieces is not None
    return b"".join(pieces)


def told(content: bytes) -> list[bytes]:
    return [words for words in TELLING if words in content]


def packets(content: bytes) -> list[bytes]:
    with av.open(io.BytesIO(content), "r") as opened:
        return [bytes(packet) for packet in opened.demux()]


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_loses_what_it_tells_and_no_pixel(kind: str) -> None:
    before = PICTURES[kind]
    after = clean(kind, before)

    assert told(before)
    assert told(after) == []
    assert Image.open(io.BytesIO(before)).tobytes() == Image.open(io.BytesIO(after)).tobytes()
    assert clean(kind, after) == after


@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/webp"])
def test_a_picture_stays_upright(kind: str) -> None:
    before, after = PICTURES[kind], clean(kind, PICTURES[kind])

    shown = [ImageOps.exif_transpose(Image.open(io.BytesIO(each))) for each in (before, after)]
    assert [picture.size for picture in shown] == [(80, 120)] * 2


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_keeps_its_colours(kind: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    after = clean(f"image/{kind.lower()}", media.picture(kind, told=True, icc_profile=profile))

    assert Image.open(io.BytesIO(after)).info["icc_profile"] == profile


@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/webp", "image/gif"])
def test_what_follows_a_picture_is_cut_off(kind: str) -> None:
    after = clean(kind, PICTURES[kind] + media.archive({"page.html": b"<script>"}))

    assert after == clean(kind, PICTURES[kind])


@pytest.mark.parametrize(("kind", "before"), RECORDINGS)
def test_a_recording_loses_what_it_tells_and_no_sound_or_frame(kind: str, before: bytes) -> None:
    after = clean(kind, before)

    assert told(before)
    assert told(after) == []
    assert packets(before) == packets(after)
    assert clean(kind, after) == after


def test_a_track_of_places_is_emptied_with_all_it_says() -> None:
    made = media.voice(kind="mp4", codec="aac")
    places = [packet for packet in packets(made) if packet]
    after = clean("video/mp4", made.replace(b"soun", b"meta"))

    assert all(place in made for place in places)
    assert [place for place in places if place in after] == []
    with av.open(io.BytesIO(after)) as opened:
        assert list(opened.streams) == []


def test_a_recording_says_no_date() -> None:
    made = bytearray(media.video())
    at = made.index(b"mvhd") + 8
    made[at : at + 4] = b"\xe0\x01\x02\x03"

    assert clean("video/mp4", bytes(made))[at : at + 8] == bytes(8)


def test_a_picture_that_is_cut_short_tells_no_more_either() -> None:
    cut = PICTURES["image/jpeg"][:-200]

    assert told(cut)
    assert told(clean("image/jpeg", cut)) == []


@pytest.mark.parametrize("kind", STRIPS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_whatever_comes_is_cleaned_or_refused(kind: str, data: st.DataObject) -> None:
    samples = [PICTURES[kind]] if kind in PICTURES else [c for k, c in RECORDINGS if k == kind]
    content = bytearray(data.draw(st.sampled_from(samples or [media.SVG])))
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(0, len(content)))]
    try:
        pieces = stripped(kind, memoryview(bytes(content))) or []
    except Malformed:
        return

    assert sum(map(len, pieces)) <= len(content) + 100
