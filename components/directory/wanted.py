"""What ejabberd has to know of the people and departments there are: pure, and comparable."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from components.directory.records import KnownDepartment, KnownPerson

FORM = 1
"""Raised when the same facts are told in another way: everything is told again."""


@dataclass(frozen=True)
class Profile:
    """vCard and avatar."""

    localpart: str
    name: str
    title: str
    email: str
    departments: tuple[str, ...]
    picture_sha1: str

    @property
    def subject(self) -> str:
        return f"profile {self.localpart}"


@dataclass(frozen=True)
class Room:
    room: str
    title: str
    members: tuple[str, ...]

    @property
    def subject(self) -> str:
        return f"room {self.room}"


@dataclass(frozen=True)
class Bookmark:
    localpart: str
    room: str
    title: str

    @property
    def subject(self) -> str:
        return f"bookmark {self.localpart} {self.room}"


@dataclass(frozen=True)
class Group:
    """A shared group of contact lists: its members see the members of the groups in `displayed`,
    under the labels of those."""

    group: str
    label: str
    displayed: tuple[str, ...]
    members: tuple[str, ...]

    @property
    def subject(self) -> str:
        return f"group {self.group}"


Fact = Profile | Room | Bookmark | Group


def state(fact: Fact) -> str:
    """A digest that tells whether ejabberd knows the fact already."""
    content = json.dumps([FORM, asdict(fact)], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def wanted(people: Iterable[KnownPerson], departments: Iterable[KnownDepartment]) -> list[Fact]:
    """Profiles first: contact lists take their names from them.

    A department's room outlives it, empty, with its history.
    """
    everybody = sorted((p for p in people if p.present), key=lambda person: person.localpart)
    known = {department.id: department for department in departments}
    present = {key: department for key, department in known.items() if department.present}
    members: dict[int, list[str]] = {key: [] for key in present}
    for person in everybody:
        for key in person.departments & members.keys():
            members[key].append(person.localpart)
    return [
        *(_profile(person, present) for person in everybody),
        *(Room(d.room, d.name, tuple(members.get(key, ()))) for key, d in known.items()),
        *(
            Bookmark(person.localpart, present[key].room, present[key].name)
            for person in everybody
            for key in sorted(person.departments & present.keys())
        ),
        *(_department_group(present[key], tuple(members[key])) for key in present),
        *_manager_groups({person.localpart: person for person in everybody}),
    ]


def _profile(person: KnownPerson, departments: Mapping[int, KnownDepartment]) -> Profile:
    names = sorted(departments[key].name for key in person.departments if key in departments)
    return Profile(
        person.localpart,
        person.name,
        person.title,
        person.email,
        tuple(names),
        person.picture_sha1,
    )


def _department_group(department: KnownDepartment, members: tuple[str, ...]) -> Group:
    name = f"department-{department.id}"
    return Group(name, department.name, (name,), members)


def _manager_groups(people: Mapping[str, KnownPerson]) -> Iterator[Group]:
    """For those who do not see each other in a department already. Each side sees the other: a
    one-way group would show no presence."""
    reports: dict[str, list[str]] = defaultdict(list)
    for person in people.values():
        manager = people.get(person.manager or "")
        if manager and not manager.departments & person.departments:
            reports[manager.localpart].append(person.localpart)
    for manager_localpart, localparts in reports.items():
        above, below = f"manager-{manager_localpart}", f"reports-{manager_localpart}"
        yield Group(above, "My manager", (below,), (manager_localpart,))
        yield Group(below, "My reports", (above,), tuple(localparts))
