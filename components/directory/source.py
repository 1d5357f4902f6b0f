"""Where people come from: what the directory asks of any source, such as a CMS."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol


@dataclass(frozen=True)
class Department:
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
    manager: str | None = None
    """The manager's id in the source."""
    picture: str = ""
    """Names the picture's content, such as its SHA-1; empty where there is none."""
    administrator: bool = False
    active: bool = True


class Credential(NamedTuple):
    source_id: str
    hash: str
    """As Django writes it: `algorithm$…`."""
    active: bool


class Source(Protocol):
    """Each call raises TryLater while the source does not answer."""

    def departments(self) -> Iterable[Department]: ...

    def people(self) -> Iterable[Person]: ...

    def picture(self, source_id: str) -> bytes:
        """A person's picture, in any format."""
        ...

    def password_hash(self, user_name: str) -> Credential | None:
        """What a password typed with that name is compared with; nothing is ever written."""
        ...
