"""What is said in one conversation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from flask import request, url_for
from werkzeug.exceptions import ServiceUnavailable

from admin.api.asking import asker
from admin.api.conversations import READERS, WRITERS, conversation, own_address, own_links
from admin.api.message_shapes import (
    LONGEST_KEY,
    Message,
    Messages,
    MessagesQuery,
    NewMessage,
    Read,
    SentMessage,
    Statuses,
)
from admin.api.part import Part
from admin.services import connection, services
from components.archive import conversations, sending
from components.archive.conversations import NEWEST, Page
from components.archive.sending import Author, Writing
from components.runtime.server_api import ServerApi
from schemas.refusals import Malformed, TryLater

ONE = "/conversations/<conversation:address>"
KEY = "Idempotency-Key"
KEYS = re.compile(f"[\x21-\x7e]{{1,{LONGEST_KEY}}}")
ONCE = {
    "in": "header",
    "name": KEY,
    "schema": {"type": "string", "pattern": f"^{KEYS.pattern}$"},
    "description": "Of your choice: asked for again with it within a day, it is the same message",
}
AWAY_SECONDS = 2

part = Part("Messages", "What is said in your conversations; read and written as you.")


@part.operation(f"{ONE}/messages", Messages, guard=READERS, query=MessagesQuery, errors=[404])
def page(query: Mapping[str, Any], address: str) -> dict[str, Any]:
    """A page of a conversation

    The newest messages, those `before` one, or those `after` one. What was corrected is here as it
    is now, what was retracted without its words.
    """
    if "before" in query and "after" in query:
        raise Malformed("A page is before a message or after one")
    entry = conversation(address)
    if "after" in query:
        place = int(query["after"])
        found = conversations.after(connection(), own_address(), entry, place, query["limit"])
    else:
        place = int(query.get("before", NEWEST))
        found = conversations.before(connection(), own_address(), entry, place, query["limit"])
    return _page(found)


@part.operation(
    f"{ONE}/messages",
    SentMessage,
    method="POST",
    status=201,
    guard=WRITERS,
    body=NewMessage,
    errors=[404, 409],
    example={"body": "On my way"},
    asked_headers=[ONCE],
    headers={"Location": {"schema": {"type": "string"}, "description": "To read it again"}},
)
def write(wanted: Mapping[str, Any], address: str) -> tuple[dict[str, str], int, dict[str, str]]:
    """Write to it

    It is recorded and delivered as if one of your devices had sent it, and is among the messages a
    moment later. Members of a room write to it without being in it.
    """
    entry, reply_to = conversation(address), wanted.get("reply_to")
    writing = Writing(wanted["body"], int(reply_to) if reply_to else None)
    with available():
        sent = sending.send(connection(), server(), author(), entry, writing, key())
    location = url_for(f"{part.name}.one", address=address, message=sent)
    return {"id": str(sent)}, 201, {"Location": location}


@part.operation(f"{ONE}/messages/<id:message>", Message, guard=READERS, errors=[404])
def one(address: str, message: int) -> dict[str, Any]:
    """One message"""
    entry = conversation(address)
    return shown(conversations.message(connection(), own_address(), entry, message))


@part.operation(f"{ONE}/messages/<id:message>/status", Statuses, guard=READERS, errors=[404])
def status(address: str, message: int) -> dict[str, Any]:
    """What became of a message

    With each of those it was for. What is unknown is not “no”: a device may have shown it without
    saying so.
    """
    entry = conversation(address)
    conversations.message(connection(), own_address(), entry, message)
    return {"statuses": conversations.status(connection(), own_address(), entry, message)}


@part.operation(
    f"{ONE}/read", method="POST", status=204, guard=WRITERS, body=Read, errors=[404], example={}
)
def read(wanted: Mapping[str, Any], address: str) -> None:
    """Say that you have read it

    All your devices follow (XEP-0490), and whoever asked to know is told (XEP-0333).
    """
    entry = conversation(address)
    place = int(wanted.get("up_to", entry.last_id))
    if "up_to" in wanted:
        conversations.message(connection(), own_address(), entry, place)
    with available():
        sending.read(connection(), server(), author(), entry, place)


def server() -> ServerApi:
    return ServerApi(services().settings.sending)


def author() -> Author:
    return Author(own_address(), asker().name)


def key() -> str | None:
    """Raises Malformed."""
    found = request.headers.get(KEY)
    if found is not None and not KEYS.fullmatch(found):
        raise Malformed(f"{KEY} has 1 to {LONGEST_KEY} characters of ASCII")
    return found


@contextmanager
def available() -> Iterator[None]:
    """While the server does not answer, this is not the asker's doing."""
    try:
        yield
    except TryLater as refusal:
        raise ServiceUnavailable(str(refusal), retry_after=AWAY_SECONDS) from refusal


def _page(found: Page) -> dict[str, Any]:
    messages = [shown(each) for each in found.messages]
    return {
        "messages": messages,
        "before": messages[0]["id"] if messages and found.earlier else None,
        "after": messages[-1]["id"] if messages and found.later else None,
    }


def shown(found: conversations.Message) -> dict[str, Any]:
    """As the asker may see it."""
    reply_to = None if found.reply_to is None else str(found.reply_to)
    attachments = [asdict(each) | {"url": own_links(each.url)} for each in found.attachments]
    return asdict(found) | {
        "id": str(found.id),
        "reply_to": reply_to,
        "body": own_links(found.body),
        "attachments": attachments,
    }
