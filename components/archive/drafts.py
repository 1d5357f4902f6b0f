"""What somebody has begun to write and not sent: theirs alone, the same on all their devices.

Devices change a draft in turn: whoever does not know the last change is refused, whatever their
clocks say. A draft that is sent or given up is deleted, and leaves nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, text

from schemas.refusals import Conflict, NotFound

MOST = 100
"""Of one person."""


class Mention(NamedTuple):
    """XEP-0372 v0.5.0 #usecase_mention."""

    address: str
    begin: int
    """Code points of the body; the first of the name, and the one after it."""
    end: int


@dataclass(frozen=True, slots=True)
class Content:
    body: str
    reply_id: str | None = None
    """Of the message it answers, as XEP-0461 names it."""
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    conversation: str
    """Its address (`inbox.Entry.address`)."""
    content: Content
    version: int
    """µs since 1970; no other content of this draft ever had it."""

    @property
    def changed_at(self) -> datetime:
        return datetime.fromtimestamp(self.version // 1_000_000, UTC)


LISTED = text("""
select conversation, body, reply_id, mentions, version from stoa.draft
 where localpart = :localpart and conversation = coalesce(:conversation, conversation)
 order by version desc
""")
BEGIN = text("""
insert into stoa.draft (localpart, conversation, body, reply_id, mentions)
select :localpart, :conversation, :body, :reply_id, cast(:mentions as jsonb)
 where (select count(*) from stoa.draft where localpart = :localpart) < :most
on conflict do nothing
returning conversation, body, reply_id, mentions, version
""")
CHANGE = text("""
update stoa.draft
   set body = :body, reply_id = :reply_id, mentions = cast(:mentions as jsonb),
       version = greatest(
           (extract(epoch from clock_timestamp()) * 1000000)::bigint, version + 1)
 where localpart = :localpart and conversation = :conversation and version = :version
returning conversation, body, reply_id, mentions, version
""")
DROP = text("""
delete from stoa.draft
 where localpart = :localpart and conversation = :conversation and version = :version
""")


def listed(connection: Connection, localpart: str) -> list[Draft]:
    """The last changed first."""
    return _of(connection, localpart, None)


def _of(connection: Connection, localpart: str, conversation: str | None) -> list[Draft]:
    values = {"localpart": localpart, "conversation": conversation}
    return [_draft(row) for row in connection.execute(LISTED, values)]


def keep(
    connection: Connection, localpart: str, conversation: str, content: Content, known: int | None
) -> Draft:
    """In place of the version that is `known`; None for none. What is there already stays as it is.

    Raises Conflict where there is another, and where there are `MOST`.
    """
    values = {
        "localpart": localpart,
        "conversation": conversation,
        "body": content.body,
        "reply_id": content.reply_id,
        "mentions": json.dumps(content.mentions),
    }
    change = (BEGIN, {"most": MOST}) if known is None else (CHANGE, {"version": known})
    row = connection.execute(change[0], values | change[1]).one_or_none()
    return _as_it_is(connection, localpart, conversation, content) if row is None else _draft(row)


def _as_it_is(connection: Connection, localpart: str, conversation: str, content: Content) -> Draft:
    """For whoever did not hear that it was kept."""
    for draft in _of(connection, localpart, conversation):
        if draft.content == content:
            return draft
        raise Conflict("Another device has changed this draft")
    raise Conflict(f"This draft is gone, or you have {MOST} already")


def drop(connection: Connection, localpart: str, conversation: str, known: int) -> None:
    """Raises Conflict where another device has changed it since, NotFound where there is none."""
    values = {"localpart": localpart, "conversation": conversation, "version": known}
    if connection.execute(DROP, values).rowcount:
        return
    if _of(connection, localpart, conversation):
        raise Conflict("Another device has changed this draft")
    raise NotFound("There is no such draft")


def _draft(row: Row[Any]) -> Draft:
    content = Content(row.body, row.reply_id, _mentions(row.mentions))
    return Draft(row.conversation, content, row.version)


def _mentions(found: Sequence[Sequence[Any]]) -> tuple[Mention, ...]:
    return tuple(Mention(*each) for each in found)
