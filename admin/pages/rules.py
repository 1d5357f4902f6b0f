"""Who may write to whom, and what people may do besides."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from admin import minting
from admin.pages.pieces import number, role_named
from admin.problems import status_of
from admin.services import connection
from admin.session import current, permitted
from components.directory import own_pictures, people, permissions
from components.directory.permissions import ANYBODY, Side
from components.directory.roles import GIVEN, Permission
from schemas.refusals import Conflict, Malformed, NotFound

pages = Blueprint("rules", __name__, url_prefix="/admin/rules")


@pages.get("")
@permitted(Permission.MANAGE_RULES)
def listed() -> str:
    return _page()


@pages.post("")
@permitted(Permission.MANAGE_RULES)
def make() -> Response:
    sender, recipient = _side("sender"), _side("recipient")
    minting.confirm(current())
    try:
        permissions.make(
            connection(), current().localpart, sender, recipient, allowed=_verdict() == "allow"
        )
    except (Conflict, NotFound) as refusal:
        page = _page(str(refusal), sender, recipient)
        return make_response(page, status_of(refusal))
    return redirect(url_for("rules.listed", done="made"))


@pages.post("/<id:rule_id>/remove")
@permitted(Permission.MANAGE_RULES)
def remove(rule_id: int) -> Response:
    permissions.remove(connection(), current().localpart, rule_id)
    return redirect(url_for("rules.listed", done="removed"))


@pages.post("/own-pictures")
@permitted(Permission.MANAGE_RULES)
def change_own_pictures() -> Response:
    allowed = _verdict() == "allow"
    own_pictures.allow(connection(), current().localpart, allowed=allowed)
    return redirect(url_for("rules.listed", done="pictures"))


def _verdict() -> str:
    """Raises Malformed."""
    verdict = request.form.get("verdict", "")
    if verdict not in ("allow", "refuse"):
        raise Malformed("A rule allows or refuses")
    return verdict


def _side(name: str) -> Side:
    """Raises Malformed for what the form does not offer."""
    place, role = request.form.get(f"{name}_department", ""), request.form.get(f"{name}_role", "")
    side = Side(number(place), role_named(role))
    if (place and side.department_id is None) or (role and side.role is None):
        raise Malformed("There is no such role or department")
    return side


def _page(trouble: str = "", sender: Side = ANYBODY, recipient: Side = ANYBODY) -> str:
    groups = people.groups(connection(), current().localpart)
    return render_template(
        "rules.html",
        rules=permissions.rules(connection()),
        names=people.named_groups(connection()),
        groups=[group for group in groups if group.removed_at is None],
        roles=GIVEN,
        sender=sender,
        recipient=recipient,
        own_pictures=own_pictures.allowed(connection()),
        trouble=trouble,
        done=request.args.get("done"),
    )
