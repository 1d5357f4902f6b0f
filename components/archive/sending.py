"""Writing as a person who asked by something else than a client: real stanzas, each sent once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Protocol
from uuid import uuid4
from xml.etree.ElementTree import Element, SubElement, tostring

from sqlalchemy import Connection, text

from components.archive import conversations
from components.archive.inbox import Entry
from schemas.refusals import Conflict, Malformed, NotAllowed
from schemas.xmpp.namespaces import CHAT_MARKERS, HINTS, RECEIPTS, REPLY, STANZA_ID


class Server(Protocol):
    """`ejabberd-config/modules/stoa_sending.erl`."""

    def call(self, command: str, **arguments: object) -> Any: ...


@dataclass(frozen=True, slots=True)
class Author:
    address: str
    """Bare JID."""
    name: str
    """In a room that the author has not entered."""


@dataclass(frozen=True, slots=True)
class Writing:
    body: str
    reply_to: int | None = None


REMEMBERED = text("""
with forgotten as (delete from stoa.asked_once where at < now() - interval '1 day')
insert into stoa.asked_once (localpart, key, request, message_id)
values (:localpart, :key, :request, :message_id)
on conflict do nothing
""")
ASKED = text("""
select request, message_id, stoa.sent(:address, message_id) as sent
  from stoa.asked_once where localpart = :localpart and key = :key
   for update skip locked
""")
MARKABLE = text("""
select m.message_id
  from stoa.readable(:asker) may
  join stoa.message m
    on m.conversation_id = may.conversation_id and m.id between may.from_id and may.to_id
  join ejabberd.archive a
    on a.server_host = split_part(:asker, '@', 2) and a.username = split_part(:asker, '@', 1)
   and a.timestamp = m.id
 where may.conversation_id = :conversation and m.id <= :place and m.id > :read_to
   and m.sender <> :asker and m.message_id is not null
   and a.xml ~ '<markable [^>]*urn:xmpp:chat-markers:0'
 order by m.id desc limit 1
""")


def send(
    connection: Connection,
    server: Server,
    author: Author,
    to: Entry,
    writing: Writing,
    key: str | None = None,
) -> int:
    """The message's id. Whoever asks again with the same `key` gets the same message; the caller's
    transaction is committed then.

    Raises NotAllowed, also as policy says; Conflict while the same is being sent; Malformed for a
    key that came with something else; TryLater.
    """
    if to.kind == "private":
        raise NotAllowed("Private messages in a room are written by those who are in it")
    if key is None:
        return _sent(connection, server, author, to, writing, uuid4().hex)
    return _once(
        connection,
        author,
        key,
        _digest(to, writing),
        lambda message_id: _sent(connection, server, author, to, writing, message_id),
    )


def _once(
    connection: Connection,
    author: Author,
    key: str,
    request: bytes,
    sent: Callable[[str], int],
) -> int:
    """What was recorded under the id that the key had got was sent; the rest was not."""
    asked = {"localpart": author.address.partition("@")[0], "key": key}
    connection.execute(REMEMBERED, asked | {"request": request, "message_id": uuid4().hex})
    connection.commit()
    found = connection.execute(ASKED, asked | {"address": author.address}).one_or_none()
    if found is None:
        raise Conflict("A request with this key is being answered")
    if found.request != request:
        raise Malformed("This key came with another request before")
    return sent(found.message_id) if found.sent is None else int(found.sent)


def _digest(to: Entry, writing: Writing) -> bytes:
    said = json.dumps([to.address, asdict(writing)], sort_keys=True)
    return hashlib.sha256(said.encode()).digest()


def _sent(
    connection: Connection,
    server: Server,
    author: Author,
    to: Entry,
    writing: Writing,
    message_id: str,
) -> int:
    stanza = _stanza(to, message_id)
    SubElement(stanza, "body").text = writing.body
    if writing.reply_to is not None:
        stanza.append(_reply(connection, author, to, writing.reply_to))
    if to.kind == "direct":
        SubElement(stanza, "request", xmlns=RECEIPTS)
        SubElement(stanza, "markable", xmlns=CHAT_MARKERS)
    return _handed_on(server, author, stanza)


def _stanza(to: Entry, message_id: str) -> Element:
    """Namespaces are attributes: ejabberd takes no prefixes."""
    type_ = "groupchat" if to.kind == "room" else "chat"
    stanza = Element("message", to=to.address, type=type_, id=message_id)
    SubElement(stanza, "origin-id", xmlns=STANZA_ID, id=message_id)
    return stanza


def _reply(connection: Connection, author: Author, to: Entry, id: int) -> Element:
    """XEP-0461 v0.2.1 #usecases: what a room calls a message, and what its author calls it."""
    message = conversations.message(connection, author.address, to, id)
    named = str(id) if to.kind == "room" else message.named
    if named is None:
        raise Malformed("That message has no id to reply to")
    writer = f"{to.address}/{message.nick}" if to.kind == "room" else message.sender
    return Element("reply", xmlns=REPLY, to=writer, id=named)


def _handed_on(server: Server, author: Author, stanza: Element) -> int:
    answer = server.call(
        "stoa_send",
        **{"from": author.address},
        stanza=tostring(stanza, encoding="unicode"),
        nick=author.name,
    )
    return int(answer["stanza_id"])


def read(connection: Connection, server: Server, author: Author, entry: Entry, place: int) -> None:
    """Up to this message: told to the own devices (XEP-0490), and to a single other person who
    asked for it (XEP-0333). Raises TryLater and NotAllowed."""
    if place <= entry.read_to:
        return
    if entry.kind == "private":
        raise NotAllowed("Private messages in a room are read by those who are in it")
    server.call(
        "stoa_displayed",
        **{"from": author.address},
        conversation=entry.address,
        by=entry.address if entry.kind == "room" else author.address,
        stanza_id=str(place),
    )
    if entry.kind == "direct":
        _mark(connection, server, author, entry, place)


def _mark(connection: Connection, server: Server, author: Author, entry: Entry, place: int) -> None:
    values = {
        "asker": author.address,
        "conversation": entry.conversation_id,
        "place": place,
        "read_to": entry.read_to,
    }
    markable = connection.scalar(MARKABLE, values)
    if markable is None:
        return
    stanza = _stanza(entry, uuid4().hex)
    SubElement(stanza, "displayed", xmlns=CHAT_MARKERS, id=markable)
    SubElement(stanza, "store", xmlns=HINTS)
    _handed_on(server, author, stanza)
