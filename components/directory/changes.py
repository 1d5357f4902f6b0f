"""What a run changes, as it is shown: who, what, from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from components.directory.records import KnownDepartment, KnownPerson

ADDED, REMOVED, RETURNED = "added", "removed", "returned"
SEPARATOR = ", "


class Change(NamedTuple):
    kind: str
    """`person`, `department` or `project`."""
    subject: str
    """A localpart, or that of the room."""
    what: str
    """`added`, `removed`, `returned`, or what of it changed, such as `title`."""
    before: str = ""
    after: str = ""


SHOWN = ("user_name", "name", "title", "email", "manager")


def of_person(
    before: KnownPerson, after: KnownPerson, groups: Mapping[int, KnownDepartment]
) -> Iterator[Change]:
    """`groups` are departments and projects by id."""
    if not before.present:
        yield Change("person", after.localpart, RETURNED, after=after.name)
    for name in SHOWN:
        was, is_ = getattr(before, name) or "", getattr(after, name) or ""
        if was != is_:
            yield Change("person", after.localpart, name.replace("_", " "), was, is_)
    for name in ("departments", "projects"):
        was, is_ = getattr(before, name), getattr(after, name)
        if was != is_:
            told = _named(was, groups), _named(is_, groups)
            yield Change("person", after.localpart, name, *told)
    if before.roles != after.roles:
        told = _roles(before, groups), _roles(after, groups)
        yield Change("person", after.localpart, "roles", *told)
    if before.picture_source != after.picture_source:
        was, is_ = before.picture_source, after.picture_source
        yield Change("person", after.localpart, "picture", was, is_)


def _named(ids: Iterable[int], groups: Mapping[int, KnownDepartment]) -> str:
    return SEPARATOR.join(sorted(groups[each].name for each in ids if each in groups))


def _roles(person: KnownPerson, groups: Mapping[int, KnownDepartment]) -> str:
    def one(role: str, department: int | None) -> str:
        return role if department is None else f"{role} in {_named((department,), groups)}"

    return SEPARATOR.join(sorted(one(*each) for each in person.roles))
