"""Where people come from: what the directory asks of any source, such as a CMS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

DEPARTMENT, PROJECT = "department", "project"

GroupKey = tuple[str, str]
"""Kind and source id of a department or project."""


class Grant(NamedTuple):
    """A role (`roles.GIVEN`) that the source gives."""

    role: str
    department: str | None = None
    """The id of the department that it is limited to."""


@dataclass(frozen=True)
class Department:
    """Or a project: both have a name, members and a room."""

    source_id: str
    name: str


@dataclass(frozen=True)
class Person:
    """A row as it was found: nothing of it has been checked."""

    source_id: str
    user_name: str
    name: str
    title: str = ""
    email: str = ""
    departments: tuple[str, ...] = ()
    """The departments' ids in the source."""
    projects: tuple[str, ...] = ()
    """The projects' ids in the source."""
    manager: str | None = None
    """The manager's id in the source."""
    picture: str | None = ""
    """Names the picture's content, such as its SHA-1; empty where there is none, None where nobody
    can tell now."""
    roles: tuple[Grant, ...] = ()
    active: bool = True
    fault: str = ""
    """Why the row cannot be used."""

    @property
    def groups(self) -> frozenset[GroupKey]:
        departments = ((DEPARTMENT, each) for each in self.departments)
        return frozenset({*departments, *((PROJECT, each) for each in self.projects)})


@dataclass(frozen=True)
class Content:
    """What the source holds at one moment."""

    departments: tuple[Department, ...] = ()
    projects: tuple[Department, ...] = ()
    people: tuple[Person, ...] = ()
    complete: bool = True
    """Otherwise nobody is missing: only whoever has changed was read."""
    removed_at_once_percent: int = 20
    """How much may be missing since the last time before it is taken for a fault."""
    mark: str = ""
    """How far it was read, for the next call; empty where the source cannot tell changes."""


class Credential(NamedTuple):
    source_id: str
    hash: str
    """As `passwords` reads it, such as `algorithm$…`."""
    active: bool


class Source(Protocol):
    """Each call raises TryLater while the source does not answer."""

    def read(self, since: str = "") -> Content:
        """All of it, or whoever has changed since the mark of an earlier call."""
        ...

    def picture(self, source_id: str) -> bytes:
        """A person's picture, in any format. Raises Malformed and TooLarge."""
        ...

    def password_hash(self, user_name: str) -> Credential | None:
        """What a password typed with that name is compared with; nothing is ever written."""
        ...

    def check(self) -> list[str]:
        """What the source lacks of what is asked of it, a line each; nothing else is examined."""
        ...

    def close(self) -> None:
        """No further calls."""
        ...
