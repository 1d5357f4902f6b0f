"""Who asks, by the session of a browser or by a token; and what they may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from flask import Flask, current_app, g, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import BadRequest

from admin import session
from admin.recent import Recent
from admin.request_log import SAFE_METHODS
from admin.services import connection
from components.directory import api_tokens, grants, web_sessions
from components.directory.roles import Permission
from components.directory.web_sessions import Session
from schemas.refusals import NotAllowed, NotSignedIn

SCHEME = "bearer "

Credential = tuple[str | None, str | None]
"""`Authorization`, and the token of the cookie."""


class Asker(NamedTuple):
    localpart: str
    name: str
    administrator: bool
    session: Session | None
    """None for a program, which has a token."""
    scopes: frozenset[str]
    """Of a token; a session may do whatever its person may."""
    credential: str
    """The session or token, as limits name it."""


def register(app: Flask) -> None:
    app.extensions["stoa.recent_askers"] = Recent[Credential, Asker]()
    app.teardown_request(_forget)


def _recent() -> Recent[Credential, Asker]:
    recent: Recent[Credential, Asker] = current_app.extensions["stoa.recent_askers"]
    return recent


def _forget(_error: BaseException | None) -> None:
    if request.method not in SAFE_METHODS:
        _recent().forget()


def asker() -> Asker:
    """Raises NotSignedIn, and BadRequest for two credentials at once or a lacking CSRF token."""
    found: Asker | None = g.get("asker")
    if found is None:
        found = g.asker = _find()
    return found


def _find() -> Asker:
    authorization, cookie = request.environ.get("HTTP_AUTHORIZATION"), session.token()
    if authorization is not None and cookie is not None:
        raise BadRequest("Ask with a session or with a token, not with both")
    if authorization is None and cookie is None:
        raise NotSignedIn("Sign in first")
    if request.method not in SAFE_METHODS:
        return _look_up(authorization, cookie)
    credential = (authorization, cookie)
    return _recent().find(credential, lambda: _look_up(authorization, cookie))


def _look_up(authorization: str | None, cookie: str | None) -> Asker:
    if authorization is not None:
        return _by_token(authorization)
    found = web_sessions.find(connection(), cookie or "")
    csrf: CSRFProtect = current_app.extensions["csrf"]
    csrf.protect()  # nothing for safe methods
    return Asker(
        found.localpart, found.name, found.administrator, found, frozenset(), f"session {found.id}"
    )


def _by_token(authorization: str) -> Asker:
    if not authorization.lower().startswith(SCHEME):
        raise NotSignedIn("Credentials are a session's cookie or “Bearer” and a token")
    found = api_tokens.find(connection(), authorization[len(SCHEME) :].strip())
    return Asker(
        found.localpart, found.name, found.administrator, None, found.scopes, f"token {found.id}"
    )


def own_session() -> Session:
    """Raises NotAllowed for programs: a token never makes or ends credentials."""
    found = asker().session
    if found is None:
        raise NotAllowed("Only a signed-in browser may do this")
    return found


class Guard(NamedTuple):
    check: Callable[[], None]
    """Raises NotSignedIn, NotAllowed or BadRequest."""
    security: list[dict[str, list[str]]]
    """The same for the document."""


def asks(*scopes: str) -> Guard:
    """For a session, or a token of one of these scopes; of any scope without one."""

    def check() -> None:
        found = asker()
        if found.session is None and scopes and found.scopes.isdisjoint(scopes):
            raise NotAllowed(f"The token lacks the scope {' or '.join(scopes)}")

    tokens = [{"token": [scope]} for scope in scopes] or [{"token": []}]
    return Guard(check, [{"session": []}, *tokens])


def _check_session() -> None:
    own_session()


SESSION_ASKS = Guard(_check_session, [{"session": []}])
"""For a session only."""


def permitted(permission: Permission, *scopes: str) -> Guard:
    """For whoever has a role that may do it, somewhere at least: with a session, or with a token
    of one of these scopes."""
    anybody = asks(*scopes) if scopes else SESSION_ASKS

    def check() -> None:
        anybody.check()
        grants.check(connection(), asker().localpart, permission)

    return Guard(check, anybody.security)
