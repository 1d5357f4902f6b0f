"""Which rows of a source may become departments and people; the others are named."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace

from components.directory.roles import EVERYWHERE_ONLY, GIVEN
from components.directory.source import (
    DEPARTMENT,
    PROJECT,
    Content,
    Department,
    Grant,
    GroupKey,
    Person,
)
from components.directory.wording import is_shown

LONGEST_TEXT = 200
NOT_TYPED = ("id", "name", "title")
"""Nobody has to tell letters from hidden ones to sign in or to write an address."""

Folded = Callable[[Collection[str]], Mapping[str, str]]
"""Of names: what names have to share to be the same."""


@dataclass
class Screened:
    groups: dict[GroupKey, Department] = field(default_factory=dict)
    """Departments and projects."""
    people: dict[str, Person] = field(default_factory=dict)
    """By source id; only people who are active."""
    refused: set[str] = field(default_factory=set)
    """Ids of people whose rows cannot be used: whoever is known already stays as known."""
    refused_groups: set[GroupKey] = field(default_factory=set)
    trouble: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Staying:
    """What is known, by source id, of the people who are there and not leaving."""

    user_names: Mapping[str, str] = field(default_factory=dict)
    managers: Mapping[str, str] = field(default_factory=dict)


def screen(content: Content, staying: Staying, folded: Folded) -> Screened:
    found = Screened()
    for kind, groups in ((DEPARTMENT, content.departments), (PROJECT, content.projects)):
        for group in groups:
            _screen_group(found, kind, group)
    for person in content.people:
        if person.active:
            _screen_person(found, person)
    _screen_user_names(found, staying.user_names, folded)
    _screen_managers(found, staying.managers)
    return found


def shown(text: str) -> str:
    """For messages: short, and without what would change how they look."""
    return "".join(each if each.isprintable() else "�" for each in text[:60])


def who(person: Person) -> str:
    return f"person {shown(person.source_id)} ({shown(person.user_name)})"


def _screen_group(found: Screened, kind: str, group: Department) -> None:
    key = kind, group.source_id
    why = (
        ("another has that id" if key in found.groups else "")
        or _unusable(group.source_id, "id")
        or _unusable(group.name, "name")
    )
    if why:
        found.refused_groups.add(key)
        found.trouble.append(f"{kind} {shown(group.source_id)}: {why}")
    else:
        found.groups[key] = group


def _screen_person(found: Screened, person: Person) -> None:
    optional = {"title": person.title, "email": person.email}
    why = (
        person.fault
        or _unusable(person.source_id, "id")
        or ("somebody else has that id" if _is_there(found, person) else "")
        or ("empty bytes in the picture's name" if "\0" in (person.picture or "") else "")
        or _unusable(person.user_name, "user name")
        or _unusable(person.name, "name")
        or next((why for name, text in optional.items() if (why := _unfit(text, name))), "")
    )
    if why:
        _refuse(found, person, why)
    else:
        found.people[person.source_id] = replace(person, roles=_known_roles(found, person))


def _is_there(found: Screened, person: Person) -> bool:
    return person.source_id in found.people or person.source_id in found.refused


def _known_roles(found: Screened, person: Person) -> tuple[Grant, ...]:
    known = []
    for grant in person.roles:
        if grant.role not in GIVEN:
            found.trouble.append(f"{who(person)}: there is no role {shown(grant.role)}")
        elif grant.department is not None and grant.role in EVERYWHERE_ONLY:
            found.trouble.append(f"{who(person)}: {grant.role} is no role in a department")
        else:
            known.append(grant)
    return tuple(known)


def _unusable(text: str, what: str) -> str:
    return _unfit(text, what) if text.strip() else f"no {what}"


def _unfit(text: str, what: str) -> str:
    if len(text) > LONGEST_TEXT:
        return f"{what} longer than {LONGEST_TEXT} characters"
    fits = is_shown(text) if what in NOT_TYPED else text.isprintable()
    return "" if fits else f"control characters in the {what}"


def _refuse(found: Screened, person: Person, why: str) -> None:
    found.people.pop(person.source_id, None)
    found.refused.add(person.source_id)
    found.trouble.append(f"{who(person)}: {why}")


def _screen_user_names(found: Screened, known: Mapping[str, str], folded: Folded) -> None:
    """One person a name, upper and lower case alike. Whoever is refused keeps the known name,
    which may take it from yet another."""
    typed = {source_id: person.user_name for source_id, person in found.people.items()}
    same = folded({*typed.values(), *known.values()})
    wanted = {source_id: same[name] for source_id, name in typed.items()}
    held = {source_id: same[name] for source_id, name in known.items()}
    while clashes := _clashes(found, wanted, held):
        for person in clashes:
            _refuse(found, person, "somebody else has that user name")


def _clashes(found: Screened, wanted: Mapping[str, str], held: Mapping[str, str]) -> list[Person]:
    holders = {name: key for key, name in held.items() if key not in found.people}
    owners_first = sorted(found.people, key=lambda key: held.get(key) != wanted[key])
    return [
        found.people[key] for key in owners_first if holders.setdefault(wanted[key], key) != key
    ]


def _screen_managers(found: Screened, known: Mapping[str, str]) -> None:
    """Nobody is their own manager, however far up: all of a circle go without one."""
    others = {key: manager for key, manager in known.items() if key not in found.people}
    managers = others | {key: each.manager for key, each in found.people.items() if each.manager}
    circles = {key for key in managers if _reaches_itself(key, managers)}
    for source_id in sorted(circles & found.people.keys()):
        person = found.people[source_id]
        found.people[source_id] = replace(person, manager=None)
        found.trouble.append(f"{who(person)}: managers in a circle")


def _reaches_itself(start: str, managers: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    current = managers.get(start)
    while current is not None and current not in seen:
        if current == start:
            return True
        seen.add(current)
        current = managers.get(current)
    return False
