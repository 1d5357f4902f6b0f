"""What granian serves in `bench.api_speed`: the portal, and as little as Flask can do."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, jsonify

from admin import app as stoa
from admin.api.asking import Asker, Credential
from admin.api.limits import Limiter, Limits
from admin.api.rates import Rate
from admin.recent import Recent

UNLIMITED = Rate(10**9, 60)
"""A limit that is counted and never reached."""


def portal() -> Flask:
    app = stoa.create()
    app.extensions["stoa.limiter"] = Limiter(Limits(UNLIMITED, UNLIMITED, UNLIMITED))
    return app


class Forgetful(Recent[Credential, Asker]):
    def find(self, credential: Credential, look_up: Callable[[], Asker]) -> Asker:
        """Nobody has asked before."""
        return look_up()


def portal_that_looks_up() -> Flask:
    """Every request asks the database who asks, as the first of each second does."""
    app = portal()
    app.extensions["stoa.recent_askers"] = Forgetful()
    return app


def bare() -> Flask:
    app = Flask(__name__)

    @app.get("/api/v1/me")
    def me() -> Response:
        return jsonify(
            localpart="ada",
            jid="ada@localhost",
            name="Ada Lovelace",
            administrator=False,
            scopes=None,
        )

    return app
