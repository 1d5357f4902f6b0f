"""What is found out of a picture, a sound or a video."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Seen:
    """Width and height as it is shown, upright, in pixels."""

    media_type: str
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    blurhash: str = ""
    waveform: bytes | None = None
    """Loudness over its length: 64 values, the loudest 255."""
    preview: bytes = b""
    """A WebP picture whose longer side has at most 640 pixels."""
