"""What a source loses all at once is taken for a fault of the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from components.directory.records import KnownDepartment, KnownPerson
from components.directory.source import DEPARTMENT, PROJECT, Grant, GroupKey, Person

REMOVED_AT_ONCE = 5
ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Guard:
    """Of one run; `trouble` tells what it stopped."""

    trouble: list[str]
    removed_at_once_percent: int
    """So much may go, or REMOVED_AT_ONCE where that is more, but of a few no more than half."""

    def believable(self, gone: int, present: int, what: str, how: str = "are missing") -> bool:
        at_once = min(REMOVED_AT_ONCE, present // 2)
        if gone <= max(at_once, present * self.removed_at_once_percent // 100):
            return True
        self.trouble.append(f"{gone} of {present} {what} {how} in the source: none was removed")
        return False

    def keep_memberships(
        self,
        found: dict[str, Person],
        known: Mapping[str, KnownPerson],
        groups: Mapping[GroupKey, KnownDepartment],
    ) -> None:
        """Of those who lose some and gain none: people who move are no fault. `groups` are those
        that there are."""
        keys = {group.id: key for key, group in groups.items()}
        before = {
            source_id: {keys[each] for each in _ids(known[source_id]) if each in keys}
            for source_id in found.keys() & known.keys()
        }
        lost = {
            source_id: mine - found[source_id].groups
            for source_id, mine in before.items()
            if mine > found[source_id].groups & groups.keys()
        }
        gone, present = sum(map(len, lost.values())), sum(map(len, before.values()))
        if not self.believable(gone, present, "memberships"):
            for source_id, missing in lost.items():
                found[source_id] = _with(found[source_id], missing)

    def keep_administrators(
        self, found: dict[str, Person], known: Mapping[str, KnownPerson]
    ) -> None:
        """Nobody could help the people of a source that names no administrator any more. `known`
        are those who are there and not leaving."""
        before = {key for key, person in known.items() if (ADMINISTRATOR, None) in person.roles}
        after = {key for key, person in found.items() if Grant(ADMINISTRATOR) in person.roles}
        if before and not after and before <= found.keys():
            self.trouble.append("no administrator is left in the source: none was removed")
            for key in before:
                found[key] = replace(found[key], roles=(*found[key].roles, Grant(ADMINISTRATOR)))


def _ids(person: KnownPerson) -> frozenset[int]:
    return person.departments | person.projects


def _with(person: Person, missing: set[GroupKey]) -> Person:
    def of(kind: str) -> list[str]:
        return sorted(source_id for each, source_id in missing if each == kind)

    return replace(
        person,
        departments=(*person.departments, *of(DEPARTMENT)),
        projects=(*person.projects, *of(PROJECT)),
    )
