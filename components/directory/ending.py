"""Which streams end with what signed them in."""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import distinct_on

from schemas.db.tables.account import app_password
from schemas.db.tables.web import sign_in_attempt, web_session

ATTEMPT = sign_in_attempt.c


def resources_of(
    connection: Connection,
    *,
    app_password_id: int | None = None,
    web_session_id: int | None = None,
) -> list[tuple[str, str]]:
    """Localpart and resource of each stream that the one given signed in; it may be over by now.

    A resource that something else has signed in to since is not among them.
    """
    if app_password_id is not None:
        owner = select(app_password.c.localpart).where(app_password.c.id == app_password_id)
        by = ATTEMPT.app_password_id == app_password_id
    else:
        owner = select(web_session.c.localpart).where(web_session.c.id == web_session_id)
        by = ATTEMPT.web_session_id == web_session_id
    latest = (
        select(ATTEMPT.localpart, ATTEMPT.resource, by.label("wanted"))
        .ext(distinct_on(ATTEMPT.resource))
        .where(ATTEMPT.localpart == owner.scalar_subquery())
        .where(ATTEMPT.succeeded, ATTEMPT.resource.is_not(None))
        .order_by(ATTEMPT.resource, ATTEMPT.id.desc())
        .subquery()
    )
    query = select(latest.c.localpart, latest.c.resource).where(latest.c.wanted)
    return [(row.localpart, row.resource) for row in connection.execute(query)]
