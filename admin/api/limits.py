"""What one session, one token, or one address that is not signed in, may ask within a minute."""

from __future__ import annotations

import math
from typing import NamedTuple

from flask import Flask, current_app, request
from werkzeug.exceptions import BadRequest

from admin.api.asking import asker
from admin.api.rates import Rate, Rates
from admin.problems import API
from admin.request_log import SAFE_METHODS
from components.directory.addresses import Address
from schemas.refusals import NotSignedIn, TryLater

UNKNOWN = "::"


class Limits(NamedTuple):
    requests: Rate = Rate(600, 60)
    changes: Rate = Rate(60, 60)
    web_tokens: Rate = Rate(30, 60)


class Limiter:
    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._rates = Rates()

    def take(self, kind: str, who: str, rate: Rate) -> None:
        """Raises TryLater."""
        wait = self._rates.take(f"{kind} {who}", rate)
        if wait:
            raise TryLater(f"More than {rate.requests} {kind} a minute", seconds=math.ceil(wait))


def register(app: Flask, limits: Limits) -> None:
    app.extensions["stoa.limiter"] = Limiter(limits)
    app.before_request(_each_request)


def count_web_token() -> None:
    limiter = _limiter()
    limiter.take("web tokens", asker().credential, limiter.limits.web_tokens)


def _limiter() -> Limiter:
    limiter: Limiter = current_app.extensions["stoa.limiter"]
    return limiter


def _each_request() -> None:
    if not request.path.startswith(API):
        return
    limiter, who = _limiter(), _who()
    limiter.take("requests", who, limiter.limits.requests)
    if request.method not in SAFE_METHODS:
        limiter.take("changes", who, limiter.limits.changes)


def _who() -> str:
    try:
        return asker().credential
    except (NotSignedIn, BadRequest):
        return f"[{Address.parse(request.remote_addr or UNKNOWN).first}]"
