"""The portal: pages and REST of one origin, built here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Flask, abort, current_app, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from admin import api, assets, headers, pages, problems, request_log, services, session, words
from admin.cookies import Cookies
from admin.request_log import SAFE_METHODS
from admin.services import Services
from admin.settings import PortalSettings
from components.directory import web_sessions
from components.directory.source import Source
from components.directory.sources.absent import NoSource
from components.directory.sources.opening import opened
from components.runtime.database import make_engine
from components.runtime.process import begin

LARGEST_REQUEST_BYTES = 64 * 1024
MOST_FIELDS = 50
CONNECTIONS = 8


class Portal(Flask):
    session_interface = Cookies()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Nothing of ours is a coroutine; Flask asks for each function of each request."""
        return func

    def log_exception(self, *_: object) -> None:
        """`problems` logs where an error was, without the text that may hold what was sent."""


def create(settings: PortalSettings | None = None, source: Source | None = None) -> Flask:
    """The WSGI application; granian calls this once in each of its processes."""
    settings = settings or begin(PortalSettings)
    source = source or _cms(settings)
    app = Portal("admin", static_folder=None)
    _configure(app, settings)
    request_log.register(app)
    services.register(app, Services(settings, make_engine(settings, CONNECTIONS), source))
    session.register(app)
    headers.register(app)
    problems.register(app)
    assets.register(app)
    words.register(app)
    CSRFProtect(app)
    app.before_request(_check_form)
    api.register(app)
    pages.register(app)
    # Only nginx reaches our socket, and it overwrites both headers.
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    return app


def _cms(settings: PortalSettings) -> Source:
    return opened(settings.cms_url, settings.cms_mapping) if settings.cms_url else NoSource()


def _configure(app: Flask, settings: PortalSettings) -> None:
    app.config.update(
        SECRET_KEY=settings.session_key,
        SESSION_COOKIE_NAME=settings.cookie,
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        MAX_CONTENT_LENGTH=LARGEST_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST_BYTES,
        MAX_FORM_PARTS=MOST_FIELDS,
        PERMANENT_SESSION_LIFETIME=web_sessions.LASTS,
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_CHECK_DEFAULT=False,  # `_check_form` does
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session it belongs to
        WTF_CSRF_SSL_STRICT=False,  # some browsers send no Referer; the cookie's prefix is enough
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}


def _check_form() -> None:
    """Of whatever may change something. MAX_FORM_PARTS is only about forms with files."""
    if request.method in SAFE_METHODS:
        return
    if len(request.form) > MOST_FIELDS:
        abort(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    csrf: CSRFProtect = current_app.extensions["csrf"]
    csrf.protect(apply_exemptions=True)
