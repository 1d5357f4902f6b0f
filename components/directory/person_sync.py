"""Bringing people to what their source says, a hundred in a transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from components.directory import accounts, api_tokens, app_passwords, names, records
from components.directory.accounts import Unclaimed
from components.directory.pictures import Picture, squared
from components.directory.records import KnownPerson
from components.directory.screening import shown
from components.directory.source import Person, Source
from components.runtime import jobs
from schemas.refusals import Malformed, TooLarge

BATCH = 100
T = TypeVar("T")


class PersonSync:
    """Of one run; `added`, `changed` (localparts) and `trouble` tell what it did."""

    def __init__(
        self,
        connection: Connection,
        source: Source,
        known: dict[str, KnownPerson],
        departments: Mapping[str, int],
        accounts_there: Mapping[str, Unclaimed],
    ) -> None:
        """`known` and `departments` (ids) are by source id; `accounts_there`, by localpart, are
        those without a person."""
        self.added: set[str] = set()
        self.changed: set[str] = set()
        self.trouble: list[str] = []
        self._connection, self._source = connection, source
        self._known, self._departments = known, departments
        self._taken = {person.localpart for person in known.values()}
        self._accounts = accounts_there

    def remove(self, gone: Sequence[KnownPerson]) -> None:
        for batch in _batches(gone):
            with self._connection.begin():
                for person in batch:
                    records.remove_person(self._connection, person.localpart)
                    accounts.disable(self._connection, person.localpart)
                    app_passwords.revoke_all(self._connection, person.localpart)
                    api_tokens.revoke_all(self._connection, person.localpart)
                    jobs.defer(
                        self._connection, "directory.end_sessions", localpart=person.localpart
                    )

    def bring(self, found: Mapping[str, Person]) -> None:
        self._rename(found)
        for batch in _batches(tuple(found.values())):
            pictures = [self._new_picture(person) for person in batch]
            with self._connection.begin():
                for person, picture in zip(batch, pictures, strict=True):
                    self._bring(person, picture)
        there = {key: person for key, person in found.items() if key in self._known}
        for batch in _batches(tuple(there.values())):  # once everybody is there
            with self._connection.begin():
                for person in batch:
                    self._bring_manager(person, there)
        self.changed -= self.added

    def _rename(self, found: Mapping[str, Person]) -> None:
        renamed = {
            known.localpart: person.user_name
            for source_id, person in found.items()
            if (known := self._known.get(source_id)) and known.user_name != person.user_name
        }
        with self._connection.begin(), self._held("user names that have changed"):
            records.rename(self._connection, renamed)
            self.changed |= renamed.keys()

    def _new_picture(self, person: Person) -> Picture | None:
        """What the source has, unless we made ours of it, or it is no picture at all."""
        known = self._known.get(person.source_id)
        if person.picture in ("", known.picture_source if known else ""):
            return None
        try:
            return squared(self._source.picture(person.source_id))
        except (Malformed, TooLarge) as refusal:
            self.trouble.append(f"{_who(person)}: {refusal}")
            return None

    def _bring(self, person: Person, picture: Picture | None) -> None:
        before = self._known.get(person.source_id)
        known = before or self._newcomer(person)
        changes = [*self._changes(known, person, picture)]
        if before and not changes:
            return
        with self._held(_who(person)):
            if not before:
                self._add(known, person)
            for change in changes:
                change(self._connection, known.localpart)
            self._known[person.source_id] = known
            (self.changed if before else self.added).add(known.localpart)

    def _newcomer(self, person: Person) -> KnownPerson:
        localpart = names.localpart(person.user_name, lambda name: self._is_taken(name, person))
        return KnownPerson(localpart, person.source_id, person.user_name, person.name)

    def _is_taken(self, localpart: str, person: Person) -> bool:
        """An account that has no person yet is only for whom it was made."""
        account = self._accounts.get(localpart)
        return localpart in self._taken or (
            account is not None and account.reserved_for != person.user_name
        )

    def _add(self, known: KnownPerson, person: Person) -> None:
        account = self._accounts.get(known.localpart)
        accounts.ensure(self._connection, known.localpart)
        records.add_person(self._connection, known)
        self._taken.add(known.localpart)
        if account and account.disabled:
            self.trouble.append(f"{_who(person)}: the account “{known.localpart}” is disabled")

    def _changes(
        self, known: KnownPerson, person: Person, picture: Picture | None
    ) -> Iterator[Callable[[Connection, str], None]]:
        if not known.present:
            yield accounts.enable
            yield partial(records.change_person, removed_at=None)
        values = {name: getattr(person, name) for name in ("name", "title", "email")}
        if any(getattr(known, name) != value for name, value in values.items()):
            yield partial(records.change_person, **values)
        ids = {self._departments[each] for each in person.departments if each in self._departments}
        if known.departments != ids:
            yield partial(records.set_departments, known=known.departments, wanted=ids)
        if known.administrator != person.administrator:
            yield partial(records.set_administrator, wanted=person.administrator)
        if picture is not None:
            yield partial(records.set_picture, new=picture, source=person.picture)
        elif known.picture_sha1 and not person.picture:
            yield records.remove_picture

    @contextmanager
    def _held(self, what: str) -> Iterator[None]:
        """What the database refuses is named, undone, and holds up nobody else."""
        try:
            with self._connection.begin_nested():
                yield
        except IntegrityError:
            self.trouble.append(f"{what}: contradicts what is there already")

    def _bring_manager(self, person: Person, found: Mapping[str, Person]) -> None:
        known = self._known[person.source_id]
        there = person.manager in found
        manager = self._known[person.manager].localpart if person.manager and there else None
        if known.manager != manager:
            records.change_person(self._connection, known.localpart, manager=manager)
            self.changed.add(known.localpart)


def _who(person: Person) -> str:
    return f"person {shown(person.source_id)} ({shown(person.user_name)})"


def _batches(items: Sequence[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
