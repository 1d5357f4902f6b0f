"""Who tried to sign in, where and how it went: for administrators and for each person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, func, select

from schemas.db.tables.account import app_password
from schemas.db.tables.web import sign_in_attempt, web_session


@dataclass(frozen=True)
class SignIn:
    at: datetime
    localpart: str
    """What was typed where it names no account."""
    door: str
    """`xmpp` or `web`."""
    succeeded: bool
    reason: str
    """`ok`, or why it was refused: the asker was not told."""
    address: str | None
    by: str | None
    """The device or browser, where it is known."""


def recent_failures(connection: Connection, limit: int) -> list[SignIn]:
    """Of everybody, the newest first: for administrators."""
    return _rows(connection, _attempts(limit).where(~sign_in_attempt.c.succeeded))


def own(connection: Connection, localpart: str, limit: int) -> list[SignIn]:
    """Of one account, the newest first, failures included."""
    return _rows(connection, _attempts(limit).where(sign_in_attempt.c.localpart == localpart))


def _attempts(limit: int) -> Select[tuple[object, ...]]:
    attempt = sign_in_attempt.c
    return (
        select(
            attempt.at,
            attempt.localpart,
            attempt.door,
            attempt.succeeded,
            attempt.reason,
            func.host(attempt.address).label("address"),
            func.coalesce(app_password.c.device, web_session.c.browser).label("by"),
        )
        .outerjoin(app_password, app_password.c.id == attempt.app_password_id)
        .outerjoin(web_session, web_session.c.id == attempt.web_session_id)
        .order_by(attempt.at.desc(), attempt.id.desc())
        .limit(limit)
    )


def _rows(connection: Connection, query: Select[tuple[object, ...]]) -> list[SignIn]:
    return [SignIn(**row._mapping) for row in connection.execute(query)]
