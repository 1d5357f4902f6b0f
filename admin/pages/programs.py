"""One's programs: tokens for REST, each with its scopes, shown once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectField, SelectMultipleField, StringField

from admin.services import connection
from admin.session import current, signed_in
from components.directory import api_tokens
from schemas.refusals import Malformed

NEVER = 0
LIFETIMES_DAYS = (30, 90, 365, NEVER)

pages = Blueprint("programs", __name__, url_prefix="/account/programs")


class ProgramForm(FlaskForm):  # type: ignore[misc]  # ships no types
    name = StringField()
    scopes = SelectMultipleField()
    days = SelectField(coerce=int, choices=[(days, days) for days in LIFETIMES_DAYS], default=90)


@pages.get("")
@signed_in
def listed() -> str:
    programs = api_tokens.listed(connection(), current().localpart)
    return render_template("programs.html", programs=programs, done=request.args.get("done"))


@pages.get("/new")
@signed_in
def new() -> str:
    return render_template("program_new.html", form=_form())


@pages.post("/new")
@signed_in
def add() -> str | Response:
    form = _form()
    if not form.validate() or not form.scopes.data:
        return _again(form, "scopes")
    days = form.days.data
    expires_at = None if days == NEVER else datetime.now(UTC) + timedelta(days=days)
    try:
        made = api_tokens.mint(
            connection(), current().localpart, form.name.data or "", form.scopes.data, expires_at
        )
    except Malformed:
        return _again(form, "name")
    return render_template("program_made.html", program=made.program, token=made.token)


@pages.post("/<int:token_id>/revoke")
@signed_in
def revoke(token_id: int) -> Response:
    api_tokens.revoke(connection(), current().localpart, token_id)
    return redirect(url_for("programs.listed", done="revoked"))


def _form() -> ProgramForm:
    offered = set(api_tokens.PERSONAL_SCOPES)
    if current().administrator:
        offered |= api_tokens.ADMINISTRATORS_SCOPES
    form = ProgramForm()
    form.scopes.choices = [(scope, scope) for scope in sorted(offered, reverse=True)]
    return form


def _again(form: ProgramForm, trouble: str) -> Response:
    page = render_template("program_new.html", form=form, trouble=trouble)
    return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)
