"""REST for programs and for the web client, under /api/v1."""

from __future__ import annotations

from flask import Flask

from admin.api import (
    asking,
    conversations,
    devices,
    docs,
    ledger,
    limits,
    me,
    messages,
    operations,
    people,
    permissions,
    search,
    sessions,
    tokens,
    web_client,
)
from admin.api.document import Document
from admin.api.limits import Limits

PARTS = (
    *(me, people, conversations, messages, search),
    *(devices, sessions, tokens, web_client, operations, permissions, ledger),
)


def register(app: Flask) -> Document:
    asking.register(app)
    limits.register(app, Limits())
    document = Document(app)
    for each in PARTS:
        app.extensions["csrf"].exempt(each.part)  # asking.py checks it where a session asks
        document.register_blueprint(each.part)
    docs.register(app, document)
    return document
