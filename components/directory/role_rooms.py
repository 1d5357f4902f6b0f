"""Rooms of those who have a role: there from the moment when somebody first has it."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, select

from components.directory import names, records
from components.directory.records import KnownDepartment
from components.directory.wanted import ROLE_ROOM, Roles
from schemas.db.tables.people import role

TITLES = {
    "publisher": "Publishers",
    "moderator": "Moderators",
    "agent": "Agents",
    "auditor": "Auditors",
    "administrator": "Administrators",
}


def held(connection: Connection) -> Roles:
    """Whoever gave them."""
    found: dict[str, set[tuple[str, int | None]]] = defaultdict(set)
    for row in connection.execute(select(role.c.localpart, role.c.role, role.c.department_id)):
        found[row.localpart].add((row.role, row.department_id))
    return {localpart: frozenset(each) for localpart, each in found.items()}


def found(connection: Connection) -> None:
    """Decides on the rooms that are lacking."""
    groups = records.groups(connection).values()
    known = {group.source_id for group in groups if group.kind == ROLE_ROOM}
    rooms = {group.room for group in groups}
    for name in sorted({name for given in held(connection).values() for name, _ in given} - known):
        room = names.room(TITLES[name], rooms.__contains__)
        rooms.add(room)
        new = KnownDepartment(0, name, TITLES[name], room, present=True, kind=ROLE_ROOM)
        records.add_group(connection, new)
