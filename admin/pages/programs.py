"""One's programs: tokens for REST, each with its scopes, shown once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from admin import minting
from admin.services import connection
from admin.session import current, scope_of, signed_in
from components.directory import api_tokens
from schemas.refusals import Malformed

NEVER = 0
LIFETIMES_DAYS = (30, 90, 365, NEVER)
USUAL_DAYS = 90

pages = Blueprint("programs", __name__, url_prefix="/account/programs")


@dataclass(frozen=True)
class Wish:
    """The form as it was sent; a choice that is not offered counts as none."""

    name: str = ""
    scopes: frozenset[str] = frozenset()
    days: int | None = USUAL_DAYS

    @classmethod
    def sent(cls, form: MultiDict[str, str]) -> Wish:
        days = {str(days): days for days in LIFETIMES_DAYS}
        scopes = frozenset(form.getlist("scopes"))
        return cls(form.get("name", ""), scopes, days.get(form.get("days", "")))

    @property
    def expires_at(self) -> datetime | None:
        return datetime.now(UTC) + timedelta(days=self.days) if self.days else None


@pages.get("")
@signed_in
def listed() -> str:
    programs = api_tokens.listed(connection(), current().localpart)
    return render_template("programs.html", programs=programs, done=request.args.get("done"))


@pages.get("/new")
@signed_in
def new() -> str:
    return _form(Wish())


@pages.post("/new")
@signed_in
def add() -> str | Response:
    wish = Wish.sent(request.form)
    if not wish.scopes or wish.scopes - set(_offered()) or wish.days is None:
        return _again(wish, "choices")
    minting.confirm(current())
    try:
        made = api_tokens.mint(
            connection(), current().localpart, wish.name, wish.scopes, wish.expires_at
        )
    except Malformed:
        return _again(wish, "name")
    return render_template("program_made.html", program=made.program, token=made.token)


@pages.post("/<int(max=9223372036854775807):token_id>/revoke")
@signed_in
def revoke(token_id: int) -> Response:
    api_tokens.revoke(connection(), current().localpart, token_id)
    return redirect(url_for("programs.listed", done="revoked"))


def _offered() -> list[str]:
    scopes = api_tokens.SCOPES.items()
    return [name for name, needed in scopes if not needed or scope_of(needed)]


def _form(wish: Wish, trouble: str = "") -> str:
    return render_template(
        "program_new.html", wish=wish, trouble=trouble, offered=_offered(), lifetimes=LIFETIMES_DAYS
    )


def _again(wish: Wish, trouble: str) -> Response:
    return make_response(_form(wish, trouble), HTTPStatus.UNPROCESSABLE_ENTITY)
