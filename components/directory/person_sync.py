"""Bringing people to what was planned, many in a transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from components.directory import (
    accounts,
    api_tokens,
    app_passwords,
    grants,
    records,
    sync_runs,
)
from components.directory.changes import REMOVED, Change
from components.directory.person_plan import PeoplePlan, Step
from components.directory.records import KnownPerson
from components.runtime import jobs

BATCH = 500
LEAVING_BATCH = 100
"""People in a transaction."""
CONTRADICTS = "contradicts what is there already"
T = TypeVar("T")


class PersonSync:
    """Of one run; `done` and `trouble` tell what it did."""

    def __init__(self, connection: Connection, run: int) -> None:
        """`run` is that of `sync_runs`, which hears of each change as it is made."""
        self.done: list[Step] = []
        self.trouble: list[str] = []
        self._connection, self._run = connection, run

    def bring(self, planned: PeoplePlan) -> None:
        self._remove(planned.gone)
        self._rename(planned.steps)
        for batch in _batches(planned.steps, BATCH):
            with self._connection.begin():
                self._bring(batch)
        self._bring_managers(planned)

    def _bring_managers(self, planned: PeoplePlan) -> None:
        """Once everybody is there."""
        refused = {step.after.localpart for step in planned.steps if step.before is None}
        refused -= {step.after.localpart for step in self.done}
        managers = {
            step.after.localpart: step.after.manager
            for step in self.done
            if step.known.manager != step.after.manager and step.after.manager not in refused
        }
        if managers:
            with self._connection.begin():
                records.set_managers(self._connection, managers)

    def _remove(self, gone: Sequence[KnownPerson]) -> None:
        for batch in _batches(gone, LEAVING_BATCH):
            with self._connection.begin():
                localparts = [each.localpart for each in batch]
                held = grants.of(self._connection, *localparts)
                records.remove_people(self._connection, localparts)
                lost = [(each.localpart, *each.grant) for each in held]
                grants.record_changes(self._connection, lost, [])
                for person in batch:
                    accounts.disable(self._connection, person.localpart)
                    app_passwords.revoke_all(self._connection, person.localpart)
                    api_tokens.revoke_all(self._connection, person.localpart)
                    jobs.defer(
                        self._connection, "directory.end_sessions", localpart=person.localpart
                    )
                told = (Change("person", each.localpart, REMOVED, each.name) for each in batch)
                sync_runs.note(self._connection, self._run, told)

    def _rename(self, steps: Sequence[Step]) -> None:
        renamed = {
            step.after.localpart: step.after.user_name
            for step in steps
            if step.known.user_name != step.after.user_name
        }
        if renamed:
            with self._connection.begin():
                self._held(
                    "user names that have changed",
                    lambda: records.rename(self._connection, renamed),
                )

    def _bring(self, batch: Sequence[Step]) -> None:
        """Together, or, where the database refuses any of them, each for itself."""
        if self._tried(lambda: self._write(batch)):
            self.done += batch
            return
        for step in batch:
            if self._held(step.label, partial(self._write, [step])):
                self.done.append(step)

    def _held(self, what: str, write: Callable[[], None]) -> bool:
        """What the database refuses is named, undone, and holds up nobody else."""
        if self._tried(write):
            return True
        self.trouble.append(f"{what}: {CONTRADICTS}")
        return False

    def _tried(self, write: Callable[[], None]) -> bool:
        try:
            with self._connection.begin_nested():
                write()
        except IntegrityError:
            return False
        return True

    def _write(self, steps: Sequence[Step]) -> None:
        connection = self._connection
        new = [step.after for step in steps if step.before is None]
        accounts.ensure_all(connection, [person.localpart for person in new])
        records.add_people(connection, new)
        for step in steps:
            if not step.known.present:
                accounts.enable(connection, step.after.localpart)
        records.change_people(connection, [step.after for step in steps if _differs(step)])
        left, joined = _difference(steps, lambda person: person.departments | person.projects)
        records.move_members(connection, left, joined)
        taken, given = _difference(steps, lambda person: person.roles)
        records.change_roles(connection, _flat(taken), _flat(given))
        grants.record_changes(connection, _flat(taken), _flat(given))
        bare = [step.after.localpart for step in steps if _loses_picture(step)]
        records.remove_pictures(connection, bare)
        told = (change for step in steps for change in step.changes)
        sync_runs.note(connection, self._run, told)


def _flat(roles: Sequence[tuple[str, tuple[str, int | None]]]) -> list[records.RoleRow]:
    return [(localpart, *role) for localpart, role in roles]


def _loses_picture(step: Step) -> bool:
    return bool(step.known.picture_sha1) and not step.after.picture_source


def _differs(step: Step) -> bool:
    def values(person: KnownPerson) -> list[object]:
        return [getattr(person, name) for name in (*records.PLAIN, "present")]

    return values(step.known) != values(step.after)


def _difference(
    steps: Sequence[Step], of: Callable[[KnownPerson], frozenset[T]]
) -> tuple[list[tuple[str, T]], list[tuple[str, T]]]:
    """What people have no longer, and what they have now, each with the localpart."""
    over = [
        (step.after.localpart, one) for step in steps for one in of(step.known) - of(step.after)
    ]
    new = [(step.after.localpart, one) for step in steps for one in of(step.after) - of(step.known)]
    return over, new


def _batches(items: Sequence[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
