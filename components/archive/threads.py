"""Threads of conversations (XEP-0201), the last active first, and what is unread in each.

Addresses are bare JIDs; ids of messages are µs since 1970.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, text

from components.archive.inbox import LONGEST_PREVIEW, PREVIEW, Entry, Preview


class Thread(NamedTuple):
    """As one of those who may read it sees it."""

    kind: str
    conversation: str
    """Its address, as in `Entry`."""
    thread: str
    root_id: int
    """Of the message that it is named after, which need not be in it; else of its first."""
    last_id: int
    replies: int
    """Messages beside the root that were not retracted."""
    unread: int
    mentions: int
    """Of the asker, unread ones."""
    follows: bool | None
    """What they have said; None: nothing."""
    takes_part: bool
    read_to: int
    """Of the last message that was read in the thread alone; 0 without one."""

    @property
    def followed(self) -> bool:
        return self.takes_part if self.follows is None else self.follows


MOST = 10_000
"""Others may make as many threads as they like, and mention somebody in all of them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    conversation: Entry | None = None
    """None: in all of them those that are followed."""
    thread: str | None = None
    """Only this one, followed or not."""
    most: int = MOST
    """Are looked at: those that the asker had to do with last; of a conversation, those that its
    last so many messages in threads are in."""


FOLLOWED = """
    select f.conversation_id, f.thread
      from stoa.thread_follower f
     where f.address = :asker and coalesce(f.follows, f.takes_part)
     order by f.last_id desc limit :most
"""
IN_CONVERSATION = """
    select distinct l.conversation_id, l.thread
      from (select m.conversation_id, m.thread
              from stoa.message m
             where m.conversation_id = :conversation and m.thread is not null
             order by m.id desc limit :most) l
"""
ONE = """
    select m.conversation_id, m.thread
      from stoa.message m
     where m.conversation_id = :conversation and m.thread is not null
       and md5(m.thread) = md5(:thread) and m.thread = :thread
     limit 1
"""
# Own words are read, and whatever was read in the conversation. One message that nothing answers is
# no thread, though clients name one for each of theirs.
THREADS = """
with wanted as materialized ({wanted}), mine as (
    select may.conversation_id, may.from_id, may.to_id, c.kind, c.key,
           case when c.kind = 'room' then c.key
                when split_part(c.key, ' ', -2) = :asker then split_part(c.key, ' ', -1)
                else split_part(c.key, ' ', -2) end as other,
           coalesce(r.read_to, 0) as read_to
      from stoa.readable(:asker) may
      join stoa.conversation c on c.id = may.conversation_id
      left join stoa.reading r on r.address = :asker and r.conversation_id = c.id
     where may.conversation_id in (select w.conversation_id from wanted w)
)
select mine.kind,
       case when mine.kind = 'private' then split_part(mine.key, ' ', 1) || ':' || mine.other
            else mine.other end as conversation,
       w.thread, coalesce(root.id, said.first_id) as root_id, said.last_id,
       said.messages - case when coalesce(root.id, said.first_id) = said.first_id
                            then 1 else 0 end as replies,
       said.unread, said.mentions, f.follows, coalesce(f.takes_part, false) as takes_part,
       coalesce(f.read_to, 0) as read_to
  from wanted w
  join mine using (conversation_id)
  left join stoa.thread_follower f
    on f.address = :asker and f.conversation_id = w.conversation_id and f.thread = w.thread
  left join lateral (
       select m.id
         from stoa.message m
        where m.id = stoa.thread_root(w.conversation_id, w.thread)
          and m.id between mine.from_id and mine.to_id
       ) root on true
 cross join lateral (
       select count(*) as messages, min(m.id) as first_id, max(m.id) as last_id,
              count(*) filter (where m.id > greatest(mine.read_to, f.read_to)
                                 and m.sender <> :asker) as unread,
              count(*) filter (where m.id > greatest(mine.read_to, f.read_to)
                                 and exists (select from stoa.mention n
                                              where n.message_id = m.id
                                                and n.address in (:asker, mine.key))) as mentions
         from stoa.message m
        where m.conversation_id = w.conversation_id and md5(m.thread) = md5(w.thread)
          and m.thread = w.thread and m.id between mine.from_id and mine.to_id
          and m.retracted_at is null and m.kind not in ('system', 'call')
       ) said
 where said.messages > 1 or said.messages = 1 and root.id <> said.first_id
 order by said.last_id desc
"""
PREVIEWS = text(f"""
select {PREVIEW}
  from stoa.message l
  join stoa.readable(:asker) may
    on may.conversation_id = l.conversation_id and l.id between may.from_id and may.to_id
 where l.id = any(:ids)
""")  # noqa: S608 - a constant of ours


def listed(connection: Connection, asker: str, wanted: Wanted) -> list[Thread]:
    """Those that have answers which the asker may read, the last active first."""
    values: dict[str, object] = {"asker": asker, "thread": wanted.thread, "most": wanted.most}
    which = FOLLOWED
    if wanted.conversation:
        values["conversation"] = wanted.conversation.conversation_id
        which = IN_CONVERSATION if wanted.thread is None else ONE
    rows = connection.execute(text(THREADS.format(wanted=which)), values)
    return [Thread._make(row) for row in rows]


def previews(connection: Connection, asker: str, shown: Iterable[Thread]) -> dict[int, Preview]:
    """What they begin with and what was said last, by the id of the message."""
    ids = {id for each in shown for id in (each.root_id, each.last_id)}
    values = {"asker": asker, "ids": sorted(ids), "longest": LONGEST_PREVIEW}
    found = (Preview(*row) for row in connection.execute(PREVIEWS, values))
    return {each.id: each for each in found}
