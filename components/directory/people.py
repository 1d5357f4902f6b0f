"""What may be known about people: for the portal, the REST API and other processes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from components.directory import grants
from components.directory.roles import Permission, Role
from components.directory.source import DEPARTMENT, PROJECT
from schemas.db.tables import people as tables
from schemas.refusals import NotFound


@dataclass(frozen=True)
class DepartmentCard:
    id: int
    name: str
    room: str
    """The localpart of its room."""


@dataclass(frozen=True)
class GroupCard:
    """A department or project with the number of its members."""

    id: int
    name: str
    room: str
    kind: str
    members: int
    removed_at: datetime | None
    """When it was archived; its members keep its room and history."""


class Shown(NamedTuple):
    """The picture of a person that others see."""

    sha1: str
    png: bytes
    set_at: datetime | None = None
    """When the person set it; None for the directory's."""


@dataclass(frozen=True)
class PersonCard:
    localpart: str
    name: str
    title: str
    email: str
    departments: tuple[DepartmentCard, ...]
    """By name, as the projects."""
    projects: tuple[DepartmentCard, ...]
    manager: str | None
    """The manager's localpart."""
    picture_sha1: str | None


def person(connection: Connection, localpart: str, asker: str | None = None) -> PersonCard:
    """Raises NotFound, also for whoever has left and for whom `asker` may not see."""
    wanted = _present().where(tables.person.c.localpart == localpart, *seen_by(connection, asker))
    found = _cards(connection, wanted)
    if not found:
        raise NotFound("There is nobody of that name")
    return found[0]


def people(
    connection: Connection,
    after: str | None,
    limit: int,
    department_id: int | None = None,
    localparts: Sequence[str] | None = None,
    *,
    role: Role | None = None,
    asker: str | None = None,
) -> list[PersonCard]:
    """The next `limit` people by localpart, of a department or project or of `localparts` where
    given; those who have left are not among them, nor those whom `asker` may not see."""
    wanted = _present().order_by(tables.person.c.localpart).limit(limit)
    if after is not None:
        wanted = wanted.where(tables.person.c.localpart > after)
    if department_id is not None:
        belongs = select(tables.membership.c.localpart).where(
            tables.membership.c.department_id == department_id
        )
        wanted = wanted.where(tables.person.c.localpart.in_(belongs))
    if localparts is not None:
        wanted = wanted.where(tables.person.c.localpart.in_(localparts))
    if role is not None:
        having = select(tables.role.c.localpart).where(tables.role.c.role == role)
        wanted = wanted.where(tables.person.c.localpart.in_(having))
    return _cards(connection, wanted.where(*seen_by(connection, asker)))


def cards(connection: Connection, localparts: Sequence[str]) -> list[PersonCard]:
    """In this order."""
    wanted = _present().where(tables.person.c.localpart.in_(localparts))
    found = {card.localpart: card for card in _cards(connection, wanted)}
    return [found[localpart] for localpart in localparts if localpart in found]


def seen_by(connection: Connection, asker: str | None) -> Iterator[ColumnElement[bool]]:
    """What limits `stoa.person` to oneself and those whom the rules let one write to."""
    if asker is not None and not grants.may(connection, asker, Permission.SEE_EVERYBODY):
        yield tables.person.c.localpart.not_in(select(func.stoa.unseen_by(asker)))


def departments(connection: Connection) -> list[DepartmentCard]:
    """By name."""
    query = (
        select(tables.department.c.id, tables.department.c.name, tables.department.c.room)
        .where(tables.department.c.removed_at.is_(None), tables.department.c.kind == DEPARTMENT)
        .order_by(tables.department.c.name)
    )
    return [DepartmentCard(*row) for row in connection.execute(query)]


def groups(connection: Connection, asker: str) -> list[GroupCard]:
    """Departments and projects by name, with those of their members whom `asker` may see; archived
    ones for whoever sees everybody."""
    shown = tables.department.c
    seen = (
        select(tables.membership.c.department_id)
        .join(tables.person, tables.person.c.localpart == tables.membership.c.localpart)
        .where(tables.person.c.removed_at.is_(None), *seen_by(connection, asker))
        .subquery()
    )
    query = (
        select(shown.id, shown.name, shown.room, shown.kind, func.count(seen.c.department_id))
        .add_columns(shown.removed_at)
        .outerjoin(seen, seen.c.department_id == shown.id)
        .where(shown.kind.in_((DEPARTMENT, PROJECT)))
        .group_by(shown.id)
        .order_by(shown.name)
    )
    if not grants.may(connection, asker, Permission.SEE_EVERYBODY):
        query = query.where(shown.removed_at.is_(None))
    return [GroupCard(*row) for row in connection.execute(query)]


def named_groups(connection: Connection) -> dict[int, str]:
    """Names of departments and projects, archived ones too, by id."""
    query = select(tables.department.c.id, tables.department.c.name)
    return {row.id: row.name for row in connection.execute(query)}


def picture(connection: Connection, localpart: str, asker: str | None = None) -> Shown:
    """Raises NotFound where there is none, or none to be seen by `asker`."""
    shown = tables.shown_picture.c
    query = (
        select(shown.sha1, shown.png, shown.set_at)
        .join(tables.person, tables.person.c.localpart == shown.localpart)
        .where(shown.localpart == localpart, tables.person.c.removed_at.is_(None))
        .where(*seen_by(connection, asker))
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("There is no such picture")
    return Shown(row.sha1, bytes(row.png), row.set_at)


def _present() -> Select[tuple[str]]:
    return select(tables.person.c.localpart).where(tables.person.c.removed_at.is_(None))


def _cards(connection: Connection, wanted: Select[tuple[str]]) -> list[PersonCard]:
    chosen = wanted.subquery()
    query = (
        select(
            tables.person.c.localpart,
            tables.person.c.name,
            tables.person.c.title,
            tables.person.c.email,
            tables.person.c.manager,
            tables.shown_picture.c.sha1,
            tables.department.c.id,
            tables.department.c.name.label("department_name"),
            tables.department.c.room,
            tables.department.c.kind,
        )
        .select_from(tables.person)
        .join(chosen, chosen.c.localpart == tables.person.c.localpart)
        .outerjoin(
            tables.shown_picture, tables.shown_picture.c.localpart == tables.person.c.localpart
        )
        .outerjoin(tables.membership, tables.membership.c.localpart == tables.person.c.localpart)
        .outerjoin(
            tables.department,
            (tables.department.c.id == tables.membership.c.department_id)
            & tables.department.c.removed_at.is_(None),
        )
        .order_by(tables.person.c.localpart, tables.department.c.name)
    )
    rows = connection.execute(query)
    return [_card(list(same)) for _, same in groupby(rows, attrgetter("localpart"))]


def _card(rows: list[Row[*tuple[Any, ...]]]) -> PersonCard:
    """Of one person's rows, one for each department and project."""
    first = rows[0]
    groups = {
        kind: tuple(
            DepartmentCard(row.id, row.department_name, row.room)
            for row in rows
            if row.kind == kind
        )
        for kind in (DEPARTMENT, PROJECT)
    }
    return PersonCard(
        first.localpart,
        first.name,
        first.title,
        first.email,
        groups[DEPARTMENT],
        groups[PROJECT],
        first.manager,
        first.sha1,
    )
