"""Who tried to sign in, where and how it went: for administrators and for each person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, case, func, select

from schemas.db.tables.account import app_password
from schemas.db.tables.web import sign_in_attempt, web_session

UNKNOWN_NAME = "?"
"""What begins the digest of a name that was typed at the portal and is nobody's."""


@dataclass(frozen=True)
class SignIn:
    at: datetime
    localpart: str | None
    """None for a name typed at the portal that is nobody's; over XMPP what a client sent."""
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
            case((~_unknown(), attempt.localpart)).label("localpart"),
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


def _unknown() -> ColumnElement[bool]:
    attempt = sign_in_attempt.c
    return (attempt.door == "web") & attempt.localpart.startswith(UNKNOWN_NAME)


def _rows(connection: Connection, query: Select[tuple[object, ...]]) -> list[SignIn]:
    return [SignIn(**row._mapping) for row in connection.execute(query)]
