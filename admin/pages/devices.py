"""One's devices: each has a password of its own, shown once."""

from __future__ import annotations

import json
from http import HTTPStatus

import segno
from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms import RadioField, StringField

from admin.services import connection, services
from admin.session import current, signed_in
from components.directory import app_passwords
from schemas.refusals import Malformed

CLIENTS = ("conversations", "monal", "gajim", "dino", "profanity", "other")
SCANNERS = {"conversations", "monal"}
"""Clients that sign in with the QR code of `_code`."""

pages = Blueprint("devices", __name__, url_prefix="/account/devices")


class DeviceForm(FlaskForm):  # type: ignore[misc]  # ships no types
    device = StringField()
    client = RadioField(choices=CLIENTS, default=CLIENTS[0])


@pages.get("")
@signed_in
def listed() -> str:
    devices = app_passwords.listed(connection(), current().localpart)
    return render_template("devices.html", devices=devices, done=request.args.get("done"))


@pages.get("/new")
@signed_in
def new() -> str:
    return render_template("device_new.html", form=DeviceForm(), clients_known=CLIENTS)


@pages.post("/new")
@signed_in
def add() -> str | Response:
    form, asker = DeviceForm(), current()
    client = form.client.data if form.client.data in CLIENTS else "other"
    try:
        made = app_passwords.add(
            connection(), asker.localpart, form.device.data or "", services().settings
        )
    except Malformed:
        page = render_template("device_new.html", form=form, trouble=True, clients_known=CLIENTS)
        return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    address = f"{asker.localpart}@{services().settings.domain}"
    return render_template(
        "device_made.html",
        device=made.device.device,
        password=made.password,
        client=client,
        code=_code(address, made.password) if client in SCANNERS else None,
    )


@pages.post("/<int:password_id>/revoke")
@signed_in
def revoke(password_id: int) -> Response:
    app_passwords.revoke(connection(), current().localpart, password_id)
    return redirect(url_for("devices.listed", done="revoked"))


def _code(address: str, password: str) -> Markup:
    """As Conversations and Monal read it to sign in (iNPUTmice/Conversations#3796)."""
    login = json.dumps({"protocol": "xmpp", "address": address, "password": password})
    code = segno.make_qr(login, error="m")
    drawn = code.svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=True)
    return Markup(drawn)  # noqa: S704 - drawn by segno, holds no text
