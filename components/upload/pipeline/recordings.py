"""Sound and video, by FFmpeg's libraries (PyAV)."""

from __future__ import annotations

from typing import BinaryIO

import av
import av.subtitles.stream  # later there is no file to load it from
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream
from PIL import Image

from components.upload.pipeline.previews import blurred, preview
from components.upload.pipeline.seen import Seen
from components.upload.pipeline.waveforms import Waveform
from schemas.refusals import Malformed, TooLarge

DEMUXERS = {
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/flac": "flac",
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "video/webm": "matroska",
    "video/x-matroska": "matroska",
}
MOST_PIXELS = 36_000_000
"""Of a frame: 8K, and a little more."""
MICROSECONDS_A_MILLISECOND = 1000
LONGEST_WAVEFORM_MS = 1_800_000
"""Longer sound is music or a lecture: its waveform says nothing, and takes long."""


def look(file: BinaryIO, container: str) -> Seen:
    """Raises Malformed, TooLarge, and whatever PyAV raises."""
    with av.open(file, "r", DEMUXERS[container], metadata_errors="replace") as opened:
        video = next((stream for stream in opened.streams.video if not _cover(stream)), None)
        if video is not None:
            return _video(opened, video, "video/" + container.partition("/")[2])
        if not opened.streams.audio:
            raise Malformed("there is neither sound nor picture in it")
        return _sound(opened, _sound_type(container))


def _cover(stream: VideoStream) -> bool:
    return bool(stream.disposition & Disposition.attached_pic)


def _sound_type(container: str) -> str:
    kind = container.partition("/")[2]
    return "audio/" + {"quicktime": "mp4"}.get(kind, kind)


def _video(opened: InputContainer, stream: VideoStream, media_type: str) -> Seen:
    if stream.width * stream.height > MOST_PIXELS:
        raise TooLarge("its frames have too many pixels")
    stream.codec_context.thread_count = 1  # nor may another be begun
    image = _poster(opened, stream)
    known = _known_ms(opened)
    return Seen(
        media_type,
        image.width,
        image.height,
        known if known is not None else _until_end_ms(opened),
        blurred(image),
        preview=preview(image),
    )


def _poster(opened: InputContainer, stream: VideoStream) -> Image.Image:
    """The first frame, upright."""
    for frame in opened.decode(stream):
        image: Image.Image = frame.to_image(threads=1)  # type: ignore[no-untyped-call]
        return image.rotate(frame.rotation, expand=True) if frame.rotation else image
    raise Malformed("there is no frame in it")


def _known_ms(opened: InputContainer) -> int | None:
    """As its head says; a live recording's does not."""
    if opened.duration is None or opened.duration <= 0:
        return None
    return round(opened.duration / MICROSECONDS_A_MILLISECOND)


def _until_end_ms(opened: InputContainer) -> int:
    """Where the last of what follows ends."""
    last = 0
    for packet in opened.demux():
        if packet.pts is not None and packet.time_base is not None:
            end = (packet.pts + (packet.duration or 0)) * packet.time_base
            last = max(last, round(end * 1000))
    return last


def _sound(opened: InputContainer, media_type: str) -> Seen:
    known = _known_ms(opened)
    if known is not None and known > LONGEST_WAVEFORM_MS:
        return Seen(media_type, duration_ms=known)
    waveform = Waveform(LONGEST_WAVEFORM_MS)
    for frame in opened.decode(opened.streams.audio[0]):
        if not waveform.add(frame):
            return Seen(media_type, duration_ms=_until_end_ms(opened))
    duration = known if known is not None else waveform.duration_ms
    return Seen(media_type, duration_ms=duration, waveform=waveform.values())
