"""One id for each request, in the answer and in every line of the log; a line for what changes
something or is refused."""

from __future__ import annotations

import re
import secrets

import structlog
from flask import Flask, Response, g, request

logger = structlog.get_logger(__name__)

HEADER = "X-Request-Id"
ACCEPTED = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)
"""What nginx gives; anything else could forge a line of the log or of the answer."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
REFUSED = 400


def register(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.request_id = given if ACCEPTED.fullmatch(given) else secrets.token_hex(16)
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    response.headers[HEADER] = g.request_id
    if response.status_code >= REFUSED or request.method not in SAFE_METHODS:
        logger.info(
            "request",
            method=request.method,
            endpoint=request.endpoint,
            status=response.status_code,
            address=request.remote_addr,
        )
    return response
