"""The pages people see; each is a function, its words are in `admin/templates`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Flask
from werkzeug.local import LocalProxy

from admin import browsers
from admin.pages import account, devices, health, pictures, programs, sessions, sign_in
from admin.services import services
from admin.session import current

ASKER = LocalProxy(current)
ALL = (sign_in, account, devices, programs, sessions, health, pictures)


def register(app: Flask) -> None:
    for page in ALL:
        app.register_blueprint(page.pages)
    app.context_processor(_everywhere)
    app.jinja_env.globals["named_browser"] = browsers.named


def _everywhere() -> dict[str, Any]:
    """What every template may use. `asker` is looked up where it is used: a page that says that the
    database is away must not ask it."""
    return {"asker": ASKER, "now": datetime.now(UTC), "settings": services().settings}
