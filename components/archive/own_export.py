"""Taking one's own messages along: asked for here, made by `export_making`, kept for a week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from schemas.refusals import Conflict, NotFound

ASK = text("""
insert into stoa.own_export (localpart, conversation) values (:localpart, :conversation)
on conflict do nothing
""")
LISTED = text("""
select id, conversation, name, asked_at, done, total, finished_at, file, size, expires_at
  from stoa.own_export
 where localpart = :localpart and (expires_at is null or expires_at > now())
   and (cast(:id as bigint) is null or id = :id)
 order by id desc
""")
DROP = text("""
update stoa.own_export set expires_at = now(), finished_at = coalesce(finished_at, now())
 where id = :id and localpart = :localpart and (expires_at is null or expires_at > now())
""")


@dataclass(frozen=True, slots=True)
class Export:
    id: int
    conversation: str | None
    """Its address (`inbox.Entry.address`); None: all of them."""
    name: str
    """Of the conversation, once it is begun."""
    asked_at: datetime
    done: int
    """Messages; the last ones are done before the file is whole."""
    total: int | None
    """None before it is begun."""
    finished_at: datetime | None
    file: str | None
    """Its name in the folder of exports, once it is whole."""
    size: int | None
    """Of the file, in bytes."""
    expires_at: datetime | None


def ask(connection: Connection, localpart: str, conversation: str | None) -> None:
    """Raises Conflict while another one is being made."""
    values = {"localpart": localpart, "conversation": conversation}
    if not connection.execute(ASK, values).rowcount:
        raise Conflict("Your messages are being put together already")


def listed(connection: Connection, localpart: str) -> list[Export]:
    """The newest first, without those that are gone."""
    rows = connection.execute(LISTED, {"localpart": localpart, "id": None})
    return [Export(**row._mapping) for row in rows]


def whole(connection: Connection, localpart: str, export_id: int) -> Export:
    """One that can be fetched. Raises NotFound, also for somebody else's."""
    rows = connection.execute(LISTED, {"localpart": localpart, "id": export_id})
    for row in rows:
        if row.file is not None:
            return Export(**row._mapping)
    raise NotFound("There is no such export, or it is gone")


def drop(connection: Connection, localpart: str, export_id: int) -> None:
    """Removed within seconds, also while it is being made. Raises NotFound."""
    values = {"localpart": localpart, "id": export_id}
    if not connection.execute(DROP, values).rowcount:
        raise NotFound("There is no such export, or it is gone")
