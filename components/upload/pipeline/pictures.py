"""Pictures, by Pillow."""

from __future__ import annotations

from typing import BinaryIO

from PIL import AvifImagePlugin, Image, ImageOps, MpoImagePlugin, TiffImagePlugin

from components.upload.pipeline.previews import SIDE_PIXELS, blurred, preview
from components.upload.pipeline.seen import Seen
from schemas.refusals import TooLarge

FORMATS = {
    "image/jpeg": ("JPEG", "MPO"),
    "image/png": ("PNG",),
    "image/gif": ("GIF",),
    "image/webp": ("WEBP",),
    "image/avif": ("AVIF",),
}
MOST_PIXELS = 64_000_000
"""That are unpacked; of a JPEG only an eighth of each side has to be."""
LOADED = (MpoImagePlugin, TiffImagePlugin)
"""Besides those for previews."""

Image.MAX_IMAGE_PIXELS = None  # ours is the limit
AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def look(file: BinaryIO, media_type: str) -> Seen:
    """Raises TooLarge before too much is unpacked, and whatever Pillow raises."""
    image = Image.open(file, formats=FORMATS[media_type])
    width, height = image.size
    image.draft("RGB", (SIDE_PIXELS, SIDE_PIXELS))
    if image.width * image.height > MOST_PIXELS:
        raise TooLarge("the picture has too many pixels")
    shown = ImageOps.exif_transpose(image)
    turned = (shown.width > shown.height) != (image.width > image.height)
    if turned:
        width, height = height, width
    plain = _plain(shown)
    return Seen(media_type, width, height, blurhash=blurred(plain), preview=preview(plain))


def _plain(image: Image.Image) -> Image.Image:
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode == mode:
        return image
    plain = image.convert(mode)
    if image.mode not in {"RGB", "RGBA", "P"}:  # its profile is of other colours
        plain.info.pop("icc_profile", None)
    return plain
