"""Before a session makes a credential that may outlive it."""

from __future__ import annotations

from werkzeug.exceptions import ServiceUnavailable

from admin import session
from admin.services import connection, services
from components.directory import standing, web_sessions
from components.directory.web_sessions import Session
from schemas.refusals import NotSignedIn, TryLater


def confirm(own: Session) -> None:
    """Ask the CMS about the session's person. Raises NotSignedIn once the session has ended for it,
    and ServiceUnavailable while the CMS does not answer."""
    try:
        standing.confirm(services().source, connection(), own.localpart)
    except TryLater as refusal:
        raise ServiceUnavailable(str(refusal), retry_after=refusal.seconds) from refusal
    except NotSignedIn:
        connection().rollback()  # an answer of 401 would undo the end
        web_sessions.end(connection(), own.localpart, own.id)
        connection().commit()
        session.forget()
        raise
