"""What was done, for auditors and administrators."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from admin.services import connection
from admin.session import permitted, scope_of
from components.directory import audit, people
from components.directory.audit import Action, Wanted
from components.directory.roles import Permission
from schemas.refusals import Malformed

A_PAGE = 50

pages = Blueprint("audit", __name__, url_prefix="/admin/audit")


@pages.get("")
@permitted(Permission.READ_AUDIT)
def listed() -> str:
    """Auditors of departments see what concerns the people of these."""
    scope = scope_of(Permission.READ_AUDIT)
    wanted = Wanted(_action(), _person(), None if scope.everywhere else scope.departments)
    found = audit.entries(connection(), wanted, A_PAGE + 1, request.args.get("before"))
    names = people.named_groups(connection())
    return render_template(
        "audit.html",
        wanted=wanted,
        entries=found[:A_PAGE],
        before=found[A_PAGE - 1].cursor if len(found) > A_PAGE else None,
        actions=tuple(Action),
        names=names,
        places=sorted(names[each] for each in scope.departments if each in names),
    )


def _action() -> Action | None:
    chosen = request.args.get("action", "")
    if chosen and chosen not in tuple(Action):
        raise Malformed("There is no such action")
    return Action(chosen) if chosen else None


def _person() -> str | None:
    typed = request.args.get("person", "").strip()
    if not typed.isprintable():
        raise Malformed("There is nobody of that name")
    return typed or None
