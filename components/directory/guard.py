"""What a source lacks all at once is taken for a fault of the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from components.directory.records import KnownPerson
from components.directory.source import Person

REMOVED_AT_ONCE_PERCENT, REMOVED_AT_ONCE = 20, 5
"""The larger of the two may go, but of a few no more than half."""


def believable(gone: int, present: int, what: str, trouble: list[str]) -> bool:
    at_once = min(REMOVED_AT_ONCE, present // 2)
    if gone <= max(at_once, present * REMOVED_AT_ONCE_PERCENT // 100):
        return True
    trouble.append(f"{gone} of {present} {what} are missing in the source: none was removed")
    return False


def keep_memberships(
    found: dict[str, Person],
    known: Mapping[str, KnownPerson],
    departments: Mapping[str, int],
    trouble: list[str],
) -> None:
    """Of those who lose some and gain none: people who move are no fault. `departments` are the
    ids of those that there are, by source id."""
    source_ids = {id_: source_id for source_id, id_ in departments.items()}
    before = {
        key: {source_ids[each] for each in known[key].departments if each in source_ids}
        for key in found.keys() & known.keys()
    }
    lost = {
        key: mine - {*found[key].departments}
        for key, mine in before.items()
        if mine > {*found[key].departments} & departments.keys()
    }
    gone, present = sum(map(len, lost.values())), sum(map(len, before.values()))
    if not believable(gone, present, "memberships", trouble):
        for key, missing in lost.items():
            kept = (*found[key].departments, *sorted(missing))
            found[key] = replace(found[key], departments=kept)


def keep_administrators(
    found: dict[str, Person], known: Mapping[str, KnownPerson], trouble: list[str]
) -> None:
    """Nobody could help the people of a source that names no administrator any more."""
    before = [key for key in found.keys() & known.keys() if known[key].administrator]
    if before and not any(person.administrator for person in found.values()):
        trouble.append("no administrator is left in the source: none was removed")
        for key in before:
            found[key] = replace(found[key], administrator=True)
