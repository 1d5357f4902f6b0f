"""Who has which role. The source and the portal give roles; each takes away its own only."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, exists, select, text
from sqlalchemy.dialects.postgresql import insert

from components.directory import audit, roles
from components.directory.audit import Action, Record
from components.directory.roles import EVERYWHERE_ONLY, Grant, Permission, Role, Scope
from components.runtime import jobs
from schemas.db.tables.people import department, person, role
from schemas.refusals import Conflict, Malformed, NotAllowed, NotFound

LOCK = text("select pg_advisory_xact_lock(hashtext('stoa.role'))")
"""Two administrators who take the role from each other wait."""


class Origin(StrEnum):
    SOURCE = "source"
    PORTAL = "portal"


class Given(NamedTuple):
    """A grant as somebody has it."""

    localpart: str
    grant: Grant
    department: str | None
    """The name."""
    origin: Origin


def may(connection: Connection, localpart: str, permission: Permission) -> Scope:
    """Nobody who has left may do anything."""
    if not _present(connection, localpart):
        return Scope()
    return roles.scope((each.grant for each in of(connection, localpart)), permission)


def check(connection: Connection, localpart: str, permission: Permission) -> Scope:
    """Raises NotAllowed."""
    scope = may(connection, localpart, permission)
    if not scope:
        raise NotAllowed(f"You may not {permission}")
    return scope


def of(connection: Connection, *localparts: str) -> list[Given]:
    """Of these people, by localpart."""
    return _given(connection, role.c.localpart.in_(localparts))


def everybody(connection: Connection, wanted: Role | None = None) -> list[Given]:
    """By localpart."""
    return _given(connection, *([role.c.role == wanted] if wanted else []))


def administrators(connection: Connection) -> frozenset[str]:
    return frozenset(each.localpart for each in everybody(connection, Role.ADMINISTRATOR))


def give(connection: Connection, actor: str, localpart: str, grant: Grant) -> None:
    """Raises NotAllowed, NotFound, Malformed for what cannot be given, Conflict for what was."""
    check(connection, actor, Permission.MANAGE_ROLES)
    _check_grant(connection, localpart, grant)
    row = insert(role).values(_row(localpart, grant, Origin.PORTAL)).on_conflict_do_nothing()
    if connection.execute(row.returning(role.c.localpart)).first() is None:
        raise Conflict("This role was given before")
    _changed(connection, actor, Action.ROLE_GIVEN, localpart, grant)


def take(connection: Connection, actor: str, localpart: str, grant: Grant) -> None:
    """What the portal gave. Raises NotAllowed, and Conflict for what the source gave, for what
    nobody gave and for the last administrator's role."""
    check(connection, actor, Permission.MANAGE_ROLES)
    connection.execute(LOCK)
    had = {each.origin for each in of(connection, localpart) if each.grant == grant}
    if Origin.PORTAL not in had:
        raise Conflict("The source gives this role" if had else "There is no such role to take")
    if grant.role is Role.ADMINISTRATOR and had == {Origin.PORTAL}:
        _check_others(connection, localpart)
    connection.execute(delete(role).filter_by(**_row(localpart, grant, Origin.PORTAL)))
    _changed(connection, actor, Action.ROLE_TAKEN, localpart, grant)


def record_changes(
    connection: Connection,
    taken: Iterable[tuple[str, str, int | None]],
    given: Iterable[tuple[str, str, int | None]],
) -> None:
    """Into the audit: what the source has changed, or somebody's leaving. Each is a localpart, a
    role and a department's id."""
    changes = ((Action.ROLE_TAKEN, taken), (Action.ROLE_GIVEN, given))
    audit.record_all(
        connection,
        [
            Record(None, action, localpart, Grant(Role(name), department_id)._asdict())
            for action, rows in changes
            for localpart, name, department_id in rows
        ],
    )


def _given(connection: Connection, *conditions: ColumnElement[bool]) -> list[Given]:
    """A role in a department that is gone sleeps until it comes back."""
    columns = (role.c.localpart, role.c.role, role.c.department_id, department.c.name)
    query = (
        select(*columns, role.c.origin)
        .outerjoin(department, department.c.id == role.c.department_id)
        .where(department.c.removed_at.is_(None), *conditions)
        .order_by(role.c.localpart, role.c.role, department.c.name, role.c.origin)
    )
    return [
        Given(localpart, Grant(Role(name), number), place, Origin(origin))
        for localpart, name, number, place, origin in connection.execute(query)
    ]


def _changed(
    connection: Connection, actor: str, action: Action, localpart: str, grant: Grant
) -> None:
    """Rooms follow roles."""
    audit.record(connection, actor, action, localpart, grant._asdict())
    jobs.defer(connection, "directory.provision")


def _check_others(connection: Connection, localpart: str) -> None:
    if administrators(connection) <= {localpart}:
        raise Conflict("Nobody else is an administrator")


def _check_grant(connection: Connection, localpart: str, grant: Grant) -> None:
    if not _present(connection, localpart):
        raise NotFound("There is nobody of that name")
    if grant.role is Role.USER:
        raise Malformed("Everybody is a user")
    if grant.department_id is None:
        return
    if grant.role in EVERYWHERE_ONLY:
        raise Malformed(f"The role {grant.role} is not limited to departments")
    there = exists().where(
        department.c.id == grant.department_id, department.c.removed_at.is_(None)
    )
    if not connection.execute(select(there)).scalar():
        raise NotFound("There is no such department")


def _present(connection: Connection, localpart: str) -> bool:
    there = exists().where(person.c.localpart == localpart, person.c.removed_at.is_(None))
    return bool(connection.execute(select(there)).scalar())


def _row(localpart: str, grant: Grant, origin: Origin) -> dict[str, object]:
    return {"localpart": localpart, **grant._asdict(), "origin": origin}
