"""Links to shared files: each person's own, and the one by which a file is put there.

Both are capabilities: whoever has one is taken for the person in it. `stoa_links.erl` makes the
same ones, and keeps everybody's from everybody else. A link has one spelling; no other is read.
"""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple
from uuid import UUID

from components.runtime.file_links import FILE, CanonicalLinks, Edit, edited, segment
from schemas.refusals import NotAllowed

FOLDER = "/files/"
PUT = "put"
"""No holder is written like this: it is nobody's localpart in base64."""
MAC_BYTES = 16
PATH = re.compile(rf"{FOLDER}({FILE})/([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{{22}})/[^/]+")
NOBODYS = "This link is not yours, or is none"


class Fetching(NamedTuple):
    file: UUID
    holder: str
    """A bare JID."""


class Putting(NamedTuple):
    file: UUID


class Links:
    def __init__(self, origin: str, domain: str, key: str) -> None:
        """`origin` such as `http://localhost:8080`; `key` is the secret `file_links`, as it is in
        its file."""
        self._origin, self._domain, self._key = origin, domain, key.encode()
        self.canonical = CanonicalLinks(domain)

    def put(self, file: UUID, name: str) -> str:
        return f"{self._start(file, PUT, _to_put(file))}{segment(name)}"

    def personal(self, file: UUID, name: str, address: str) -> str:
        """`address` is a bare JID."""
        return f"{self._fetched_from(file, address)}{segment(name)}"

    def edits(self, text: str, address: str) -> list[Edit]:
        """What makes the links in a text those of its reader, a bare JID."""
        return self.canonical.edits(text, lambda file: self._fetched_from(file, address))

    def personalised(self, text: str, address: str) -> str:
        """A text as its reader gets it."""
        return edited(text, self.edits(text, address))

    def parse(self, path: str) -> Fetching | Putting:
        """Of a request's path as it was sent, without its query. Raises NotAllowed."""
        found = PATH.fullmatch(path)
        if not found:
            raise NotAllowed(NOBODYS)
        file, holder = UUID(found[1]), found[2]
        address = None if holder == PUT else f"{_localpart(holder)}@{self._domain}"
        meant = _to_put(file) if address is None else _to_get(file, address)
        if not hmac.compare_digest(self._mac(meant), found[3]):
            raise NotAllowed(NOBODYS)
        return Putting(file) if address is None else Fetching(file, address)

    def _fetched_from(self, file: UUID, address: str) -> str:
        holder = _base64(address.partition("@")[0].encode())
        return self._start(file, holder, _to_get(file, address))

    def _start(self, file: UUID, holder: str, meant: str) -> str:
        return f"{self._origin}{FOLDER}{file}/{holder}.{self._mac(meant)}/"

    def _mac(self, meant: str) -> str:
        return _base64(hmac.digest(self._key, meant.encode(), "sha256")[:MAC_BYTES])


def _to_get(file: UUID, address: str) -> str:
    return f"get\n{file}\n{address}"


def _to_put(file: UUID) -> str:
    return f"put\n{file}"


def _base64(given: bytes) -> str:
    return urlsafe_b64encode(given).decode().rstrip("=")


def _localpart(holder: str) -> str:
    """Raises NotAllowed for what is spelled otherwise than links are."""
    try:
        found = urlsafe_b64decode(holder + "=" * (-len(holder) % 4)).decode()
    except ValueError:
        raise NotAllowed(NOBODYS) from None
    if _base64(found.encode()) != holder:
        raise NotAllowed(NOBODYS)
    return found
