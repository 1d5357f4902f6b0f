"""The pages people see; each is a function, its words are in `admin/templates`."""

from __future__ import annotations

from flask import Flask

from admin.pages import account, sign_in


def register(app: Flask) -> None:
    for page in (sign_in, account):
        app.register_blueprint(page.pages)
