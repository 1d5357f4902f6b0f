"""Who asks."""

from __future__ import annotations

from flask import Response, jsonify

from admin.api.asking import asker, asks
from admin.api.part import Part
from admin.api.shapes import Me
from admin.services import services

part = Part("You", "The person behind the credentials.")


@part.operation("/me", Me, guard=asks(), raw=True)
def me() -> Response:
    """Who asks

    For a token of any scope, so that a program can find out what it may do.
    """
    found = asker()
    return jsonify(  # the one answer that has to be fast: no schema dumps it
        localpart=found.localpart,
        jid=f"{found.localpart}@{services().settings.domain}",
        name=found.name,
        administrator=found.administrator,
        scopes=None if found.session else sorted(found.scopes),
    )
