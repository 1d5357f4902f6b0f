"""The people and departments we know already, and changing them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from components.directory.pictures import Picture
from schemas.db.tables.people import department, membership, person, picture, provisioned, role

ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class KnownDepartment:
    id: int
    source_id: str
    name: str
    room: str
    present: bool


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
    administrator: bool = False
    picture_sha1: str = ""
    picture_source: str = ""


def departments(connection: Connection) -> dict[str, KnownDepartment]:
    """By source id, removed ones too."""
    columns = department.c
    query = select(
        columns.id, columns.source_id, columns.name, columns.room, columns.removed_at.is_(None)
    )
    return {row.source_id: KnownDepartment(*row) for row in connection.execute(query)}


def people(connection: Connection) -> dict[str, KnownPerson]:
    """By source id, those who have left too."""
    belongs = (
        select(func.coalesce(func.array_agg(membership.c.department_id), []))
        .where(membership.c.localpart == person.c.localpart)
        .scalar_subquery()
    )
    query = (
        select(
            *(person.c.localpart, person.c.source_id, person.c.user_name, person.c.name),
            *(person.c.title, person.c.email, person.c.manager),
            person.c.removed_at.is_(None).label("present"),
            belongs.label("departments"),
            role.c.role.is_not(None).label("administrator"),
            func.coalesce(picture.c.sha1, "").label("picture_sha1"),
            func.coalesce(picture.c.source, "").label("picture_source"),
        )
        .outerjoin(role, (role.c.localpart == person.c.localpart) & (role.c.role == ADMINISTRATOR))
        .outerjoin(picture, picture.c.localpart == person.c.localpart)
    )
    return {row.source_id: _known(row) for row in connection.execute(query)}


def _known(row: Row[*tuple[Any, ...]]) -> KnownPerson:
    return KnownPerson(**{**row._mapping, "departments": frozenset(row.departments)})


def folded(connection: Connection, names: Collection[str]) -> dict[str, str]:
    """As the database compares user names: each language has lower cases of its own."""
    query = text("select name, lower(name) from unnest(cast(:names as text[])) name")
    rows = connection.execute(query, {"names": list(names)})
    return {row.name: row.lower for row in rows}


def add_department(connection: Connection, source_id: str, name: str, room: str) -> int:
    row = insert(department).values(source_id=source_id, name=name, room=room)
    return int(connection.execute(row.returning(department.c.id)).scalar_one())


def move_department(connection: Connection, room: str, to: str) -> None:
    """To another room; not once the server knows of its own."""
    known = select(provisioned.c.subject).where(provisioned.c.subject == f"room {room}")
    change = update(department).where(department.c.room == room, ~known.exists())
    connection.execute(change.values(room=to))


def change_department(connection: Connection, department_id: int, name: str) -> None:
    """Also brings back a removed one."""
    change = update(department).where(department.c.id == department_id)
    connection.execute(change.values(name=name, removed_at=None))


def remove_departments(connection: Connection, ids: Collection[int]) -> None:
    change = update(department).where(department.c.id.in_(ids))
    connection.execute(change.values(removed_at=func.now()))


def add_person(connection: Connection, new: KnownPerson) -> None:
    essential = {
        name: getattr(new, name) for name in ("localpart", "source_id", "user_name", "name")
    }
    connection.execute(insert(person).values(**essential))


def change_person(connection: Connection, localpart: str, **values: object) -> None:
    connection.execute(update(person).where(person.c.localpart == localpart).values(**values))


def rename(connection: Connection, user_names: Mapping[str, str]) -> None:
    """By localpart, in one transaction: people may exchange their user names."""
    for localpart in user_names:
        change_person(connection, localpart, user_name=f"\n{localpart}")
    for localpart, user_name in user_names.items():
        change_person(connection, localpart, user_name=user_name)


def remove_person(connection: Connection, localpart: str) -> None:
    """What stays is the name, for the record, and the account: its localpart is never reused."""
    led = update(person).where(person.c.manager == localpart)
    connection.execute(led.values(manager=None))
    change_person(connection, localpart, removed_at=func.now(), manager=None)
    for table in (membership, role, picture):
        connection.execute(delete(table).where(table.c.localpart == localpart))


def set_departments(
    connection: Connection, localpart: str, known: Collection[int], wanted: Iterable[int]
) -> None:
    mine = membership.c.localpart == localpart
    left, joined = set(known) - set(wanted), set(wanted) - set(known)
    if left:
        connection.execute(delete(membership).where(mine, membership.c.department_id.in_(left)))
    for department_id in joined:
        values = {"localpart": localpart, "department_id": department_id}
        connection.execute(insert(membership).values(**values))


def set_administrator(connection: Connection, localpart: str, wanted: bool) -> None:
    row = {"localpart": localpart, "role": ADMINISTRATOR}
    if wanted:
        connection.execute(insert(role).values(**row))
    else:
        connection.execute(delete(role).filter_by(**row))


def set_picture(connection: Connection, localpart: str, new: Picture, source: str) -> None:
    content = {"sha1": new.sha1, "png": new.png, "source": source}
    row = upsert(picture).values(localpart=localpart, **content)
    connection.execute(row.on_conflict_do_update(index_elements=["localpart"], set_=content))


def remove_picture(connection: Connection, localpart: str) -> None:
    connection.execute(delete(picture).where(picture.c.localpart == localpart))
