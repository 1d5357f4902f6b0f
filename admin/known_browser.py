"""A cookie that tells whose browser this has been: nobody else's guesses keep them out of it."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from admin.services import services

LASTS = timedelta(days=180)


def session_id() -> int | None:
    """Of the session that last began in this browser, whether it goes on or not."""
    try:
        found = _serializer().loads(
            request.cookies.get(_name(), ""), max_age=int(LASTS.total_seconds())
        )
    except BadSignature:
        return None
    return found if isinstance(found, int) else None


def remember(answer: Response, session_id: int) -> None:
    answer.set_cookie(
        _name(),
        str(_serializer().dumps(session_id)),
        max_age=LASTS,
        path="/",
        secure=services().settings.secure,
        httponly=True,
        samesite="Lax",
    )


def _name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-browser"


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        services().settings.session_key,
        salt="known browser",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
