"""Canonical links to shared files: what is recorded of a link, the same for everybody and for ever.

Nobody is served by one. On its way to a client it becomes a link of that client's person
(`components/upload/links.py`, `ejabberd-config/modules/stoa_links.erl`): where it begins a text or
stands alone in it, never inside of another address, whose owner would learn the person's link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote, unquote
from uuid import UUID

FILE = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
"""An id as links spell it: UUID version 4, RFC 9562."""
ENDS = ".,;:!?')]}*_~|`"
"""What closes a sentence or marks words, and is no part of a link at its end."""
BEFORE = r"""(?:(?<![^ \t\r\n<>"])((?:[(\[{'*_~|`]|[^\x00-\x7f\u3002\uff00-\uffff])*))"""
"""What may stand between a blank and a link: brackets, marks and letters that no address has."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A file as a text names it."""

    file: UUID
    name: str
    url: str


class Edit(NamedTuple):
    """From where to where something else stands in a text, in characters."""

    begin: int
    end: int
    new: str


class CanonicalLinks:
    def __init__(self, domain: str) -> None:
        self._start = f"https://upload.{domain}/"
        start = re.escape(self._start)
        self._link = re.compile(rf"{start}({FILE})/([^\x00-\x20\x7f-\U0010ffff<>\"]+)")
        self._alone = re.compile(rf"{BEFORE}{start}({FILE})/")

    def make(self, file: UUID, name: str) -> str:
        return f"{self._start}{file}/{segment(name)}"

    def one(self, url: str) -> Shared | None:
        """The file that is at an address."""
        found = self._link.fullmatch(url)
        if not found:
            return None
        return Shared(UUID(found[1]), unquote(found[2]).replace("\0", ""), url)

    def within(self, text: str) -> list[Shared]:
        """The files that a text names."""
        if self._start not in text:
            return []
        named = (each[0].rstrip(ENDS) for each in self._link.finditer(text))
        return [shared for each in named if (shared := self.one(each))]

    def edits(self, text: str, of: Callable[[UUID], str]) -> list[Edit]:
        """What lets the links that stand alone in a text begin as `of` says."""
        if self._start not in text:
            return []
        alone = self._alone.finditer(text)
        return [Edit(each.end(1), each.end(), of(UUID(each[2]))) for each in alone]


def edited(text: str, edits: Sequence[Edit]) -> str:
    for edit in reversed(edits):
        text = text[: edit.begin] + edit.new + text[edit.end :]
    return text


def moved(place: int, edits: Iterable[Edit]) -> int:
    """Where a character of the text is after them; of one that is gone, where what came is over."""
    by = 0
    for begin, end, new in edits:
        if end <= place:
            by += len(new) - (end - begin)
        elif begin < place:
            by += begin + len(new) - place
    return place + by


def segment(name: str) -> str:
    """A file's name as the last part of a path, which is never a way to another folder."""
    return quote(name, safe="") if name.strip(".") else "file"
