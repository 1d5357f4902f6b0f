"""Pictures of the demo people: initials on a colour, the same each time."""

import hashlib
import io
import unicodedata

from PIL import Image, ImageDraw, ImageFont

SIDE = 192
DRAWN = 2 * SIDE
WHITE = (255, 255, 255)
COLOURS = (
    (0x1D, 0x5F, 0xA8),
    (0x0F, 0x6B, 0x6B),
    (0x2E, 0x6B, 0x34),
    (0x8A, 0x4B, 0x08),
    (0xA8, 0x32, 0x32),
    (0x9C, 0x2F, 0x6B),
    (0x6A, 0x3F, 0xA0),
    (0x4A, 0x55, 0x8F),
    (0x00, 0x68, 0x80),
    (0x7A, 0x45, 0x3A),
)
"""White on any of them has a contrast of at least 4.5 (WCAG 2.2 #contrast-minimum)."""
DARKER_PERCENT = 85


def drawn(name: str) -> bytes:
    """A PNG of 192 by 192 pixels."""
    colour = COLOURS[hashlib.sha256(name.encode()).digest()[2] % len(COLOURS)]
    image = Image.new("RGB", (DRAWN, DRAWN), colour)
    draw = ImageDraw.Draw(image)
    darker = tuple(part * DARKER_PERCENT // 100 for part in colour)
    draw.ellipse((DRAWN * 0.35, DRAWN * 0.35, DRAWN * 1.3, DRAWN * 1.3), fill=darker)
    font = ImageFont.load_default(DRAWN * 0.42)
    draw.text((DRAWN / 2, DRAWN / 2), _initials(name), WHITE, font, anchor="mm")
    stored = io.BytesIO()
    image.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(stored, "PNG", optimize=True)
    return stored.getvalue()


def _initials(name: str) -> str:
    """Of the first and the last word, without accents, which the font lacks."""
    first, *_, last = name.split()
    plain = unicodedata.normalize("NFKD", f"{first[0]}{last[0]}")
    return plain.encode("ascii", "ignore").decode().upper()
