"""The pages people see; each is a function, its words are in `admin/templates`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask_login import current_user

from admin import browsers
from admin.pages import account, devices, health, pictures, programs, sessions, sign_in
from admin.services import services

ALL = (sign_in, account, devices, programs, sessions, health, pictures)


def register(app: Flask) -> None:
    for page in ALL:
        app.register_blueprint(page.pages)
    app.context_processor(_everywhere)
    app.jinja_env.globals["named_browser"] = browsers.named


def _everywhere() -> dict[str, Any]:
    """What every template may use; `asker` only where somebody is signed in."""
    asker = current_user.session if current_user.is_authenticated else None
    return {"asker": asker, "now": datetime.now(UTC), "settings": services().settings}
