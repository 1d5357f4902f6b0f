"""Who I am, and how my clients connect."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from admin.services import connection, services
from admin.session import current, signed_in
from components.directory import people

pages = Blueprint("account", __name__)


@pages.get("/")
def front() -> Response:
    return redirect(url_for("account.home"))


@pages.get("/account/")
@signed_in
def home() -> str:
    person = people.person(connection(), current().localpart)
    return render_template("home.html", person=person, settings=services().settings)
