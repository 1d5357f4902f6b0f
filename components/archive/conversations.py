"""What was said in a conversation, a page at a time, for whoever may read it.

Addresses are bare JIDs; ids of messages are µs since 1970.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, text

from components.archive.inbox import Entry, of_keys
from schemas.refusals import NotFound

NEWEST = 2**63 - 1
LONGEST_ID = 18
"""Digits of an id that fits into 64 bits."""


@dataclass(frozen=True, slots=True)
class Reaction:
    emoji: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    url: str
    media_type: str
    name: str
    size_bytes: int | None


@dataclass(frozen=True, slots=True)
class Message:
    """As it is now; nothing of what a retracted one said."""

    id: int
    sender: str
    nick: str
    """In a room."""
    at: datetime
    kind: str
    body: str
    encrypted: bool
    thread: str | None
    reply_to: int | None
    edited_at: datetime | None
    retracted_at: datetime | None
    retracted_by: str | None
    named: str | None
    """What its author calls it (XEP-0359): the origin id, or else the id attribute."""
    attachments: tuple[Attachment, ...]
    reactions: tuple[Reaction, ...]


@dataclass(frozen=True, slots=True)
class Page:
    messages: tuple[Message, ...]
    """The oldest first."""
    earlier: bool
    """Whether there are some before these."""
    later: bool


@dataclass(frozen=True, slots=True)
class Status:
    """What became of a message with one of those it was for; None is unknown."""

    address: str
    delivered_at: datetime | None
    read_at: datetime | None


COLUMNS = """
select m.id, m.sender, m.nick, m.at, m.kind, m.body, m.encrypted, m.thread, m.reply_to,
       m.edited_at, m.retracted_at, m.retracted_by,
       coalesce(m.origin_id, m.message_id) as named,
       coalesce((
           select json_agg(json_build_array(a.url, a.media_type, a.name, a.size) order by a.place)
             from stoa.attachment a
            where a.message_id = m.id and m.retracted_at is null), '[]') as attachments,
       coalesce((
           select json_agg(json_build_array(r.emoji, r.addresses) order by r.since, r.emoji)
             from (select emoji, json_agg(address order by at, address) as addresses,
                          min(at) as since
                     from stoa.reaction where message_id = m.id group by emoji) r
            where m.retracted_at is null), '[]') as reactions
  from stoa.readable(:asker) may
  join stoa.message m
    on m.conversation_id = may.conversation_id and m.id between may.from_id and may.to_id
 where may.conversation_id = :conversation
"""
PLAIN = tuple(each.name for each in fields(Message))[:-2]
"""Columns that are as they are."""
BEFORE = text(f"{COLUMNS} and m.id < :place order by m.id desc limit :most")
AFTER = text(f"{COLUMNS} and m.id > :place order by m.id limit :most")
LINKED = """
select c.key, m.id
  from stoa.readable(:asker) may
  join stoa.conversation c on c.id = may.conversation_id
  join stoa.message m
    on m.conversation_id = c.id and m.id between may.from_id and may.to_id
 where m.retracted_at is null and """
BY_ID = text(f"{LINKED} m.id = :name")
BY_NAME = text(f"""
select * from ({LINKED} md5(m.origin_id) = md5(:name) and m.origin_id = :name
    union all {LINKED} md5(m.message_id) = md5(:name) and m.message_id = :name) found
 order by id limit 1
""")  # noqa: S608 - constants of ours
STATUS = text("""
select s.address, s.delivered_at, s.read_at
  from stoa.readable(:asker) may
  join stoa.message m
    on m.conversation_id = may.conversation_id and m.id between may.from_id and may.to_id
 cross join lateral stoa.message_status(m.id) s
 where may.conversation_id = :conversation and m.id = :id
 order by s.address
""")


def find(connection: Connection, asker: str, address: str) -> Entry:
    """The conversation of the asker that has this address (`Entry.address`). Raises NotFound."""
    for entry in of_keys(connection, asker, _keys(asker, address)):
        return entry
    raise NotFound("There is no such conversation")


def _keys(asker: str, address: str) -> list[str]:
    """A room's key is its address, a person's both addresses in order."""
    room, private, other = address.rpartition(":")
    both = " ".join(sorted((asker, other)))
    return [f"{room} {both}"] if private else [address, both]


def before(connection: Connection, asker: str, conversation: Entry, place: int, most: int) -> Page:
    """Those before a message's id, the newest of them; `NEWEST` for the end."""
    found = _messages(connection, BEFORE, asker, conversation, place, most)
    return Page(tuple(reversed(found[:most])), len(found) > most, later=place != NEWEST)


def after(connection: Connection, asker: str, conversation: Entry, place: int, most: int) -> Page:
    """Those after a message's id."""
    found = _messages(connection, AFTER, asker, conversation, place, most)
    return Page(tuple(found[:most]), earlier=place > 0, later=len(found) > most)


def _messages(
    connection: Connection, query: Any, asker: str, conversation: Entry, place: int, most: int
) -> list[Message]:
    values = {
        "asker": asker,
        "conversation": conversation.conversation_id,
        "place": place,
        "most": most + 1,
    }
    return [message_of(row) for row in connection.execute(query, values)]


def message(connection: Connection, asker: str, conversation: Entry, id: int) -> Message:
    """Raises NotFound."""
    for found in _messages(connection, AFTER, asker, conversation, id - 1, 0):
        if found.id == id:
            return found
    raise NotFound("There is no such message in the conversation")


def status(connection: Connection, asker: str, conversation: Entry, id: int) -> list[Status]:
    values = {"asker": asker, "conversation": conversation.conversation_id, "id": id}
    return [Status(*row) for row in connection.execute(STATUS, values)]


def message_of(row: Row[Any]) -> Message:
    """Of a row with `COLUMNS`."""
    attachments = tuple(Attachment(*each) for each in row.attachments)
    reactions = tuple(Reaction(emoji, tuple(addresses)) for emoji, addresses in row.reactions)
    plain = {name: row._mapping[name] for name in PLAIN}
    return Message(**plain, attachments=attachments, reactions=reactions)


def linked(connection: Connection, asker: str, name: str) -> tuple[Entry, int]:
    """The conversation of the asker that a message is in, and its id; `name` is that, or what its
    author calls it: of several the first, before which nobody can put another. Raises NotFound."""
    by_id = name.isascii() and name.isdecimal() and len(name) <= LONGEST_ID
    query, value = (BY_ID, int(name)) if by_id else (BY_NAME, name)
    row = connection.execute(query, {"asker": asker, "name": value}).one_or_none()
    if row is None:
        raise NotFound("There is no such message")
    return of_keys(connection, asker, [row.key])[0], row.id
