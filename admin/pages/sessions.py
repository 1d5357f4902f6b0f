"""One's browsers that are signed in, and who has tried one's name lately."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from admin import session
from admin.services import connection
from admin.session import current, signed_in
from components.directory import sign_ins, web_sessions

SHOWN_SIGN_INS = 20

pages = Blueprint("sessions", __name__, url_prefix="/account/sessions")


@pages.get("")
@signed_in
def listed() -> str:
    localpart = current().localpart
    return render_template(
        "sessions.html",
        sessions=web_sessions.sessions(connection(), localpart),
        attempts=sign_ins.own(connection(), localpart, SHOWN_SIGN_INS),
        done=request.args.get("done"),
    )


@pages.post("/<int(max=9223372036854775807):session_id>/end")
@signed_in
def end(session_id: int) -> Response:
    asker = current()
    web_sessions.end(connection(), asker.localpart, session_id)
    if session_id == asker.id:
        session.forget()
    return redirect(url_for("sessions.listed", done="ended"))
