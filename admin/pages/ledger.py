"""How the ledger is, and who witnesses it."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from admin import ledger as witnessing
from admin import minting
from admin.problems import status_of
from admin.services import connection
from admin.session import current, permitted
from components.archive.ledger import state
from components.directory.roles import Permission
from schemas.refusals import Conflict, Malformed

pages = Blueprint("ledger", __name__, url_prefix="/admin/ledger")


@pages.get("")
@permitted(Permission.SEE_PROOFS)
def shown() -> str:
    return _page()


@pages.post("/witnesses")
@permitted(Permission.MANAGE_WITNESSES)
def add() -> Response:
    vkey = request.form.get("vkey", "").strip()
    minting.confirm(current())
    try:
        witnessing.add_witness(connection(), current().localpart, vkey)
    except (Conflict, Malformed) as refusal:
        return make_response(_page(str(refusal), vkey), status_of(refusal))
    return redirect(url_for("ledger.shown", done="added"))


@pages.post("/witnesses/<id:witness_id>/remove")
@permitted(Permission.MANAGE_WITNESSES)
def remove(witness_id: int) -> Response:
    witnessing.remove_witness(connection(), current().localpart, witness_id)
    return redirect(url_for("ledger.shown", done="removed"))


def _page(trouble: str = "", vkey: str = "") -> str:
    keys = state.signing_keys(connection())
    return render_template(
        "ledger.html",
        ledger=state.read(connection()),
        key=keys[-1] if keys else None,
        trouble=trouble,
        vkey=vkey,
        done=request.args.get("done"),
    )
