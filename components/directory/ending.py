"""Which streams end with what signed them in, and all of a person's at once."""

from __future__ import annotations

from sqlalchemy import Connection, select

from components.directory import accounts, audit, grants, web_sessions
from components.directory.audit import Action
from components.directory.roles import Permission
from components.runtime import jobs
from schemas.db.tables.web import sign_in_attempt
from schemas.refusals import NotFound

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


def end_everything(connection: Connection, actor: str, localpart: str) -> None:
    """Sign somebody out of every browser and stream; their devices and programs go on counting.
    Raises NotAllowed and NotFound."""
    grants.check(connection, actor, Permission.END_SESSIONS)
    if not accounts.exists(connection, localpart):
        raise NotFound("There is nobody of that name")
    web_sessions.end_all(connection, localpart)
    jobs.defer(connection, "directory.end_sessions", localpart=localpart)
    audit.record(connection, actor, Action.SESSIONS_ENDED, localpart)
