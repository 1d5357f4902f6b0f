"""What is pinned in a conversation, and where a link to a message leads."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema
from marshmallow.fields import List, Nested

from admin.api.asking import asker
from admin.api.conversations import READERS, conversation, own_address
from admin.api.message_shapes import ADDRESS, Message, _message_id
from admin.api.messages import ONE, shown
from admin.api.part import Part
from admin.api.shapes import _moment, _text
from admin.services import connection
from components.archive import conversations, pins
from components.archive.inbox import Entry

part = Part("Pins and links", "What is pinned in your conversations, and where a message is.")


class Pin(Schema):
    id = _message_id("Of the message that pinned it")
    address = _text("Of whoever pinned it", ADDRESS)
    at = _moment("When it was pinned")
    named = _text(
        "What pins and unpins it: its id in a room, else what its author calls it", "c7b1"
    )
    message = Nested(Message, required=True, metadata={"description": "As it is now"})


class Pins(Schema):
    owner = _text("Localpart of the address of the person who asked", "ada")
    pins = List(Nested(Pin), required=True, metadata={"description": "The last pinned first"})
    up_to = _message_id("The newest message that was looked at; null without", nullable=True)


class MessagePlace(Schema):
    conversation = _text("Address of the conversation it is in", ADDRESS)
    id = _message_id("Of the message")


@part.operation(f"{ONE}/pins", Pins, guard=READERS, errors=[404])
def pinned(address: str) -> dict[str, Any]:
    """The pinned messages

    100 at most. What was retracted is not among them.
    """
    entry = conversation(address)
    found = pins.of(connection(), own_address(), entry)
    return {
        "owner": asker().localpart,
        "pins": [
            {"id": str(each.id), "address": each.address, "at": each.at}
            | {"named": _named(entry, each.message), "message": shown(each.message)}
            for each in found.pins
        ],
        "up_to": str(found.up_to) if found.up_to else None,
    }


@part.operation("/messages/<named:message>", MessagePlace, guard=READERS, errors=[404])
def place(message: str) -> dict[str, str]:
    """Where a message is

    By its id or by what its author calls it (XEP-0359); 404 where you may not read it, or it was
    retracted.
    """
    entry, id = conversations.linked(connection(), own_address(), message)
    return {"conversation": entry.address, "id": str(id)}


def _named(entry: Entry, message: conversations.Message) -> str:
    """XEP-0444 #business-id."""
    return str(message.id) if entry.kind == "room" else message.named or ""
