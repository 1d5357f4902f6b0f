"""One's devices: each has a password of its own, shown once."""

from __future__ import annotations

import json
from http import HTTPStatus

import segno
from flask import Blueprint, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from admin import minting
from admin.services import connection, services
from admin.session import current, signed_in
from components.directory import app_passwords
from schemas.refusals import Malformed

CLIENTS = ("conversations", "monal", "gajim", "dino", "profanity", "other")
SCANNERS = {"conversations", "monal"}
"""Clients that can scan how to sign in."""

pages = Blueprint("devices", __name__, url_prefix="/account/devices")


@pages.get("")
@signed_in
def listed() -> str:
    devices = app_passwords.listed(connection(), current().localpart)
    return render_template("devices.html", devices=devices, done=request.args.get("done"))


@pages.get("/new")
@signed_in
def new() -> str:
    return _form()


@pages.post("/new")
@signed_in
def add() -> str | Response:
    asker, device = current(), request.form.get("device", "")
    client = request.form.get("client", "")
    client = client if client in CLIENTS else "other"
    minting.confirm(asker)
    try:
        made = app_passwords.add(connection(), asker.localpart, device, services().settings)
    except Malformed:
        return make_response(_form(device, client, True), HTTPStatus.UNPROCESSABLE_ENTITY)
    address = f"{asker.localpart}@{services().settings.domain}"
    return render_template(
        "device_made.html",
        device=made.device.device,
        password=made.password,
        client=client,
        code=_code(address, made.password) if client in SCANNERS else None,
    )


@pages.post("/<int(max=9223372036854775807):password_id>/revoke")
@signed_in
def revoke(password_id: int) -> Response:
    app_passwords.revoke(connection(), current().localpart, password_id)
    return redirect(url_for("devices.listed", done="revoked"))


def _form(device: str = "", client: str = CLIENTS[0], trouble: bool = False) -> str:
    return render_template(
        "device_new.html", device=device, client=client, trouble=trouble, clients_known=CLIENTS
    )


def login_text(address: str, password: str) -> str:
    """As Conversations and Monal read it to sign in (iNPUTmice/Conversations#3796); the addresses
    of XEP-0147 have no place for a password."""
    return json.dumps({"protocol": "xmpp", "address": address, "password": password})


def _code(address: str, password: str) -> Markup:
    code = segno.make_qr(login_text(address, password), error="m")
    drawn = code.svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=True)
    return Markup(drawn)  # noqa: S704 - drawn by segno, holds no text
