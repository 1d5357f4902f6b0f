"""Accounts: one for each person, made once; the localpart never changes and is never reused."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from components.directory import web_sessions
from schemas.db.tables.account import account
from schemas.db.tables.people import person
from schemas.refusals import Conflict, Malformed, NotFound

LOCALPART = re.compile(r"[a-z0-9\\][a-z0-9._\\-]{0,62}")
"""Safe in every client and address; `names` makes one of any user name. A backslash begins an
escape (XEP-0106)."""


class Unclaimed(NamedTuple):
    """An account without a person."""

    reserved_for: str | None
    disabled: bool


def create(connection: Connection, localpart: str) -> None:
    """Make an account. Raises Malformed for an unusable localpart, Conflict when it is taken."""
    if not _made(connection, localpart):
        raise Conflict(f"There is an account “{localpart}” already")


def ensure(connection: Connection, localpart: str) -> None:
    """Make the account unless it is there. Raises Malformed for an unusable localpart."""
    _made(connection, localpart)


def ensure_all(connection: Connection, localparts: Collection[str]) -> None:
    """Make those that are not there. Raises Malformed for an unusable localpart."""
    rows = [{"localpart": _usable(localpart)} for localpart in localparts]
    if rows:
        connection.execute(insert(account).on_conflict_do_nothing(), rows)


def _usable(localpart: str) -> str:
    if not LOCALPART.fullmatch(localpart):
        raise Malformed(f"“{localpart}” cannot be the name of an account")
    return localpart


def _made(connection: Connection, localpart: str) -> bool:
    row = insert(account).values(localpart=_usable(localpart)).on_conflict_do_nothing()
    return connection.execute(row.returning(account.c.localpart)).first() is not None


def reserve(connection: Connection, localpart: str, user_name: str) -> None:
    """Make the account before its person is known: it will be that of the person whose user name
    this is. Nobody else gets an account that is there already."""
    ensure(connection, localpart)
    change = update(account).where(account.c.localpart == localpart)
    connection.execute(change.values(reserved_for=user_name))


def without_person(connection: Connection) -> dict[str, Unclaimed]:
    """By localpart."""
    columns = account.c
    query = select(columns.localpart, columns.reserved_for, columns.disabled_at.is_not(None))
    claimed = select(person.c.localpart).where(person.c.localpart == columns.localpart)
    rows = connection.execute(query.where(~claimed.exists()))
    return {localpart: Unclaimed(reserved_for, off) for localpart, reserved_for, off in rows}


def exists(connection: Connection, localpart: str) -> bool:
    query = select(account.c.localpart).where(account.c.localpart == localpart)
    return connection.execute(query).first() is not None


def disable(connection: Connection, localpart: str) -> None:
    """Refuse every further sign-in and message of the account, and sign its browsers out for good.
    Raises NotFound."""
    _set_disabled(connection, localpart, func.now())
    web_sessions.end_all(connection, localpart)


def enable(connection: Connection, localpart: str) -> None:
    """Undo `disable`. Raises NotFound."""
    _set_disabled(connection, localpart, None)


def _set_disabled(connection: Connection, localpart: str, at: object) -> None:
    change = update(account).where(account.c.localpart == localpart).values(disabled_at=at)
    if connection.execute(change).rowcount == 0:
        raise NotFound(f"There is no account “{localpart}”")
