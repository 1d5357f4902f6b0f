"""How reading people from their source went."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, select

from schemas.db.tables.people import sync_run


@dataclass(frozen=True)
class SyncRun:
    started_at: datetime
    finished_at: datetime | None
    added: int
    changed: int
    removed: int
    trouble: str
    """A line for each thing that could not be done; empty when all went well."""


def last(connection: Connection) -> SyncRun | None:
    shown = (sync_run.c[field.name] for field in fields(SyncRun))
    row = connection.execute(select(*shown).order_by(sync_run.c.id.desc()).limit(1)).one_or_none()
    return SyncRun(**row._mapping) if row else None
