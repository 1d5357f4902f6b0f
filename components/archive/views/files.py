"""Files that a message brings (XEP-0447, XEP-0066, links of ours in its text), and what kind of
message that makes it."""

from __future__ import annotations

from dataclasses import dataclass
from mimetypes import MimeTypes
from posixpath import basename
from urllib.parse import unquote, urlsplit
from uuid import UUID
from xml.etree.ElementTree import Element

from components.runtime.file_links import Shared
from schemas.xmpp.namespaces import FILE_METADATA, FILE_SHARING, OUT_OF_BAND

SHARING = f"{{{FILE_SHARING}}}"
METADATA = f"{{{FILE_METADATA}}}"
URL_DATA = "{http://jabber.org/protocol/url-data}url-data"
OOB = f"{{{OUT_OF_BAND}}}"
TYPES = MimeTypes()
"""Those of the language, so that every machine takes a name for the same."""
for ending, media_type in (("webp", "image/webp"), ("heic", "image/heic"), ("avif", "image/avif")):
    TYPES.add_type(media_type, f".{ending}")
for ending, media_type in (("m4a", "audio/mp4"), ("ogg", "audio/ogg"), ("opus", "audio/ogg")):
    TYPES.add_type(media_type, f".{ending}")
LARGEST_SIZE = 2**62
LONGEST = 4000
"""Characters of an address; what is longer is cut and leads nowhere."""


@dataclass(frozen=True, slots=True)
class File:
    url: str
    media_type: str
    name: str
    size: int | None
    recorded: bool = False
    """Shown in the conversation as sound, not as a file to keep."""
    id: UUID | None = None
    """Of the file of ours that it is said to be."""

    @property
    def kind(self) -> str:
        major = self.media_type.partition("/")[0]
        if major == "audio":
            return "voice" if self.recorded else "audio"
        return major if major in {"image", "video"} else "document"


def shared_file(element: Element) -> File:
    """XEP-0447 #sharing-a-file; the address is '' where no source is one of the web."""
    source = element.find(f"{SHARING}sources/{URL_DATA}")
    url = "" if source is None else source.get("target", "")
    about = element.find(f"{METADATA}file")
    about = Element("file") if about is None else about
    size = about.findtext(f"{METADATA}size", "")
    name = about.findtext(f"{METADATA}name") or named(url)
    return File(
        url[:LONGEST],
        (about.findtext(f"{METADATA}media-type") or guessed(name))[:255].lower(),
        name[:255],
        int(size) if size.isdecimal() and len(size) < 19 and int(size) < LARGEST_SIZE else None,
        recorded=element.get("disposition") == "inline",
    )


def oob_file(element: Element) -> File | None:
    """XEP-0066 #x: an address, and nothing about what is there."""
    url = element.findtext(f"{OOB}url", "")[:LONGEST]
    return File(url, guessed(named(url)), named(url)[:255], None) if url else None


def linked_file(found: Shared) -> File:
    return File(found.url[:LONGEST], guessed(found.name), found.name[:255], None, id=found.file)


def named(url: str) -> str:
    """Without the one character that texts of PostgreSQL cannot have."""
    try:
        return unquote(basename(urlsplit(url).path)).replace("\0", "")
    except ValueError:
        return ""


def guessed(name: str) -> str:
    return TYPES.guess_type(name)[0] or ""
