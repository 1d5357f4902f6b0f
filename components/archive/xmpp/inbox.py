"""The inbox of an account (XEP-0430 v0.2.0 #querying, #examples), paged by XEP-0059.

Beside what the extension says, each entry carries ours (`schemas/xmpp/extensions/inbox.xsd`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, fromstring

from sqlalchemy import Connection, Engine

from components.archive import inbox
from components.archive.inbox import Archived, Entry, Preview
from components.archive.xmpp.delegation import Delegation
from components.runtime import rsm
from components.runtime.database import in_transaction
from components.runtime.stanza import Request, serialise
from schemas.refusals import Malformed
from schemas.xmpp.namespaces import CLIENT, DELAY, FORWARDING, HINTS, INBOX, MAM, STOA_INBOX

MOST = 50
"""Entries in one answer; also of those that were asked for without a page."""
LONGEST_ID = 18
"""Digits of a stanza id."""
BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

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
        messages = [_message(request.id, entry, found) for entry in found.shown]
        await self._tell(request.sender.full, [serialise(each) for each in messages])
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


def _message(query_id: str, entry: Entry, found: Found) -> Element:
    archived = found.archived.get(entry.conversation_id)
    message = Element(f"{{{CLIENT}}}message")
    SubElement(
        message,
        f"{{{INBOX}}}entry",
        jid=entry.address,
        unread=str(entry.unread),
        id=str(archived.id if archived else entry.last_id),
    )
    message.append(_conversation(entry, found.previews.get(entry.conversation_id)))
    if archived:
        message.append(_result(query_id, entry, archived))
    SubElement(message, f"{{{HINTS}}}no-store")
    return message


def _conversation(entry: Entry, preview: Preview | None) -> Element:
    flags = {name: str(getattr(entry, name)).lower() for name in ("pinned", "muted", "archived")}
    said = {"kind": entry.kind, "name": entry.name, "mentions": str(entry.mentions)}
    conversation = Element(f"{{{STOA_INBOX}}}conversation", said | flags)
    if entry.read_to:
        conversation.set("read", str(entry.read_to))
    if preview:
        conversation.append(_last(preview))
    return conversation


def _last(preview: Preview) -> Element:
    last = Element(
        f"{{{STOA_INBOX}}}last",
        id=str(preview.id),
        sender=preview.sender,
        at=_stamp(preview.id),
        kind=preview.kind,
    )
    if preview.nick:
        last.set("nick", preview.nick)
    if preview.retracted:
        last.set("retracted", "true")
    last.text = preview.body
    return last


def _result(query_id: str, entry: Entry, archived: Archived) -> Element:
    result = Element(f"{{{MAM}}}result", queryid=query_id, id=str(archived.id))
    forwarded = SubElement(result, f"{{{FORWARDING}}}forwarded")
    SubElement(forwarded, f"{{{DELAY}}}delay", stamp=_stamp(archived.id))
    message = fromstring(archived.xml)  # noqa: S314 - as ejabberd has written it
    if entry.kind == "room":  # as rooms hand it out (XEP-0313 #business-storeret-muc-archives)
        message.set("from", f"{entry.address}/{archived.nick}")
        message.attrib.pop("to", None)
    forwarded.append(message)
    return result


def _stamp(stanza_id: int) -> str:
    """XEP-0082."""
    at = EPOCH + timedelta(microseconds=stanza_id)
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


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
