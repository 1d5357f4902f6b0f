"""Which messages of a conversation are pinned (schemas/xmpp/extensions/pins.xsd)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from components.archive.conversations import COLUMNS, Message, message_of
from components.archive.inbox import Entry

MOST = 100
"""Shown, the last pinned first."""
PINNED = text(f"""
with pinned as (
    select p.*
      from (select distinct on (p.message_id) p.* from stoa.pin p
             where p.conversation_id = :conversation order by p.message_id, p.id desc) p
     where p.pinned
)
select m.*, p.id as pin_id, p.address as pin_by,
       to_timestamp(p.id / 1000000.0) as pin_at
  from ({COLUMNS} and m.id in (select message_id from pinned)) m
  join pinned p on p.message_id = m.id
 where m.retracted_at is null
 order by p.id desc limit :most
""")  # noqa: S608 - a constant of ours


@dataclass(frozen=True, slots=True)
class Pin:
    id: int
    """Of the message that pinned it."""
    address: str
    """Whose pin it is."""
    at: datetime
    message: Message


@dataclass(frozen=True, slots=True)
class Pins:
    pins: tuple[Pin, ...]
    """The last pinned first."""
    up_to: int
    """The newest message that was looked at; 0 without one."""


def of(connection: Connection, asker: str, conversation: Entry) -> Pins:
    """Of those messages that the asker may read."""
    values = {"asker": asker, "conversation": conversation.conversation_id, "most": MOST}
    found = connection.execute(PINNED, values)
    pins = (Pin(row.pin_id, row.pin_by, row.pin_at, message_of(row)) for row in found)
    return Pins(tuple(pins), conversation.last_id)
