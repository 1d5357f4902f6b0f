"""REST for programs and for the web client, under /api/v1."""

from __future__ import annotations

from flask import Flask

from admin.api import (
    asking,
    conversations,
    devices,
    docs,
    drafts,
    ledger,
    limits,
    me,
    messages,
    notifications,
    operations,
    own_picture,
    people,
    permissions,
    pins,
    reports,
    search,
    sessions,
    threads,
    tokens,
    web_client,
)
from admin.api.document import Document
from admin.api.limits import Limits

PARTS = (
    *(
        me,
        own_picture,
        people,
        conversations,
        messages,
        pins,
        threads,
        drafts,
        search,
        notifications,
    ),
    *(devices, sessions, tokens, web_client, operations, permissions, ledger, reports),
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
