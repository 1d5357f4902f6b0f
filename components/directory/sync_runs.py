"""How reading people from their source went: each run, and what it changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, Select, func, insert, select, text, update

from components.directory.changes import Change
from schemas.db.tables.people import sync_change, sync_run
from schemas.refusals import NotFound

KEPT_DAYS = 90

FULL, INCREMENTAL, DRY = "full", "incremental", "dry run"
"""Kinds of runs. A dry run changed nothing: its changes are what a full one would have done."""

# A full run is due once a day, after three o'clock at night (UTC).
FULL_IS_DUE = text("""
select not exists (
    select from stoa.sync_run
     where kind = 'full' and mark <> ''
       and started_at >= date_trunc('day', now() - interval '3 hours', 'UTC') + interval '3 hours')
""")

MARK = select(sync_run.c.mark).where(sync_run.c.mark != "").order_by(sync_run.c.id.desc()).limit(1)


@dataclass(frozen=True)
class SyncRun:
    id: int
    started_at: datetime
    finished_at: datetime | None
    kind: str
    """`FULL`, `INCREMENTAL` or `DRY`."""
    asked_by: str
    """An administrator's localpart, or `./stoa`; empty: the clock."""
    added: int
    changed: int
    removed: int
    trouble: str
    """A line for each thing that could not be done; empty when all went well."""


def last(connection: Connection) -> SyncRun | None:
    """The newest that was not a dry one."""
    found = _found(connection, _shown().where(sync_run.c.kind != DRY).limit(1))
    return found[0] if found else None


def runs(connection: Connection, before: int | None = None, limit: int = 50) -> list[SyncRun]:
    """The newest first; the next page is `before` the last one's id."""
    query = _shown().limit(limit)
    return _found(connection, query.where(sync_run.c.id < before) if before else query)


def run(connection: Connection, run_id: int) -> SyncRun:
    """Raises NotFound."""
    found = _found(connection, _shown().where(sync_run.c.id == run_id))
    if not found:
        raise NotFound("There is no such run")
    return found[0]


def changes(
    connection: Connection, run_id: int, after: int = 0, limit: int = 200
) -> list[tuple[int, Change]]:
    """As they were made, each with its number; the next page is `after` the last one's."""
    columns = sync_change.c
    names = (columns.kind, columns.subject, columns.what, columns.before, columns.after)
    query = (
        select(columns.id, *names)
        .where(columns.run_id == run_id, columns.id > after)
        .order_by(columns.id)
        .limit(limit)
    )
    return [(row[0], Change(*row[1:])) for row in connection.execute(query)]


def _shown() -> Select[tuple[object, ...]]:
    return select(*(sync_run.c[field.name] for field in fields(SyncRun))).order_by(
        sync_run.c.id.desc()
    )


def _found(connection: Connection, query: Select[tuple[object, ...]]) -> list[SyncRun]:
    return [SyncRun(**row._mapping) for row in connection.execute(query)]


def mark(connection: Connection) -> str:
    """How far the source had been read; empty where a full run is due."""
    if connection.execute(FULL_IS_DUE).scalar():
        return ""
    return connection.execute(MARK).scalar() or ""


def begin(connection: Connection, kind: str, asked_by: str) -> int:
    values = {"kind": kind, "asked_by": asked_by}
    row = connection.execute(insert(sync_run).values(**values).returning(sync_run.c.id))
    return int(row.scalar_one())


def note(connection: Connection, run_id: int, changes: Iterable[Change]) -> None:
    rows = [{"run_id": run_id, **change._asdict()} for change in changes]
    if rows:
        connection.execute(insert(sync_change), rows)


def finish(
    connection: Connection,
    run_id: int,
    counts: tuple[int, int, int],
    trouble: Iterable[str],
    mark: str,
) -> None:
    """`counts` are of people added, changed and removed. Old runs go."""
    added, changed, removed = counts
    values = {"added": added, "changed": changed, "removed": removed, "mark": mark}
    done = update(sync_run).where(sync_run.c.id == run_id)
    connection.execute(done.values(finished_at=func.now(), trouble="\n".join(trouble), **values))
    old = text("delete from stoa.sync_run where started_at < now() - make_interval(days => :days)")
    connection.execute(old, {"days": KEPT_DAYS})
