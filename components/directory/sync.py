"""Bringing departments, projects and people to what their source says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial

from sqlalchemy import Connection, Engine, text

from components.directory import (
    accounts,
    audit,
    grants,
    group_sync,
    person_plan,
    records,
    sync_runs,
)
from components.directory.accounts import Unclaimed
from components.directory.audit import Action
from components.directory.changes import Change
from components.directory.grants import Origin
from components.directory.group_sync import GroupPlan
from components.directory.guard import Guard
from components.directory.person_plan import PeoplePlan
from components.directory.person_sync import PersonSync
from components.directory.records import KnownDepartment, KnownPerson
from components.directory.roles import Role
from components.directory.screening import Screened, Staying, screen
from components.directory.source import Content, GroupKey, Person, Source
from schemas.refusals import Conflict, TryLater

LOCK = 0x53746F61
"""Of a run: advisory, for the whole database."""


@dataclass(frozen=True)
class Wish:
    """What kind of run it is to be."""

    full: bool = True
    """Otherwise only whoever has changed since the last run is read, where the source can tell and
    no full run is due; then only those leave who the source says are inactive."""
    asked_by: str = ""
    """An administrator's localpart, or `./stoa`; empty: the clock."""


@dataclass(frozen=True)
class Report:
    added: int = 0
    changed: int = 0
    removed: int = 0
    trouble: tuple[str, ...] = ()
    """What could not be done, mostly a row of the source each."""
    changes: tuple[Change, ...] = field(default=(), compare=False)


EVERYTHING = Wish()


def synchronise(engine: Engine, source: Source, wish: Wish = EVERYTHING) -> Report:
    """One run, in short transactions; if it is interrupted, the next one completes it.

    Rows of `sync_run` and `sync_change` tell how it went. Raises TryLater while the source is away,
    Conflict while another run is under way.
    """
    with engine.connect() as connection, _alone(connection):
        with connection.begin():
            since = "" if wish.full else sync_runs.mark(connection)
            kind = sync_runs.INCREMENTAL if since else sync_runs.FULL
            run = sync_runs.begin(connection, kind, wish.asked_by)
        with _failure_told(connection, run):
            content = source.read(since)
            report = _brought(connection, content, run)
        _finish(connection, run, report, content.mark)
        _record(connection, run, wish, report)
    return report


def _record(connection: Connection, run: int, wish: Wish, report: Report) -> None:
    """A run that changed nothing is none that anybody has to answer for."""
    details = {"added": report.added, "changed": report.changed, "removed": report.removed}
    if any(details.values()):
        with connection.begin():
            audit.record(connection, wish.asked_by or None, Action.SYNC_DONE, str(run), details)


@contextmanager
def _failure_told(connection: Connection, run: int) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        why = str(error) if isinstance(error, TryLater) else "failed: the log says why"
        _finish(connection, run, Report(trouble=(why,)))
        raise


def _finish(connection: Connection, run: int, report: Report, mark: str = "") -> None:
    counts = report.added, report.changed, report.removed
    with connection.begin():
        sync_runs.finish(connection, run, counts, report.trouble, mark)


def dry_run(engine: Engine, source: Source) -> Report:
    """What a full run would do now; nothing is written. Raises TryLater."""
    content = source.read()
    with engine.connect() as connection, connection.begin():
        state = _prepared(connection, content)
    planned = _planned(state, state.groups.present)
    return _report(state, planned, planned.trouble)


def rehearse(engine: Engine, source: Source, asked_by: str) -> None:
    """A dry run, kept as a run is; a source that is away is its trouble."""
    with engine.connect() as connection:
        with connection.begin():
            run = sync_runs.begin(connection, sync_runs.DRY, asked_by)
        with suppress(TryLater), _failure_told(connection, run):
            report = dry_run(engine, source)
            with connection.begin():
                sync_runs.note(connection, run, report.changes)
            _finish(connection, run, report)


@dataclass(frozen=True)
class _State:
    """What is known and what was found, ready to be compared."""

    known: Mapping[str, KnownPerson]
    gone: list[KnownPerson]
    screened: Screened
    groups: GroupPlan
    accounts: Mapping[str, Unclaimed]
    trouble: list[str]


def _brought(connection: Connection, content: Content, run: int) -> Report:
    with connection.begin():
        state = _prepared(connection, content)
        sync_runs.note(connection, run, state.groups.changes)
        groups = group_sync.bring(connection, state.groups)
    planned = _planned(state, groups)
    people = PersonSync(connection, run)
    people.bring(planned)
    done = replace(planned, steps=people.done)
    return _report(state, done, [*planned.trouble, *people.trouble])


def _prepared(connection: Connection, content: Content) -> _State:
    known, groups = records.people(connection), records.groups(connection)
    trouble: list[str] = []
    guard = Guard(trouble, content.removed_at_once_percent)
    present = [person for person in known.values() if person.present]
    gone = _gone(present, content, guard)
    leaving = {person.source_id for person in gone}
    staying = {person.source_id: person for person in present if person.source_id not in leaving}
    screened = screen(content, _names(staying), partial(records.folded, connection))
    trouble += screened.trouble
    planned = group_sync.plan(groups, screened, guard, complete=content.complete)
    guard.keep_memberships(screened.people, staying, planned.present)
    if not _administrators_of_the_portal(connection) & {
        each.localpart for each in staying.values()
    }:
        guard.keep_administrators(screened.people, staying)
    return _State(known, gone, screened, planned, accounts.without_person(connection), trouble)


def _administrators_of_the_portal(connection: Connection) -> set[str]:
    given = grants.everybody(connection, Role.ADMINISTRATOR)
    return {each.localpart for each in given if each.origin is Origin.PORTAL}


def _gone(present: list[KnownPerson], content: Content, guard: Guard) -> list[KnownPerson]:
    """Whoever the source says is inactive, and whoever it does not know any more."""
    active = {person.source_id: person.active for person in content.people}
    inactive = [person for person in present if active.get(person.source_id) is False]
    missing = [person for person in present if person.source_id not in active]
    gone: list[KnownPerson] = []
    if guard.believable(len(inactive), len(present), "people", "are inactive"):
        gone += inactive
    if content.complete and guard.believable(len(missing), len(present), "people"):
        gone += missing
    return gone


def _names(staying: Mapping[str, KnownPerson]) -> Staying:
    source_ids = {person.localpart: key for key, person in staying.items()}
    return Staying(
        {key: person.user_name for key, person in staying.items()},
        {
            key: source_ids[person.manager]
            for key, person in staying.items()
            if person.manager in source_ids
        },
    )


def _planned(state: _State, groups: Mapping[GroupKey, KnownDepartment]) -> PeoplePlan:
    found: Mapping[str, Person] = state.screened.people
    return person_plan.plan(found, state.known, state.gone, groups, state.accounts)


def _report(state: _State, people: PeoplePlan, trouble: list[str]) -> Report:
    known = state.known.values()
    pictures = (
        f"person {person.source_id} ({person.user_name}): {person.picture_trouble}"
        for person in known
        if person.present and person.picture_trouble
    )
    added = sum(step.before is None for step in people.steps)
    return Report(
        added,
        len(people.steps) - added,
        len(people.gone),
        (*state.trouble, *trouble, *pictures),
        (*state.groups.changes, *people.changes),
    )


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
