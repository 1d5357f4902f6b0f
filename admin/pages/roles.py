"""Who has which role; giving and taking them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from admin import minting
from admin.pages import people as people_pages
from admin.pages.pieces import localpart_in, number, role_named
from admin.problems import status_of
from admin.services import connection
from admin.session import current, permitted
from components.directory import grants, people
from components.directory.roles import GIVEN, MAY, Grant, Permission, Role
from schemas.refusals import Conflict, Malformed, NotFound

pages = Blueprint("roles", __name__, url_prefix="/admin/roles")


@dataclass(frozen=True)
class Wish:
    """A form as it was sent."""

    localpart: str
    grant: Grant
    on_person: bool
    """It was sent from the person's page."""

    @classmethod
    def sent(cls, form: MultiDict[str, str]) -> Wish:
        """Raises Malformed for a role or department that cannot be meant."""
        role, place = role_named(form.get("role", "")), form.get("department", "")
        if role is None or (place and number(place) is None):
            raise Malformed("There is no such role or department")
        localpart = localpart_in(form.get("person", "").strip())
        if localpart is None:
            raise Malformed("Name a person by their address' part before the @")
        return cls(localpart, Grant(role, number(place)), "on_person" in form)


@pages.get("")
@permitted(Permission.MANAGE_ROLES)
def listed() -> str:
    return _page()


@pages.post("/give")
@permitted(Permission.MANAGE_ROLES)
def give() -> Response:
    wish = Wish.sent(request.form)
    minting.confirm(current())
    try:
        grants.give(connection(), current().localpart, wish.localpart, wish.grant)
    except (Conflict, Malformed, NotFound) as refusal:
        return _again(wish, refusal)
    return _done(wish, "given")


@pages.post("/take")
@permitted(Permission.MANAGE_ROLES)
def take() -> Response:
    wish = Wish.sent(request.form)
    try:
        grants.take(connection(), current().localpart, wish.localpart, wish.grant)
    except Conflict as refusal:
        return _again(wish, refusal)
    return _done(wish, "taken")


def _done(wish: Wish, done: str) -> Response:
    if wish.on_person:
        return redirect(url_for("people.person", localpart=wish.localpart, done=done))
    return redirect(url_for("roles.listed", done=done))


def _again(wish: Wish, refusal: Conflict | Malformed | NotFound) -> Response:
    trouble = str(refusal)
    page = people_pages.shown(wish.localpart, trouble) if wish.on_person else _page(trouble, wish)
    return make_response(page, status_of(refusal))


def _page(trouble: str = "", wish: Wish | None = None) -> str:
    chosen = role_named(request.args.get("role", ""))
    given = grants.everybody(connection(), chosen)
    cards = people.cards(connection(), list(dict.fromkeys(each.localpart for each in given)))
    return render_template(
        "roles.html",
        chosen=chosen,
        given=given,
        cards={card.localpart: card for card in cards},
        departments=people.departments(connection()),
        roles=GIVEN,
        everybody=tuple(Role),
        permissions=tuple(Permission),
        allowed=MAY,
        wish=wish,
        trouble=trouble,
        done=request.args.get("done"),
    )
