"""What one has said and was told, to take along."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from admin.services import connection, services
from admin.session import current, signed_in
from components.archive import conversations, inbox, own_export
from components.directory import audit
from components.directory.audit import Action
from schemas.refusals import Conflict

pages = Blueprint("own_messages", __name__, url_prefix="/account/messages")


@pages.get("")
@signed_in
def listed() -> str:
    exports = own_export.listed(connection(), current().localpart)
    return render_template(
        "own_messages.html",
        exports=exports,
        running=any(each.finished_at is None for each in exports),
        conversations=inbox.entries(connection(), own_address()),
        done=request.args.get("done"),
    )


@pages.post("")
@signed_in
def ask() -> Response:
    """Raises NotFound for a conversation that is not one's own."""
    wanted, asker = request.form.get("conversation") or None, current().localpart
    if wanted is not None:
        conversations.find(connection(), own_address(), wanted)
    try:
        own_export.ask(connection(), asker, wanted)
    except Conflict:
        return redirect(url_for("own_messages.listed", done="running"))
    audit.record(connection(), asker, Action.MESSAGES_EXPORTED, asker)
    return redirect(url_for("own_messages.listed", done="asked"))


@pages.get("/<id:export_id>/messages.zip")
@signed_in
def download(export_id: int) -> Response:
    found = own_export.whole(connection(), current().localpart, export_id)
    path = services().settings.exports / (found.file or "")
    name = f"messages-{found.asked_at:%Y-%m-%d}.zip"
    return send_file(path, "application/zip", as_attachment=True, download_name=name, max_age=0)


@pages.post("/<id:export_id>/remove")
@signed_in
def remove(export_id: int) -> Response:
    own_export.drop(connection(), current().localpart, export_id)
    return redirect(url_for("own_messages.listed", done="removed"))


def own_address() -> str:
    return f"{current().localpart}@{services().settings.domain}"
