"""The people and departments we know already, and changing them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Executable,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    tuple_,
    update,
)

from components.directory.source import DEPARTMENT, PROJECT, GroupKey
from schemas.db.tables.people import (
    department,
    membership,
    own_picture,
    person,
    picture,
    provisioned,
    role,
    shown_picture,
)

SOURCE = "source"
"""The origin of the roles that a source gives."""


@dataclass(frozen=True)
class KnownDepartment:
    """Or a project."""

    id: int
    source_id: str
    name: str
    room: str
    present: bool
    kind: str = DEPARTMENT

    @property
    def key(self) -> GroupKey:
        return self.kind, self.source_id


@dataclass(frozen=True)
class KnownPerson:
    localpart: str
    source_id: str
    user_name: str
    name: str
    title: str = ""
    email: str = ""
    manager: str | None = None
    present: bool = True
    departments: frozenset[int] = frozenset()
    projects: frozenset[int] = frozenset()
    roles: frozenset[tuple[str, int | None]] = frozenset()
    """Those the source gives, each with the department that it is limited to."""
    picture_sha1: str = ""
    """Of the one that is shown: the person's own, or the source's."""
    picture_set_at: datetime | None = None
    """When the person set it; None for the source's."""
    picture_source: str = ""
    """What the source calls the picture that there is to be."""
    picture_trouble: str = ""
    """Why there is none of it."""


def departments(connection: Connection) -> dict[str, KnownDepartment]:
    """By source id, removed ones too."""
    return _of_kind(connection, DEPARTMENT)


def projects(connection: Connection) -> dict[str, KnownDepartment]:
    """By source id, removed ones too."""
    return _of_kind(connection, PROJECT)


def _of_kind(connection: Connection, kind: str) -> dict[str, KnownDepartment]:
    known = groups(connection).values()
    return {group.source_id: group for group in known if group.kind == kind}


def groups(connection: Connection) -> dict[GroupKey, KnownDepartment]:
    """Departments and projects, removed ones too."""
    columns = department.c
    names = (columns.id, columns.source_id, columns.name, columns.room)
    query = select(*names, columns.removed_at.is_(None), columns.kind)
    found = (KnownDepartment(*row) for row in connection.execute(query))
    return {group.key: group for group in found}


def people(connection: Connection) -> dict[str, KnownPerson]:
    """By source id, those who have left too."""
    query = select(
        *(person.c.localpart, person.c.source_id, person.c.user_name, person.c.name),
        *(person.c.title, person.c.email, person.c.manager),
        *(person.c.picture_source, person.c.picture_trouble),
        person.c.removed_at.is_(None).label("present"),
        func.coalesce(shown_picture.c.sha1, "").label("picture_sha1"),
        shown_picture.c.set_at.label("picture_set_at"),
    ).outerjoin(shown_picture, shown_picture.c.localpart == person.c.localpart)
    belongs, given = _memberships(connection), _roles(connection)
    found = {}
    for row in connection.execute(query):
        mine = {kind: frozenset(belongs[row.localpart, kind]) for kind in (DEPARTMENT, PROJECT)}
        found[row.source_id] = KnownPerson(
            **row._mapping,
            departments=mine[DEPARTMENT],
            projects=mine[PROJECT],
            roles=frozenset(given[row.localpart]),
        )
    return found


def _memberships(connection: Connection) -> dict[tuple[str, str], list[int]]:
    """Ids of departments, by localpart and kind."""
    query = select(membership.c.localpart, department.c.kind, department.c.id).join(
        department, department.c.id == membership.c.department_id
    )
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for localpart, kind, group in connection.execute(query):
        found[localpart, kind].append(group)
    return found


def _roles(connection: Connection) -> dict[str, list[tuple[str, int | None]]]:
    """Those the source gives, by localpart."""
    query = select(role.c.localpart, role.c.role, role.c.department_id)
    found: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
    for localpart, name, group in connection.execute(query.where(role.c.origin == SOURCE)):
        found[localpart].append((name, group))
    return found


def folded(connection: Connection, names: Collection[str]) -> dict[str, str]:
    """As the database compares user names: each language has lower cases of its own."""
    query = text("select name, lower(name) from unnest(cast(:names as text[])) name")
    rows = connection.execute(query, {"names": list(names)})
    return {row.name: row.lower for row in rows}


def add_group(connection: Connection, new: KnownDepartment) -> int:
    """Its id; that of `new` says nothing."""
    names = ("kind", "source_id", "name", "room")
    row = insert(department).values({name: getattr(new, name) for name in names})
    return int(connection.execute(row.returning(department.c.id)).scalar_one())


def move_department(connection: Connection, room: str, to: str) -> None:
    """To another room; not once the server knows of its own."""
    known = select(provisioned.c.subject).where(provisioned.c.subject == f"room {room}")
    change = update(department).where(department.c.room == room, ~known.exists())
    connection.execute(change.values(room=to))


def change_group(connection: Connection, group_id: int, name: str) -> None:
    """Also brings back a removed one."""
    change = update(department).where(department.c.id == group_id)
    connection.execute(change.values(name=name, removed_at=None))


def remove_groups(connection: Connection, ids: Collection[int]) -> None:
    change = update(department).where(department.c.id.in_(ids))
    connection.execute(change.values(removed_at=func.now()))


ESSENTIAL = ("localpart", "source_id", "user_name", "name")
PLAIN = ("name", "title", "email", "picture_source", "picture_trouble")


def add_people(connection: Connection, new: Iterable[KnownPerson]) -> None:
    rows = [{name: getattr(each, name) for name in ESSENTIAL} for each in new]
    _each(connection, insert(person), rows)


def change_people(connection: Connection, after: Iterable[KnownPerson]) -> None:
    """All but the manager, the user name and what they belong to; brings back who had left."""
    rows = [
        {"of": each.localpart} | {name: getattr(each, name) for name in PLAIN} for each in after
    ]
    change = update(person).where(person.c.localpart == bindparam("of"))
    _each(connection, change.values(dict.fromkeys(PLAIN, None) | {"removed_at": None}), rows)


def set_managers(connection: Connection, managers: Mapping[str, str | None]) -> None:
    """Localparts, both."""
    rows = [{"of": localpart, "manager": manager} for localpart, manager in managers.items()]
    _each(connection, update(person).where(person.c.localpart == bindparam("of")), rows)


def rename(connection: Connection, user_names: Mapping[str, str]) -> None:
    """By localpart, in one transaction: people may exchange their user names."""
    change = update(person).where(person.c.localpart == bindparam("of"))
    _each(connection, change, [{"of": of, "user_name": f"\n{of}"} for of in user_names])
    rows = [{"of": of, "user_name": user_name} for of, user_name in user_names.items()]
    _each(connection, change, rows)


def remove_people(connection: Connection, localparts: Collection[str]) -> None:
    """What stays is the name, for the record, and the account: its localpart is never reused."""
    led = update(person).where(person.c.manager.in_(localparts))
    connection.execute(led.values(manager=None))
    gone = update(person).where(person.c.localpart.in_(localparts))
    connection.execute(gone.values(removed_at=func.now(), manager=None))
    for table in (membership, role, picture, own_picture):
        connection.execute(delete(table).where(table.c.localpart.in_(localparts)))


def move_members(
    connection: Connection,
    left: Collection[tuple[str, int]],
    joined: Collection[tuple[str, int]],
) -> None:
    """Of departments and projects: localparts and ids."""
    columns = tuple_(membership.c.localpart, membership.c.department_id)
    if left:
        connection.execute(delete(membership).where(columns.in_(left)))
    rows = [{"localpart": localpart, "department_id": group} for localpart, group in joined]
    _each(connection, insert(membership), rows)


RoleRow = tuple[str, str, int | None]
"""Localpart, role, and the department it is limited to."""


def change_roles(
    connection: Connection, taken: Collection[RoleRow], given: Collection[RoleRow]
) -> None:
    """Those the source gives; what the portal gave stays."""
    names = ("localpart", "role", "department_id")
    matching = (role.c[name].is_not_distinct_from(bindparam(f"of_{name}")) for name in names)
    rows = [dict(zip((f"of_{name}" for name in names), row, strict=True)) for row in taken]
    _each(connection, delete(role).where(*matching, role.c.origin == SOURCE), rows)
    new = [dict(zip(names, row, strict=True)) for row in given]
    _each(connection, insert(role), new)


def remove_pictures(connection: Connection, localparts: Collection[str]) -> None:
    """The source's; own ones stay."""
    if localparts:
        connection.execute(delete(picture).where(picture.c.localpart.in_(localparts)))


def _each(connection: Connection, statement: Executable, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(statement, rows)
