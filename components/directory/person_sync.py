"""Bringing people to what their source says, a hundred in a transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection

from components.directory import accounts, names, records
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
    ) -> None:
        """`known` and `departments` (ids) are by source id."""
        self.added: set[str] = set()
        self.changed: set[str] = set()
        self.trouble: list[str] = []
        self._connection, self._source = connection, source
        self._known, self._departments = known, departments
        self._taken = {person.localpart for person in known.values()}

    def remove(self, gone: Sequence[KnownPerson]) -> None:
        for batch in _batches(gone):
            with self._connection.begin():
                for person in batch:
                    records.remove_person(self._connection, person.localpart)
                    accounts.disable(self._connection, person.localpart)
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
        for batch in _batches(tuple(found.values())):  # once everybody is there
            with self._connection.begin():
                for person in batch:
                    self._bring_manager(person, found)
        self.changed -= self.added

    def _rename(self, found: Mapping[str, Person]) -> None:
        renamed = {
            known.localpart: person.user_name
            for source_id, person in found.items()
            if (known := self._known.get(source_id)) and known.user_name != person.user_name
        }
        with self._connection.begin():
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
            who = f"{shown(person.source_id)} ({shown(person.user_name)})"
            self.trouble.append(f"person {who}: {refusal}")
            return None

    def _bring(self, person: Person, picture: Picture | None) -> None:
        known = self._known.get(person.source_id) or self._add(person)
        changes = (
            self._bring_back(known),
            self._bring_fields(known, person),
            self._bring_departments(known, person),
            self._bring_role(known, person),
            self._bring_picture(known, person, picture),
        )
        if any(changes):
            self.changed.add(known.localpart)

    def _add(self, person: Person) -> KnownPerson:
        localpart = names.localpart(person.user_name, self._taken.__contains__)
        accounts.ensure(self._connection, localpart)
        known = KnownPerson(localpart, person.source_id, person.user_name, person.name)
        records.add_person(self._connection, known)
        self._known[person.source_id] = known
        self._taken.add(localpart)
        self.added.add(localpart)
        return known

    def _bring_back(self, known: KnownPerson) -> bool:
        if known.present:
            return False
        accounts.enable(self._connection, known.localpart)
        records.change_person(self._connection, known.localpart, removed_at=None)
        return True

    def _bring_fields(self, known: KnownPerson, person: Person) -> bool:
        values = {name: getattr(person, name) for name in ("name", "title", "email")}
        if all(getattr(known, name) == value for name, value in values.items()):
            return False
        records.change_person(self._connection, known.localpart, **values)
        return True

    def _bring_departments(self, known: KnownPerson, person: Person) -> bool:
        ids = {self._departments[each] for each in person.departments if each in self._departments}
        if known.departments == ids:
            return False
        records.set_departments(self._connection, known.localpart, known.departments, ids)
        return True

    def _bring_role(self, known: KnownPerson, person: Person) -> bool:
        if known.administrator == person.administrator:
            return False
        records.set_administrator(self._connection, known.localpart, person.administrator)
        return True

    def _bring_picture(self, known: KnownPerson, person: Person, picture: Picture | None) -> bool:
        if picture is not None:
            records.set_picture(self._connection, known.localpart, picture, person.picture)
        elif known.picture_sha1 and not person.picture:
            records.remove_picture(self._connection, known.localpart)
        else:
            return False
        return True

    def _bring_manager(self, person: Person, found: Mapping[str, Person]) -> None:
        known = self._known[person.source_id]
        there = person.manager in found
        manager = self._known[person.manager].localpart if person.manager and there else None
        if known.manager != manager:
            records.change_person(self._connection, known.localpart, manager=manager)
            self.changed.add(known.localpart)


def _batches(items: Sequence[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
