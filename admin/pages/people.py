"""Colleagues: finding them, and what there is to know of one."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from admin.pages.account import present
from admin.pages.pieces import localpart_in, number, role_named
from admin.services import connection
from admin.session import current, permitted, scope_of, signed_in
from components.directory import app_passwords, ending, grants, people, search, sign_ins
from components.directory.people import PersonCard
from components.directory.roles import GIVEN, Permission, Role
from components.directory.search import Question
from components.directory.sign_ins import SignIn
from schemas.refusals import Malformed

A_PAGE = 30
LOOKED_AT = 50

pages = Blueprint("people", __name__)


@dataclass(frozen=True)
class Wish:
    """What was asked for; a choice that is not offered counts as none."""

    text: str
    department_id: int | None
    role: Role | None
    after: str | None

    @classmethod
    def sent(cls, query: MultiDict[str, str]) -> Wish:
        text, after = query.get("q", "").strip(), localpart_in(query.get("after", ""))
        department_id = number(query.get("department", ""))
        return cls(text, department_id, role_named(query.get("role", "")), after)


@dataclass(frozen=True)
class Signs:
    """What administrators see of how somebody signs in."""

    devices: int
    last: SignIn | None


@pages.get("/account/people")
@signed_in
def listed() -> str:
    wish, trouble = Wish.sent(request.args), ""
    try:
        found = _found(wish)
    except Malformed as refusal:
        found, trouble = [], str(refusal)
    return render_template(
        "people.html",
        wish=wish,
        trouble=trouble,
        people=found[:A_PAGE],
        after=found[A_PAGE - 1].localpart if len(found) > A_PAGE else None,
        most=search.MOST,
        departments=people.departments(connection()),
        roles=GIVEN,
    )


def _found(wish: Wish) -> list[PersonCard]:
    """A page and one more: by name's likeness where words are given, else by localpart."""
    asker = current().localpart
    if not wish.text:
        return people.people(
            connection(), wish.after, A_PAGE + 1, wish.department_id, role=wish.role, asker=asker
        )
    question = Question(wish.text, wish.department_id, wish.role)
    ranked = search.find(connection(), asker, question)
    begin = ranked.index(wish.after) + 1 if wish.after in ranked else 0
    return people.cards(connection(), ranked[begin : begin + A_PAGE + 1])


@pages.get("/account/people/<localpart:localpart>")
@signed_in
def person(localpart: str) -> str:
    return shown(localpart)


def shown(localpart: str, trouble: str = "") -> str:
    """Raises NotFound for whom the asker may not see."""
    card = people.person(connection(), localpart, current().localpart)
    return render_template(
        "person.html",
        person=card,
        manager=present(card.manager) if card.manager else None,
        given=grants.of(connection(), localpart),
        signs=_signs(localpart) if scope_of(Permission.END_SESSIONS) else None,
        departments=people.departments(connection()),
        roles=GIVEN,
        trouble=trouble,
        done=request.args.get("done"),
    )


def _signs(localpart: str) -> Signs:
    attempts = sign_ins.own(connection(), localpart, LOOKED_AT)
    last = next((each for each in attempts if each.succeeded), None)
    return Signs(len(app_passwords.listed(connection(), localpart)), last)


@pages.post("/admin/people/<localpart:localpart>/end-sessions")
@permitted(Permission.END_SESSIONS)
def end_sessions(localpart: str) -> Response:
    ending.end_everything(connection(), current().localpart, localpart)
    return redirect(url_for("people.person", localpart=localpart, done="ended"))
