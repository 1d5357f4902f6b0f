"""Which streams end with what signed them in."""

from __future__ import annotations

from sqlalchemy import Connection, select

from schemas.db.tables.web import sign_in_attempt

ATTEMPT = sign_in_attempt.c


def resources_of(
    connection: Connection,
    *,
    app_password_id: int | None = None,
    web_session_id: int | None = None,
) -> list[tuple[str, str]]:
    """Localpart and resource of each stream that the one given ever signed in.

    It may be over by now, and something else may have signed in to that resource since or before:
    in which order streams came to it nobody can tell from the record, which is as old as the
    password check.
    """
    if app_password_id is not None:
        by = ATTEMPT.app_password_id == app_password_id
    else:
        by = ATTEMPT.web_session_id == web_session_id
    query = (
        select(ATTEMPT.localpart, ATTEMPT.resource)
        .where(by, ATTEMPT.succeeded, ATTEMPT.resource.is_not(None))
        .distinct()
    )
    return [(row.localpart, row.resource) for row in connection.execute(query)]
