"""The signed cookie of Flask, read quickly where a page asks the API for many things at once."""

from __future__ import annotations

from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from admin.problems import API
from admin.recent import Recent


class Cookies(SecureCookieSessionInterface):
    """Under `/api/` a cookie that was verified within the last second is not verified again; nor do
    its answers vary by cookie: nobody may store them."""

    def __init__(self) -> None:
        self._verified: Recent[str, dict[str, Any]] = Recent()

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if not request.path.startswith(API):
            return super().open_session(app, request)
        sent = request.environ.get("HTTP_COOKIE", "")
        verify = super().open_session
        return self.session_class(
            self._verified.find(sent, lambda: dict(verify(app, request) or {}))
        )

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session.modified or not request.path.startswith(API):
            super().save_session(app, session, response)
