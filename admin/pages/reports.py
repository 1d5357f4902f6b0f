"""What people report of others, for those who moderate."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from admin.pages.pieces import LARGEST, number
from admin.problems import status_of
from admin.services import connection, services
from admin.session import current, permitted, scope_of
from components.directory import reports
from components.directory.reports import Reader
from components.directory.roles import Permission
from schemas.refusals import Conflict

A_PAGE = 50

pages = Blueprint("reports", __name__, url_prefix="/admin/reports")


@pages.get("")
@permitted(Permission.HANDLE_REPORTS)
def listed() -> str:
    """Moderators of departments see what concerns the people of these."""
    handled = request.args.get("state") == "closed"
    before = number(request.args.get("before", "")) or LARGEST
    found = reports.listed(connection(), reader(), handled=handled, before=before, most=A_PAGE + 1)
    return render_template(
        "reports.html",
        handled=handled,
        reports=found[:A_PAGE],
        waiting=reports.waiting(connection(), reader()),
        first=before == LARGEST,
        before=found[A_PAGE - 1].id if len(found) > A_PAGE else None,
        done=request.args.get("done"),
    )


@pages.get("/<id:report_id>")
@permitted(Permission.HANDLE_REPORTS)
def shown(report_id: int) -> str:
    return _page(report_id)


@pages.post("/<id:report_id>/close")
@permitted(Permission.HANDLE_REPORTS)
def close(report_id: int) -> Response:
    try:
        reports.close(connection(), reader(), report_id, request.form.get("outcome", "").strip())
    except Conflict as refusal:
        return make_response(_page(report_id, str(refusal)), status_of(refusal))
    return redirect(url_for("reports.listed", done="closed"))


def reader() -> Reader:
    scope = scope_of(Permission.HANDLE_REPORTS)
    return Reader(current().localpart, scope, services().settings.domain)


def _page(report_id: int, trouble: str = "") -> str:
    report, messages = reports.seen(connection(), reader(), report_id)
    return render_template("report.html", report=report, messages=messages, trouble=trouble)
