"""Reading people from their source: the runs, what they changed, and asking for one."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from admin.pages.pieces import number
from admin.services import connection
from admin.session import current, permitted
from components.directory import audit, people, provisioning_progress, sync_runs
from components.directory.audit import Action
from components.directory.changes import Change
from components.directory.roles import Permission
from components.runtime import jobs
from schemas.refusals import Malformed

A_PAGE, CHANGES = 20, 100
NEW, FULL, DRY = "new", "full", "dry"

pages = Blueprint("sync", __name__, url_prefix="/admin/sync")


@pages.get("")
@permitted(Permission.SYNCHRONISE)
def listed() -> str:
    before = number(request.args.get("before", ""))
    found = sync_runs.runs(connection(), before, A_PAGE + 1)
    return render_template(
        "sync.html",
        runs=found[:A_PAGE],
        before=found[A_PAGE - 1].id if len(found) > A_PAGE else None,
        first=before is None,
        progress=provisioning_progress.read(connection()),
        asked=request.args.get("asked"),
    )


@pages.post("")
@permitted(Permission.SYNCHRONISE)
def ask() -> Response:
    """The directory's process reads: no worker of the portal waits for a source."""
    wanted, asker = request.form.get("wanted", ""), current().localpart
    if wanted not in (NEW, FULL, DRY):
        raise Malformed("There is no such way to read")
    if wanted == DRY:
        jobs.defer(connection(), "directory.rehearse", asked_by=asker)
    else:
        jobs.defer(connection(), "directory.sync", full=wanted == FULL, asked_by=asker)
    audit.record(connection(), asker, Action.SYNC_ASKED, details={"wanted": wanted})
    return redirect(url_for("sync.listed", asked=wanted))


@pages.get("/<id:run_id>")
@permitted(Permission.SYNCHRONISE)
def run(run_id: int) -> str:
    shown = sync_runs.run(connection(), run_id)
    after = number(request.args.get("after", "")) or 0
    changes = sync_runs.changes(connection(), run_id, after, CHANGES + 1)
    return render_template(
        "sync_run.html",
        run=shown,
        changes=[change for _, change in changes[:CHANGES]],
        after=changes[CHANGES - 1][0] if len(changes) > CHANGES else None,
        first=not after,
        names=_names(change for _, change in changes),
    )


def _names(changes: Iterable[Change]) -> dict[str, str]:
    """Of those who are still there, by localpart."""
    localparts = list({change.subject for change in changes if change.kind == "person"})
    return {card.localpart: card.name for card in people.cards(connection(), localparts)}
