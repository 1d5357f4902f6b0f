"""Bringing departments and projects to what their source says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from sqlalchemy import Connection

from components.directory import names, records
from components.directory.changes import ADDED, REMOVED, RETURNED, Change
from components.directory.guard import Guard
from components.directory.records import KnownDepartment
from components.directory.screening import Screened
from components.directory.source import DEPARTMENT, PROJECT, GroupKey


@dataclass
class GroupPlan:
    """What there will be; those that are not there yet have negative ids."""

    present: dict[GroupKey, KnownDepartment] = field(default_factory=dict)
    new: list[KnownDepartment] = field(default_factory=list)
    changed: list[KnownDepartment] = field(default_factory=list)
    gone: list[KnownDepartment] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def plan(
    known: Mapping[GroupKey, KnownDepartment], screened: Screened, guard: Guard, *, complete: bool
) -> GroupPlan:
    planned = GroupPlan({key: group for key, group in known.items() if group.present})
    if complete:
        for kind in (DEPARTMENT, PROJECT):
            _plan_going(planned, kind, screened, guard)
    rooms, ids = {group.room for group in known.values()}, count(-1, -1)
    for key, group in screened.groups.items():
        before = known.get(key)
        if before is None:
            room = names.room(group.name, rooms.__contains__)
            rooms.add(room)
            new = KnownDepartment(next(ids), group.source_id, group.name, room, True, key[0])
            planned.new.append(new)
            planned.changes.append(Change(key[0], room, ADDED, after=group.name))
            planned.present[key] = new
        elif (before.name, before.present) != (group.name, True):
            planned.present[key] = replace(before, name=group.name, present=True)
            planned.changed.append(planned.present[key])
            planned.changes += _told(before, group.name)
    return planned


def _plan_going(planned: GroupPlan, kind: str, screened: Screened, guard: Guard) -> None:
    kept = screened.groups.keys() | screened.refused_groups
    present = [group for group in planned.present.values() if group.kind == kind]
    gone = [group for group in present if group.key not in kept]
    if guard.believable(len(gone), len(present), f"{kind}s"):
        planned.gone += gone
        for group in gone:
            del planned.present[group.key]
            planned.changes.append(Change(kind, group.room, REMOVED, before=group.name))


def _told(before: KnownDepartment, name: str) -> Iterable[Change]:
    if not before.present:
        yield Change(before.kind, before.room, RETURNED, after=name)
    if before.name != name:
        yield Change(before.kind, before.room, "name", before.name, name)


def bring(connection: Connection, planned: GroupPlan) -> dict[GroupKey, KnownDepartment]:
    """What there is now, with the ids of the new ones."""
    records.remove_groups(connection, [group.id for group in planned.gone])
    for group in planned.changed:
        records.change_group(connection, group.id, group.name)
    added = {
        group.key: replace(group, id=records.add_group(connection, group)) for group in planned.new
    }
    return planned.present | added
