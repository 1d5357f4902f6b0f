"""Who I am, and how my clients connect."""

from __future__ import annotations

from flask import Blueprint, render_template

from admin.pages.devices import CLIENTS
from admin.services import connection
from admin.session import current, signed_in
from components.directory import people
from components.directory.people import PersonCard
from schemas.refusals import NotFound

pages = Blueprint("account", __name__)


@pages.get("/account/")
@signed_in
def home() -> str:
    own = current().localpart
    person = people.person(connection(), own, own)
    manager = present(person.manager) if person.manager else None
    return render_template("home.html", person=person, manager=manager, clients_known=CLIENTS)


def present(localpart: str) -> PersonCard | None:
    """None for somebody who has left, or whom the rules hide."""
    try:
        return people.person(connection(), localpart, current().localpart)
    except NotFound:
        return None
