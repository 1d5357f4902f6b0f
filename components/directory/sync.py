"""Bringing departments and people to what their source says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, Engine, func, insert, text, update

from components.directory import accounts, names, records
from components.directory.guard import believable, keep_administrators, keep_memberships
from components.directory.person_sync import PersonSync
from components.directory.records import KnownPerson
from components.directory.screening import Screened, screen
from components.directory.source import Person, Source
from schemas.db.tables.people import sync_run
from schemas.refusals import Conflict, TryLater

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
        except Exception:
            _finished(connection, run, Report(trouble=("failed: the log says why",)))
            raise
        _finished(connection, run, report)
    return report


def _run(connection: Connection, source: Source) -> Report:
    found_departments, found_people = list(source.departments()), list(source.people())
    with connection.begin():
        known = records.people(connection)
    trouble: list[str] = []
    gone = _gone([person for person in known.values() if person.present], found_people, trouble)
    going = {person.source_id for person in gone}
    user_names = {
        person.source_id: person.user_name
        for person in known.values()
        if person.present and person.source_id not in going
    }
    with connection.begin():
        folded = partial(records.folded, connection)
        screened = screen(found_departments, found_people, user_names, folded)
        trouble += screened.trouble
        departments = _bring_departments(connection, screened, trouble)
        accounts_there = accounts.without_person(connection)
    staying = {key: person for key, person in known.items() if person.present}
    keep_memberships(screened.people, staying, departments, trouble)
    keep_administrators(screened.people, staying, trouble)
    people = PersonSync(connection, source, known, departments, accounts_there)
    people.remove(gone)
    people.bring(screened.people)
    return Report(len(people.added), len(people.changed), len(gone), (*trouble, *people.trouble))


def _gone(present: list[KnownPerson], found: list[Person], trouble: list[str]) -> list[KnownPerson]:
    """Whoever the source says is inactive, and whoever it does not know any more."""
    active = {person.source_id: person.active for person in found}
    inactive = [person for person in present if active.get(person.source_id) is False]
    missing = [person for person in present if person.source_id not in active]
    return inactive + (missing if believable(len(missing), len(present), "people", trouble) else [])


def _bring_departments(
    connection: Connection, screened: Screened, trouble: list[str]
) -> dict[str, int]:
    """The ids of those that are there now, by source id."""
    known = records.departments(connection)
    rooms = {department.room for department in known.values()}
    kept = screened.departments.keys() | screened.refused_departments
    present = [department for department in known.values() if department.present]
    gone = [department.id for department in present if department.source_id not in kept]
    if believable(len(gone), len(present), "departments", trouble):
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
