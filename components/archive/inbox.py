"""Somebody's conversations, the last active first, and what is unread in each.

What somebody may read is `stoa.readable`'s to say, of every query here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, text

from components.runtime.database import planned_anew

LONGEST_PREVIEW = 200
"""Characters."""
NOT_YET = -1
"""In the place of an id: no conversation has it."""
LOOKED_AT = 20
"""Messages of a conversation among which the newest that an archive keeps is looked for."""


class Entry(NamedTuple):
    """A conversation as one of its people sees it."""

    conversation_id: int
    kind: str
    """`direct`, `room`, or `private`: private messages in a room."""
    address: str
    """Of the other person or of the room; `room:person` for private messages in a room."""
    name: str
    """Of the person or of the room; '' where it has none."""
    last_id: int
    """Of the newest message that may be read, µs since 1970; 0 without one."""
    read_to: int
    """Of the last message that was read; 0 without one."""
    unread: int
    mentions: int
    """Of the asker, unread ones."""
    pinned: bool
    muted: bool
    archived: bool
    """As long as nothing newer is there."""
    marked_unread: bool = False
    """To come back to, although it may be read."""
    muted_until: datetime | None = None
    """None: for good, or it is not muted."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A message in short."""

    id: int
    sender: str
    nick: str
    at: datetime
    kind: str
    body: str
    retracted: bool


@dataclass(frozen=True, slots=True)
class Archived:
    """The newest message of a conversation as its archive holds it (XEP-0313)."""

    id: int
    nick: str
    """Of its author, in a room."""
    xml: str


@dataclass(frozen=True, slots=True)
class Unread:
    conversations: int
    """With at least one unread message."""
    messages: int
    mentions: int


# A key is the room, "a b" or "room a b"; notes to oneself are "a a". What nothing was said in shows
# nobody's name: anybody's may be typed, also by whoever may not see them. Own words are read; what
# was retracted, what the room itself says and calls do not count as unread.
MINE = """
with mine as (
    select c.id, c.kind, c.key, c.name, coalesce(r.read_to, 0) as read_to,
           case when c.last_id between may.from_id and may.to_id
                then c.last_id else 0 end as last_id,
           c.counted - r.counted as since, c.last_id > r.read_to as more,
           case when c.kind = 'room' then c.key
                when split_part(c.key, ' ', -2) = :asker then split_part(c.key, ' ', -1)
                else split_part(c.key, ' ', -2) end as other
      from stoa.readable(:asker) may
      join stoa.conversation c on c.id = may.conversation_id
      left join stoa.reading r on r.address = :asker and r.conversation_id = c.id
     where (c.kind = 'room' or c.last_id > 0) and {which}
), counted as (
    select m.*, case when m.more then m.since - (
           select count(*) from stoa.message g
            where g.conversation_id = m.id and g.retracted_at is not null and g.id > m.read_to
              and g.kind not in ('system', 'call')) else 0 end as unread
      from mine m
){parts}
select {before}m.id as conversation_id, m.kind,
       case when m.kind = 'private' then split_part(m.key, ' ', 1) || ':' || m.other
            else m.other end as address,
       coalesce(nullif(m.name, ''), p.name, '') as name, m.last_id, m.read_to, m.unread,
       case when m.more then (
           select count(*) from stoa.mention n
            where n.address = :asker and n.conversation_id = m.id and n.message_id > m.read_to) + (
           select count(*) from stoa.mention n
            where n.address = m.key and n.conversation_id = m.id and n.message_id > m.read_to)
            else 0 end as mentions,
       coalesce(s.pinned, false) as pinned,
       coalesce(s.notify = 'never' and coalesce(s.notify_until > now(), true), false) as muted,
       coalesce(s.archived and m.last_id <= s.archived_to, false) as archived,
       coalesce(s.marked_unread, false) as marked_unread,
       case when s.notify = 'never' and s.notify_until > now() then s.notify_until end
           as muted_until
  from {shown}
  left join stoa.conversation_setting s on s.address = :asker and s.conversation_id = m.id
  left join stoa.person p
    on m.kind <> 'room' and p.localpart = split_part(m.other, '@', 1)
   and split_part(m.other, '@', 2) = split_part(:asker, '@', 2)
 order by m.last_id desc, m.id desc
"""
ALL = text(MINE.format(which="true", parts="", before="", shown="counted m"))
OF_KEYS = text(MINE.format(which="c.key = any(:keys)", parts="", before="", shown="counted m"))
PREVIEW = """l.id, l.sender, l.nick, l.at, l.kind, left(l.body, :longest) as body,
       l.retracted_at is not null as retracted"""
PREVIEWS = text(f"""
select l.conversation_id, {PREVIEW}
  from stoa.message l
  join stoa.readable(:asker) may
    on may.conversation_id = l.conversation_id and l.id between may.from_id and may.to_id
 where l.id = any(:ids)
""")  # noqa: S608 - a constant of ours
ARCHIVED = text("""
select c.id as conversation_id, a.timestamp as id, coalesce(a.nick, '') as nick, a.xml
  from stoa.readable(:asker) may
  join stoa.conversation c on c.id = may.conversation_id
 cross join lateral (
       select a.timestamp, a.nick, a.xml
         from (select m.id from stoa.message m
                where m.conversation_id = c.id and m.id between may.from_id and may.to_id
                order by m.id desc limit :most) m
         join ejabberd.archive a
           on a.server_host = split_part(:asker, '@', 2) and a.timestamp = m.id
          and a.username = case when c.kind = 'room' then c.key else split_part(:asker, '@', 1) end
        order by a.timestamp desc limit 1
       ) a
 where c.id = any(:ids)
""")


def entries(connection: Connection, asker: str) -> list[Entry]:
    """All of somebody's, by bare JID; those in which nothing was said yet come last."""
    return [Entry._make(row) for row in planned_anew(connection, ALL, {"asker": asker})]


def of_keys(connection: Connection, asker: str, keys: Sequence[str]) -> list[Entry]:
    """Those of `entries` that have one of these keys (`stoa.conversation`)."""
    rows = planned_anew(connection, OF_KEYS, {"asker": asker, "keys": list(keys)})
    return [Entry._make(row) for row in rows]


def begun(address: str, name: str) -> Entry:
    """With a person, before anything is said."""
    return Entry(NOT_YET, "direct", address, name, 0, 0, 0, 0, False, False, False)


def unread(entries: Iterable[Entry]) -> Unread:
    some = [entry for entry in entries if entry.unread]
    return Unread(len(some), sum(each.unread for each in some), sum(e.mentions for e in some))


def previews(connection: Connection, asker: str, shown: Sequence[Entry]) -> dict[int, Preview]:
    """The newest messages, by conversation."""
    ids = [entry.last_id for entry in shown if entry.last_id]
    values = {"asker": asker, "ids": ids, "longest": LONGEST_PREVIEW}
    return {row.conversation_id: Preview(*row[1:]) for row in connection.execute(PREVIEWS, values)}


def archived(connection: Connection, asker: str, shown: Sequence[Entry]) -> dict[int, Archived]:
    """By conversation; none where the archive keeps nothing of what was said last."""
    ids = [entry.conversation_id for entry in shown]
    values = {"asker": asker, "ids": ids, "most": LOOKED_AT}
    return {row.conversation_id: Archived(*row[1:]) for row in connection.execute(ARCHIVED, values)}
