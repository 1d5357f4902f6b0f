"""Signing in with the password of the CMS, and out."""

from __future__ import annotations

import re
from http import HTTPStatus

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from admin import session
from admin.services import connection, services
from components.directory import authentication, web_sessions
from schemas.refusals import NotSignedIn, TryLater

OWN_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""A path of this origin in printable ASCII; browsers read a backslash as a slash."""

pages = Blueprint("sign_in", __name__, url_prefix="/account")


class SignInForm(FlaskForm):  # type: ignore[misc]  # ships no types
    user_name = StringField(validators=[InputRequired(), Length(max=150)])
    password = PasswordField(validators=[InputRequired(), Length(max=1024)])
    next = HiddenField()


@pages.get("/sign-in")
def form() -> str | AnyResponse:
    if current_user.is_authenticated:
        return redirect(_destination(request.args.get("next")))
    return render_template("sign_in.html", form=SignInForm(next=request.args.get("next", "")))


@pages.post("/sign-in")
def sign_in() -> AnyResponse:
    form = SignInForm()
    if not form.validate():
        return _again(form, "incomplete", HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        started = authentication.authenticate(
            services().engine,
            services().source,
            form.user_name.data,
            form.password.data,
            request.remote_addr,
            request.user_agent.string,
        )
    except NotSignedIn:
        return _again(form, "refused", HTTPStatus.UNAUTHORIZED)
    except TryLater as refusal:
        answer = _again(form, "too soon", HTTPStatus.TOO_MANY_REQUESTS, refusal)
        answer.headers["Retry-After"] = str(refusal.seconds)
        return answer
    session.begin(started)
    return redirect(_destination(form.next.data))


@pages.post("/sign-out")
@session.signed_in
def sign_out() -> AnyResponse:
    asker = session.current()
    web_sessions.end(connection(), asker.localpart, asker.id)
    session.forget()
    return redirect(url_for("sign_in.form"))


def _again(
    form: SignInForm, trouble: str, status: HTTPStatus, refusal: TryLater | None = None
) -> Response:
    page = render_template("sign_in.html", form=form, trouble=trouble, refusal=refusal)
    return make_response(page, status)


def _destination(wanted: str | None) -> str:
    if wanted and OWN_PATH.fullmatch(wanted):
        return wanted
    return url_for("account.home")
