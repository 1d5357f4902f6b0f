"""The pages people see; each is a function, its words are in `admin/templates`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Flask
from werkzeug.local import LocalProxy

from admin import browsers
from admin.pages import (
    account,
    audit,
    departments,
    devices,
    health,
    ledger,
    own_messages,
    people,
    pictures,
    programs,
    reports,
    roles,
    rules,
    sessions,
    sign_in,
    sync,
)
from admin.services import services
from admin.session import current, scope_of
from components.directory.roles import Permission, Scope

ASKER = LocalProxy(current)
ALL = (
    *(sign_in, account, devices, programs, sessions, pictures, own_messages),
    *(people, departments, roles, rules, reports, sync, audit, ledger, health),
)


def register(app: Flask) -> None:
    for page in ALL:
        app.register_blueprint(page.pages)
    app.context_processor(_everywhere)
    app.jinja_env.globals["named_browser"] = browsers.named


def _everywhere() -> dict[str, Any]:
    """What every template may use. `asker` is looked up where it is used: a page that says that the
    database is away must not ask it."""
    return {
        "asker": ASKER,
        "may": _may,
        "now": datetime.now(UTC),
        "settings": services().settings,
    }


def _may(permission: str) -> Scope:
    """Where the asker may do it; false where nowhere."""
    return scope_of(Permission(permission))
