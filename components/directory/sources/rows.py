"""Rows of a source become people: the same for databases and CSV files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from components.directory.source import Grant, Person
from components.directory.sources import mapping
from components.directory.wording import with_plain_blanks

Row = Mapping[str, Any]
"""What was read, by the mapping's names of the fields."""
YES = frozenset({"1", "true", "t", "yes", "y", "on", "active"})
NO = frozenset({"0", "false", "f", "no", "n", "off", "inactive"})


@dataclass
class Beside:
    """What other sections say of people, by their id."""

    departments: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    projects: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    roles: dict[str, list[Grant]] = field(default_factory=lambda: defaultdict(list))


def text(value: object) -> str:
    return "" if value is None else str(value).strip()


def place(row: Row) -> tuple[int, str]:
    """By id, numbers as numbers: any source of the same people tells of them in one order."""
    source_id = text(row["id"])
    return len(source_id) if source_id.isdecimal() else 0, source_id


def members(rows: Iterable[Row], group: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[text(row["person"])].append(text(row[group]))
    return found


def grants(rows: Iterable[Row], names: Mapping[str, str] | None) -> dict[str, list[Grant]]:
    found: dict[str, list[Grant]] = defaultdict(list)
    for row in rows:
        role = _role(text(row["role"]), names)
        if role:
            found[text(row["person"])].append(Grant(role, text(row.get("department")) or None))
    return found


def person(row: Row, told: mapping.Mapping, beside: Beside, picture: str | None) -> Person:
    source_id, section = text(row["id"]), told.people
    names = (text(row[f"name_{place}"]) for place in range(len(section.name)))
    active = _truth(row["active"]) if section.active else True
    own_roles = (_role(each, told.role_names) for each in _several(row.get("roles"), section))
    departments = (*_several(row.get("departments"), section), *beside.departments[source_id])
    projects = (*_several(row.get("projects"), section), *beside.projects[source_id])
    return Person(
        source_id=source_id,
        user_name=text(row["user_name"]),
        name=with_plain_blanks(" ".join(filter(None, names))),
        title=with_plain_blanks(text(row.get("title"))),
        email=text(row.get("email")),
        departments=departments,
        projects=projects,
        manager=text(row.get("manager")) or None,
        picture=picture,
        roles=(*(Grant(role) for role in own_roles if role), *beside.roles[source_id]),
        active=active is not False,
        fault="" if active is not None else f"active is neither yes nor no: {text(row['active'])}",
    )


def _several(value: object, section: mapping.People) -> tuple[str, ...]:
    """Of one cell, which may be an array of the database."""
    parts = value if isinstance(value, list | tuple) else text(value).split(section.separator)
    return tuple(filter(None, map(text, parts)))


def _role(name: str, names: Mapping[str, str] | None) -> str:
    return name if names is None else names.get(name, "")


def truth(value: object) -> bool:
    """Of somebody who signs in: what cannot be read is no."""
    return _truth(value) is True


def _truth(value: object) -> bool | None:
    """None: neither yes nor no."""
    if value is None:
        return False
    if isinstance(value, bytes):  # MySQL's bit(1)
        return any(value)
    word = text(value).lower()
    return True if word in YES else False if word in NO else None
