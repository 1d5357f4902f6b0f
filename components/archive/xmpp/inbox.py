"""The inbox of an account (XEP-0430 v0.2.0 #querying, #examples), paged by XEP-0059.

Beside what the extension says, each entry carries ours (`schemas/xmpp/extensions/inbox.xsd`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree.ElementTree import Element

from sqlalchemy import Connection, Engine

from components.archive import inbox
from components.archive.inbox import Archived, Preview
from components.archive.inbox_page import NEWEST, Page, Wanted, page
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
    wanted: Wanted
    messages: bool


class Found(NamedTuple):
    page: Page
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
        return _fin(found.page)


def parse_inbox(payload: Element) -> Asked:
    """Raises Malformed."""
    page = rsm.parse_rsm(payload, MOST) or rsm.Page(MOST)
    for place in (page.after, page.before):
        if place and not (place.isdecimal() and len(place) <= LONGEST_ID):
            raise Malformed("A page of the inbox lies before or after one of its entries")
    wanted = _wanted(page, unread_only=_flag(payload, "unread-only", "false"))
    return Asked(wanted, _flag(payload, "messages", "true"))


def _wanted(page: rsm.Page, *, unread_only: bool) -> Wanted:
    """A conversation that moved to the front meanwhile is no reason to begin again."""
    return Wanted(
        most=page.most,
        oldest=int(page.before or 0) + 1,
        newest=int(page.after) - 1 if page.after else NEWEST,
        skipped=page.index or 0,
        backwards=page.before is not None,
        unread_only=unread_only,
    )


def _flag(payload: Element, name: str, default: str) -> bool:
    value = payload.get(name, default)
    if value not in BOOLEANS:
        raise Malformed(f"{name} is true or false")
    return BOOLEANS[value]


def _found(connection: Connection, asker: str, asked: Asked) -> Found:
    """Private messages in a room have no address of their own, so that they are not listed."""
    found = page(connection, asker, asked.wanted)
    if not asked.messages:
        return Found(found, {}, {})
    return Found(found, found.previews, inbox.archived(connection, asker, found.entries))


def _messages(query_id: str, found: Found) -> list[str]:
    return [
        written(query_id, entry, found.previews.get(of), found.archived.get(of))
        for entry in found.page.entries
        for of in (entry.conversation_id,)
    ]


def _fin(page: Page) -> Element:
    fin = Element(
        f"{{{INBOX}}}fin",
        {
            "total": str(page.conversations),
            "unread": str(page.unread),
            "all-unread": str(page.messages),
        },
    )
    ids = [str(entry.last_id) for entry in page.entries]
    fin.append(rsm.described(ids, page.first, page.listed))
    return fin
