"""Signing in with the password of the CMS, and out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http import HTTPStatus

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from admin import known_browser, session
from admin.services import connection, services
from components.directory import authentication, web_sessions
from components.directory.authentication import Visitor
from schemas.refusals import NotSignedIn, TryLater

OWN_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""A path of this origin in printable ASCII; browsers read a backslash as a slash."""

CLIENT = "/"
"""The web client, which nginx serves."""

pages = Blueprint("sign_in", __name__, url_prefix="/account")


LONGEST_NAME, LONGEST_PASSWORD = 150, 1024


@dataclass(frozen=True)
class Typed:
    """What somebody has entered, and where they want to go."""

    user_name: str = ""
    password: str = field(default="", repr=False)
    next: str = ""
    shared: bool = False
    """Others use this computer too."""

    def possible(self) -> bool:
        return (
            0 < len(self.user_name) <= LONGEST_NAME and 0 < len(self.password) <= LONGEST_PASSWORD
        )


@pages.get("/sign-in")
def form() -> str | AnyResponse:
    if current_user.is_authenticated:
        return redirect(_destination(request.args.get("next", "")))
    return render_template("sign_in.html", typed=Typed(next=request.args.get("next", "")))


@pages.post("/sign-in")
def sign_in() -> AnyResponse:
    user_name, password, then = (
        request.form.get(name, "") for name in ("user_name", "password", "next")
    )
    typed = Typed(user_name, password, then, "shared" in request.form)
    if not typed.possible():
        return _again(typed, "incomplete", HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        started = authentication.authenticate(
            services().engine,
            services().authenticator,
            services().settings.session_key,
            typed.user_name,
            typed.password,
            _visitor(typed.shared),
        )
    except NotSignedIn:
        return _again(typed, "refused", HTTPStatus.UNAUTHORIZED)
    except TryLater as refusal:
        answer = _again(typed, "too soon", HTTPStatus.TOO_MANY_REQUESTS, refusal)
        answer.headers["Retry-After"] = str(refusal.seconds)
        return answer
    session.begin(started)
    signed_in = redirect(_destination(typed.next))
    if not typed.shared:
        known_browser.remember(signed_in, started.session.id)
    return signed_in


def _visitor(shared: bool) -> Visitor:
    known = known_browser.session_id()
    return Visitor(request.remote_addr, request.user_agent.string, known, shared)


@pages.post("/sign-out")
@session.signed_in
def sign_out() -> AnyResponse:
    asker = session.current()
    web_sessions.end(connection(), asker.localpart, asker.id)
    session.forget()
    return redirect(url_for("sign_in.form"))


def _again(
    typed: Typed, trouble: str, status: HTTPStatus, refusal: TryLater | None = None
) -> Response:
    page = render_template("sign_in.html", typed=typed, trouble=trouble, refusal=refusal)
    return make_response(page, status)


def _destination(wanted: str) -> str:
    return wanted if OWN_PATH.fullmatch(wanted) else CLIENT
