"""Who is asking: the session of their browser, or the way to the sign-in page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Flask, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_login.utils import login_url
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from admin import own_page
from admin.services import connection
from components.directory import grants, roles, web_sessions
from components.directory.roles import Permission, Scope
from components.directory.web_sessions import Session, Started
from schemas.refusals import NotAllowed, NotSignedIn

P = ParamSpec("P")


class SignedIn(UserMixin):  # type: ignore[misc]  # ships no types
    """Flask-Login's user; its id is the token of the cookie."""

    def __init__(self, session: Session, token: str) -> None:
        self.session = session
        self._token = token

    def get_id(self) -> str:
        return self._token


class Logins(LoginManager):  # type: ignore[misc]  # ships no types
    def _update_remember_cookie(self, response: Response) -> Response:
        """There is none: a session lasts as long as its own cookie."""
        return response


def register(app: Flask) -> None:
    logins = Logins(app, add_context_processor=False)
    logins.session_protection = None  # a session is its token; addresses of telephones change
    logins.user_loader(_load)


def _load(token: str) -> SignedIn | None:
    try:
        return SignedIn(web_sessions.find(connection(), token), token)
    except NotSignedIn:
        return None


def token() -> str | None:
    """Of the browser's cookie, whether it counts or not."""
    found: str | None = session.get("_user_id")
    return found


def current() -> Session:
    """The session of this request. Raises NotSignedIn."""
    if not current_user.is_authenticated:
        raise NotSignedIn("Sign in first")
    found: Session = current_user.session
    return found


def begin(started: Started) -> None:
    """Give the browser its new session; the one before ends and leaves nothing in the cookie."""
    if current_user.is_authenticated:
        former = current()
        web_sessions.end(connection(), former.localpart, former.id)
    session.clear()
    session.permanent = not started.session.shared  # else as long as the browser is open
    login_user(SignedIn(started.session, started.token))
    generate_csrf()  # now: two pages at once would each make another
    for unused in ("_id", "_fresh"):  # Flask-Login's notes for what we have switched off
        session.pop(unused)
    own_page.begin(started.session)


def forget() -> None:
    logout_user()
    session.clear()
    own_page.forget()


def signed_in(page: Callable[P, str | Response]) -> Callable[P, str | Response]:
    """Shows the page to people who are signed in and the sign-in page to others."""

    @wraps(page)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> str | Response:
        if current_user.is_authenticated:
            return page(*args, **kwargs)
        return _to_sign_in()

    return guarded


def scope_of(permission: Permission) -> Scope:
    """Where whoever asks may do it. Raises NotSignedIn."""
    if "grants" not in g:
        g.grants = [each.grant for each in grants.of(connection(), current().localpart)]
    return roles.scope(g.grants, permission)


def permitted(
    permission: Permission,
) -> Callable[[Callable[P, str | Response]], Callable[P, str | Response]]:
    """Like `signed_in`; raises NotAllowed for whoever has no role that may do it, somewhere at
    least."""

    def guard(page: Callable[P, str | Response]) -> Callable[P, str | Response]:
        @signed_in
        @wraps(page)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> str | Response:
            if not scope_of(permission):
                raise NotAllowed(f"You may not {permission}")
            return page(*args, **kwargs)

        return guarded

    return guard


def _to_sign_in() -> Response:
    sign_in = url_for("sign_in.form")
    if "HX-Request" in request.headers:  # a part of a page: the whole page has to go there
        return Response(status=401, headers={"HX-Redirect": sign_in})
    came_for = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(login_url(sign_in, came_for))
