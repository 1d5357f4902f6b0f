"""What a file is, by its own bytes: neither its name nor its sender is believed."""

from __future__ import annotations

import puremagic

HEAD_BYTES = 4096
PLAIN = "application/octet-stream"
TEXT = "text/plain"

STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
)
RIFFS = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"msf1": "image/heic",
    b"qt  ": "video/quicktime",
}
"""Other brands of the ISO base media file format are MP4."""
OLD_QUICKTIME = frozenset((b"moov", b"mdat", b"wide", b"skip"))
EBML = b"\x1aE\xdf\xa3"
FRAMES = frozenset(
    first | second << 8 for first in (0xFF,) for second in (0xFA, 0xFB, 0xF2, 0xF3, 0xE2, 0xE3)
)


def container(head: bytes) -> str:
    """The media type of what pictures, sound and video come in; '' for anything else."""
    for start, found in STARTS:
        if head.startswith(start):
            return found
    if head.startswith(b"RIFF"):
        return RIFFS.get(head[8:12], "")
    if head.startswith(EBML):
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12], "video/mp4")
    if head[4:8] in OLD_QUICKTIME:
        return "video/quicktime"
    return "audio/mpeg" if int.from_bytes(head[:2], "little") in FRAMES else ""


DOCUMENTS = ("application/pdf", "application/vnd.", "application/zip", "application/msword")
"""Types that say what to open a file with; nothing in a browser runs them."""


def document(head: bytes, name: str) -> str:
    """Of anything that is neither picture, sound nor video: words, a kind of document, or bytes.

    Pages, drawings and programs of browsers are words.
    """
    if _words(head):
        return TEXT
    try:
        found: str = puremagic.from_string(head, mime=True, filename=name)
    except (puremagic.PureError, ValueError):
        return PLAIN
    return found if found.startswith(DOCUMENTS) else PLAIN


def _words(head: bytes) -> bool:
    try:
        text = head.decode()
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:  # not a letter that the head cuts off
            return False
        text = head[: error.start].decode()
    return all(letter >= " " or letter in "\t\n\r\f" for letter in text)
