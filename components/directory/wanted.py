"""What ejabberd has to know of the people and departments there are: pure, and comparable."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import UTC, datetime

from components.directory.records import KnownDepartment, KnownPerson
from components.directory.source import DEPARTMENT

FORM = 2
"""Raised when the same facts are told in another way: everything is told again."""

MODERATOR = "moderator"
ROLE_ROOM = "role"
"""The kind of the group whose members are all who have the role that its source id names."""

Roles = Mapping[str, frozenset[tuple[str, int | None]]]
"""By localpart, each with the department it is limited to."""


@dataclass(frozen=True)
class Profile:
    """vCards and avatar."""

    localpart: str
    name: str
    title: str
    email: str
    departments: tuple[str, ...]
    picture: str
    """Its SHA-1, and since when it is the person's own; empty where there is none."""

    @property
    def subject(self) -> str:
        return f"profile {self.localpart}"


@dataclass(frozen=True)
class Room:
    room: str
    title: str
    members: tuple[str, ...]
    moderators: tuple[str, ...] = ()
    """None of the members."""
    archived: bool = False

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
    under the labels of those, and the other way round."""

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
    content = json.dumps([FORM, *astuple(fact)])
    return hashlib.sha256(content.encode()).hexdigest()


def wanted(
    people: Iterable[KnownPerson], groups: Iterable[KnownDepartment], roles: Roles
) -> list[Fact]:
    """What becomes of a department becomes of its room: archived, it keeps its members and their
    bookmarks, and nobody joins it."""
    everybody = sorted((p for p in people if p.present), key=lambda person: person.localpart)
    known = {group.id: group for group in groups}
    members = _members(everybody, known, roles)
    rooms = [_room(group, members[key], roles) for key, group in known.items()]
    present = {key: group for key, group in known.items() if group.present}
    return [
        *rooms,
        *_groups(everybody, present, members),
        *(_profile(person, present) for person in everybody),
        *(Bookmark(each, room.room, room.title) for room in rooms for each in _inside(room)),
    ]


def _members(
    people: Iterable[KnownPerson], groups: Mapping[int, KnownDepartment], roles: Roles
) -> dict[int, list[str]]:
    members: dict[int, list[str]] = {key: [] for key in groups}
    of_role = {group.source_id: key for key, group in groups.items() if group.kind == ROLE_ROOM}
    for person in people:
        names = {role for role, _ in roles.get(person.localpart, ())}
        shared = {of_role[name] for name in names & of_role.keys()}
        for key in (person.departments | person.projects | shared) & members.keys():
            members[key].append(person.localpart)
    return members


def _room(group: KnownDepartment, localparts: list[str], roles: Roles) -> Room:
    """Whoever has the role keeps order in the rooms they are in, but for the archived."""
    if not group.present:
        return Room(group.room, f"{group.name} (archived)", tuple(localparts), archived=True)
    keeps_order = {(MODERATOR, None), (MODERATOR, group.id)}
    moderators = [each for each in localparts if roles.get(each, frozenset()) & keeps_order]
    others = [each for each in localparts if each not in set(moderators)]
    return Room(group.room, group.name, tuple(others), tuple(moderators))


def _inside(room: Room) -> tuple[str, ...]:
    return room.members + room.moderators


def _profile(person: KnownPerson, departments: Mapping[int, KnownDepartment]) -> Profile:
    names = sorted(departments[key].name for key in person.departments if key in departments)
    return Profile(
        person.localpart,
        person.name,
        person.title,
        person.email,
        tuple(names),
        picture(person.picture_sha1, person.picture_set_at),
    )


def picture(sha1: str, set_at: datetime | None) -> str:
    """The same one set again is another: a client may have published one in between."""
    return f"{sha1} {set_at.astimezone(UTC).isoformat()}" if set_at else sha1


def _groups(
    people: Iterable[KnownPerson],
    present: Mapping[int, KnownDepartment],
    members: Mapping[int, list[str]],
) -> Iterator[Group]:
    departments = [key for key, group in present.items() if group.kind == DEPARTMENT]
    for key in departments:
        name = f"department-{key}"
        yield Group(name, present[key].name, (name,), tuple(members[key]))
    yield from _manager_groups({person.localpart: person for person in people}, {*departments})


def _manager_groups(people: Mapping[str, KnownPerson], departments: set[int]) -> Iterator[Group]:
    """For those who do not see each other in a department already. Each side sees the other: a
    one-way group would show no presence."""
    reports: dict[str, list[str]] = defaultdict(list)
    for person in people.values():
        manager = people.get(person.manager or "")
        if manager and not manager.departments & person.departments & departments:
            reports[manager.localpart].append(person.localpart)
    for manager_localpart, localparts in reports.items():
        above, below = f"manager-{manager_localpart}", f"reports-{manager_localpart}"
        yield Group(above, "My manager", (below,), (manager_localpart,))
        yield Group(below, "My reports", (above,), tuple(localparts))
