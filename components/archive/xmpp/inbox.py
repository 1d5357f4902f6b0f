"""The inbox of an account (XEP-0430 v0.2.0 #querying, #examples), paged by XEP-0059.

Beside what the extension says, each entry carries ours (`schemas/xmpp/extensions/inbox.xsd`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree.ElementTree import Element

from sqlalchemy import Connection, Engine

from components.archive import inbox
from components.archive.inbox import Archived, Entry, Preview
from components.archive.xmpp.delegation import Delegation
from components.archive.xmpp.entries import written
from components.runtime import rsm
from components.runtime.database import in_transaction
from components.runtime.stanza import Request
from schemas.refusals import Malformed
from schemas.xmpp.namespaces import INBOX

MOST = 50
"""Entries in one answer; also of those that were asked for without a page."""
LONGEST_ID = 18
"""Digits of a stanza id."""
BOOLEANS = {"true": True, "1": True, "false": False, "0": False}

Tell = Callable[[str, list[str]], Awaitable[None]]
"""Sends one of an account's clients, by its JID, messages of the account itself."""


@dataclass(frozen=True)
class Asked:
    page: rsm.Page
    unread_only: bool
    messages: bool


class Found(NamedTuple):
    entries: Sequence[Entry]
    """All that has an address and a message."""
    shown: Sequence[Entry]
    described: Element
    previews: Mapping[int, Preview]
    """By conversation; empty where messages were not asked for, as is `archived`."""
    archived: Mapping[int, Archived]


class Inbox:
    def __init__(self, engine: Engine, tell: Tell) -> None:
        self._engine = engine
        self._tell = tell

    def register(self, delegation: Delegation) -> None:
        delegation.handle("get", f"{{{INBOX}}}inbox", self._answer)

    async def _answer(self, request: Request) -> Element:
        """Raises Malformed."""
        asked, asker = parse_inbox(request.payload), request.sender.bare
        found = await in_transaction(
            self._engine, lambda connection: _found(connection, asker, asked)
        )
        await self._tell(request.sender.full, _messages(request.id, found))
        return _fin(found)


def parse_inbox(payload: Element) -> Asked:
    """Raises Malformed."""
    page = rsm.parse_rsm(payload, MOST) or rsm.Page(MOST)
    for place in (page.after, page.before):
        if place and not (place.isdecimal() and len(place) <= LONGEST_ID):
            raise Malformed("A page of the inbox lies before or after one of its entries")
    return Asked(page, _flag(payload, "unread-only", "false"), _flag(payload, "messages", "true"))


def _flag(payload: Element, name: str, default: str) -> bool:
    value = payload.get(name, default)
    if value not in BOOLEANS:
        raise Malformed(f"{name} is true or false")
    return BOOLEANS[value]


def _found(connection: Connection, asker: str, asked: Asked) -> Found:
    """Private messages in a room have no address of their own, so that they are not listed."""
    every = inbox.entries(connection, asker)
    entries = [entry for entry in every if entry.last_id and entry.kind != "private"]
    listed = [entry for entry in entries if entry.unread or not asked.unread_only]
    first, end = _bounds([entry.last_id for entry in listed], asked.page)
    shown = listed[first:end]
    described = rsm.described([str(entry.last_id) for entry in shown], first, len(listed))
    if not asked.messages:
        return Found(entries, shown, described, {}, {})
    previews = inbox.previews(connection, asker, shown)
    return Found(entries, shown, described, previews, inbox.archived(connection, asker, shown))


def _bounds(ids: Sequence[int], page: rsm.Page) -> tuple[int, int]:
    """A conversation that moved to the front meanwhile is no reason to begin again."""
    if page.before is not None:
        end = sum(each > int(page.before) for each in ids) if page.before else len(ids)
        return max(0, end - page.most), end
    first = page.index or 0
    if page.after:
        first = sum(each >= int(page.after) for each in ids)
    return first, first + page.most


def _messages(query_id: str, found: Found) -> list[str]:
    return [
        written(query_id, entry, found.previews.get(of), found.archived.get(of))
        for entry in found.shown
        for of in (entry.conversation_id,)
    ]


def _fin(found: Found) -> Element:
    unread = inbox.unread(found.entries)
    fin = Element(
        f"{{{INBOX}}}fin",
        {
            "total": str(len(found.entries)),
            "unread": str(unread.conversations),
            "all-unread": str(unread.messages),
        },
    )
    fin.append(found.described)
    return fin
