"""Departments and projects, their members and rooms."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from admin.pages.pieces import localpart_in
from admin.services import connection
from admin.session import current, signed_in
from components.directory import people
from components.directory.people import GroupCard
from components.directory.source import DEPARTMENT, PROJECT
from schemas.refusals import NotFound

A_PAGE = 30

pages = Blueprint("departments", __name__, url_prefix="/account/departments")


@pages.get("")
@signed_in
def listed() -> str:
    found = people.groups(connection(), current().localpart)
    there = [each for each in found if each.removed_at is None]
    return render_template(
        "departments.html",
        departments=[each for each in there if each.kind == DEPARTMENT],
        projects=[each for each in there if each.kind == PROJECT],
        archived=[each for each in found if each.removed_at is not None],
    )


@pages.get("/<id:group_id>")
@signed_in
def members(group_id: int) -> str:
    group = _group(group_id)
    after = localpart_in(request.args.get("after", ""))
    asker = current().localpart
    found = people.people(connection(), after, A_PAGE + 1, group.id, asker=asker)
    return render_template(
        "department.html",
        group=group,
        people=found[:A_PAGE],
        after=found[A_PAGE - 1].localpart if len(found) > A_PAGE else None,
    )


def _group(group_id: int) -> GroupCard:
    """Raises NotFound, for archived ones too unless the asker sees everybody."""
    for group in people.groups(connection(), current().localpart):
        if group.id == group_id:
            return group
    raise NotFound("There is no such department")
