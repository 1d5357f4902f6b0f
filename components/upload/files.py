"""What is known of a file, and the steps of its life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, delete, func, select, update

from components.runtime.jobs import defer
from schemas.db.tables.files import file
from schemas.refusals import NotAllowed

State = Literal["slot", "held", "ready", "refused"]
PROCESS = "upload.process"
"""The job that looks at what arrived; its argument `file` is the id."""


@dataclass(frozen=True)
class File:
    """A row of `stoa.file`."""

    id: UUID
    owner: str
    name: str
    size: int
    claimed_type: str
    state: State
    uploaded_at: datetime | None
    expires_at: datetime | None
    media_type: str
    refusal: str
    digest: bytes | None
    stored_size: int | None
    width: int | None
    height: int | None
    duration_ms: int | None
    blurhash: str
    waveform: bytes | None
    preview: bool


_COLUMNS = [file.c[name] for name in File.__dataclass_fields__]


def find(connection: Connection, id: UUID) -> File | None:
    row = connection.execute(select(*_COLUMNS).where(file.c.id == id)).one_or_none()
    return None if row is None else _file(row)


def fetchable(connection: Connection, holder: str, id: UUID) -> File | None:
    """None where this holder, a bare JID, may not have it."""
    may = func.stoa.may_fetch(holder, file.c.id)
    row = connection.execute(select(*_COLUMNS).where(file.c.id == id, may)).one_or_none()
    return None if row is None else _file(row)


def open_slot(connection: Connection, id: UUID) -> File:
    """Raises NotAllowed where nothing is to be uploaded (any more)."""
    row = connection.execute(select(*_COLUMNS).where(*_unused(id))).one_or_none()
    if row is None:
        raise NotAllowed("This slot was used, has expired or never was")
    return _file(row)


def use_slot(connection: Connection, id: UUID) -> None:
    """For one upload, whatever becomes of it. Raises NotAllowed."""
    used = connection.execute(update(file).where(*_unused(id)).values(used_at=func.now()))
    if not used.rowcount:
        raise NotAllowed("This slot has been used")


def arrived(connection: Connection, id: UUID) -> None:
    """All of it is there: it is held until the job has looked at it. Raises NotAllowed where no
    upload of it has begun, or it took too long."""
    now = update(file).where(*_begun(id)).values(state="held", uploaded_at=func.now())
    if not connection.execute(now).rowcount:
        raise NotAllowed("This slot is no more")
    defer(connection, PROCESS, file=str(id))


def broke_off(connection: Connection, id: UUID) -> None:
    """Nothing will come of the upload that began."""
    connection.execute(delete(file).where(*_begun(id)))


def settled(connection: Connection, id: UUID, **found: Any) -> None:
    """What was held is `ready` or `refused` now; once."""
    held = (file.c.id == id, file.c.state == "held")
    connection.execute(update(file).where(*held).values(**found))


def held_since(connection: Connection, age: timedelta) -> list[UUID]:
    """What has waited for longer than `age` to be looked at, the oldest first."""
    waiting = select(file.c.id).where(file.c.state == "held", file.c.uploaded_at < func.now() - age)
    return list(connection.scalars(waiting.order_by(file.c.uploaded_at)))


def forget(connection: Connection, id: UUID) -> None:
    connection.execute(delete(file).where(file.c.id == id))


def _unused(id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        file.c.id == id,
        file.c.state == "slot",
        file.c.used_at.is_(None),
        file.c.slot_until > func.now(),
    )


def _begun(id: UUID) -> tuple[ColumnElement[bool], ...]:
    return file.c.id == id, file.c.state == "slot", file.c.used_at.is_not(None)


def _file(row: Row[tuple[object, ...]]) -> File:
    return File(**row._mapping)
