"""Taking out what a file tells of its maker, without touching picture or sound.

Each module yields the pieces of the new file, mostly views of the old one, and raises Malformed for
what is not of its kind. What is laid out by positions is overwritten in place, so that none move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from components.upload.pipeline.strip import ebml, gif, heif, jpeg, mp3, mp4, ogg, png, riff
from components.upload.pipeline.strip.pieces import Piece
from schemas.refusals import Malformed

Strip = Callable[[memoryview], Iterator[Piece]]

STRIPS: dict[str, Strip] = {
    "image/jpeg": jpeg.strip,
    "image/png": png.strip,
    "image/gif": gif.strip,
    "image/webp": riff.strip_webp,
    "image/avif": heif.strip,
    "image/heic": heif.strip,
    "video/mp4": mp4.strip,
    "video/quicktime": mp4.strip,
    "video/webm": ebml.strip,
    "video/x-matroska": ebml.strip,
    "audio/ogg": ogg.strip,
    "audio/mpeg": mp3.strip,
    "audio/wav": riff.strip_wav,
}


def stripped(container: str, data: memoryview) -> list[Piece] | None:
    """None where there is nothing of the kind, or nothing known about taking it out.

    Raises Malformed for what is not of the kind it seemed.
    """
    if container not in STRIPS:
        return None
    try:
        return list(STRIPS[container](data))
    except (IndexError, ValueError, OverflowError) as error:
        raise Malformed("its parts do not fit together") from error
