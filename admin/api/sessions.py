"""One's own browsers."""

from __future__ import annotations

from typing import Any

from admin.api.asking import SESSION_ASKS, own_session
from admin.api.part import Part
from admin.api.shapes import BrowserSessions
from admin.services import connection
from components.directory import web_sessions

part = Part("Your browsers", "Browsers that you are signed in with.")


@part.operation("/sessions", BrowserSessions, guard=SESSION_ASKS)
def sessions() -> dict[str, Any]:
    """Your browsers, the last seen first"""
    own = own_session()
    found = web_sessions.sessions(connection(), own.localpart)
    return {"sessions": [each.__dict__ | {"current": each.id == own.id} for each in found]}


@part.operation(
    "/sessions/<id:session_id>", method="DELETE", status=204, guard=SESSION_ASKS, errors=[404]
)
def end(session_id: int) -> None:
    """Sign a browser out, with the web client in it"""
    web_sessions.end(connection(), own_session().localpart, session_id)
