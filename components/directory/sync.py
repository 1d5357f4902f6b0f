"""Bringing departments and people to what their source says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, func, insert, text, update

from components.directory import names, records
from components.directory.person_sync import PersonSync
from components.directory.screening import Screened, screen
from components.directory.source import Source
from schemas.db.tables.people import sync_run
from schemas.refusals import Conflict, TryLater

REMOVED_AT_ONCE_PERCENT, REMOVED_AT_ONCE = 20, 5
"""A source that lacks more than this (the larger of the two) is taken to be broken."""

LOCK = 0x53746F61
"""Of a run: advisory, for the whole database."""


@dataclass(frozen=True)
class Report:
    added: int = 0
    changed: int = 0
    removed: int = 0
    trouble: tuple[str, ...] = ()
    """What could not be done, mostly a row of the source each."""


def synchronise(engine: Engine, source: Source) -> Report:
    """One run, in short transactions; if it is interrupted, the next one completes it.

    A row of `sync_run` tells how it went. Raises TryLater while the source is away, Conflict while
    another run is under way.
    """
    with engine.connect() as connection, _alone(connection):
        run = _started(connection)
        try:
            report = _run(connection, source)
        except TryLater as away:
            _finished(connection, run, Report(trouble=(str(away),)))
            raise
        _finished(connection, run, report)
    return report


def _run(connection: Connection, source: Source) -> Report:
    found_departments, found_people = list(source.departments()), list(source.people())
    with connection.begin():
        known = records.people(connection)
    trouble: list[str] = []
    present = [person for person in known.values() if person.present]
    active = {person.source_id for person in found_people if person.active}
    gone = [person for person in present if person.source_id not in active]
    gone = gone if _believable(len(gone), len(present), "people", trouble) else []
    going = {person.source_id for person in gone}
    user_names = {p.source_id: p.user_name for p in present if p.source_id not in going}
    screened = screen(found_departments, found_people, user_names)
    trouble += screened.trouble
    with connection.begin():
        departments = _bring_departments(connection, screened, trouble)
    people = PersonSync(connection, source, known, departments)
    people.remove(gone)
    people.bring(screened.people)
    return Report(len(people.added), len(people.changed), len(gone), (*trouble, *people.trouble))


def _bring_departments(
    connection: Connection, screened: Screened, trouble: list[str]
) -> dict[str, int]:
    """The ids of those that are there now, by source id."""
    known = records.departments(connection)
    rooms = {department.room for department in known.values()}
    kept = screened.departments.keys() | screened.refused_departments
    present = [department for department in known.values() if department.present]
    gone = [department.id for department in present if department.source_id not in kept]
    if _believable(len(gone), len(present), "departments", trouble):
        records.remove_departments(connection, gone)
    for source_id, department in screened.departments.items():
        before = known.get(source_id)
        if before is None:
            room = names.room(department.name, rooms.__contains__)
            rooms.add(room)
            records.add_department(connection, source_id, department.name, room)
        elif (before.name, before.present) != (department.name, True):
            records.change_department(connection, before.id, department.name)
    after = records.departments(connection).values()
    return {department.source_id: department.id for department in after if department.present}


def _believable(gone: int, present: int, what: str, trouble: list[str]) -> bool:
    if gone <= max(REMOVED_AT_ONCE, present * REMOVED_AT_ONCE_PERCENT // 100):
        return True
    trouble.append(f"{gone} of {present} {what} are missing in the source: none was removed")
    return False


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Held by the connection, so that it ends with the process."""
    with connection.begin():
        got = connection.execute(text("select pg_try_advisory_lock(:lock)"), {"lock": LOCK})
        if not got.scalar():
            raise Conflict("People are being synchronised already")
    try:
        yield
    finally:
        with connection.begin():
            connection.execute(text("select pg_advisory_unlock(:lock)"), {"lock": LOCK})


def _started(connection: Connection) -> int:
    with connection.begin():
        row = connection.execute(insert(sync_run).returning(sync_run.c.id))
        return int(row.scalar_one())


def _finished(connection: Connection, run: int, report: Report) -> None:
    counts = {"added": report.added, "changed": report.changed, "removed": report.removed}
    values = {"finished_at": func.now(), "trouble": "\n".join(report.trouble), **counts}
    with connection.begin():
        connection.execute(update(sync_run).where(sync_run.c.id == run).values(**values))
