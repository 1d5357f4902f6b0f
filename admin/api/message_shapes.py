"""What requests and answers about conversations look like."""

from __future__ import annotations

import re

from marshmallow import Schema, ValidationError
from marshmallow.fields import Boolean, Integer, List, Nested, String
from marshmallow.validate import Length, OneOf, Range

from admin.api.shapes import LARGEST_PAGE, Whole, _count, _moment, _text

KINDS = ("direct", "room", "private")
MESSAGE_KINDS = (
    *("text", "image", "audio", "video", "document", "voice", "system", "call", "event"),
)
ADDRESS = "grace@stoa.localhost"
FILE = (
    "https://stoa.localhost/files/9b2e7c1a-8f00-4d5e-9a55-0a1b2c3d4e5f"
    "/YWRh.Rm-AB6XSlneJjkumd8sO2w/plan.pdf"
)
MESSAGE = "1795276639286217"
MESSAGE_ID = r"^[1-9][0-9]{0,17}$"
LONGEST_BODY = 5_000
"""Characters: written as escapes they fit into the largest request."""
LONGEST_KEY = 255
CONVERSATION = r"[^/\x00-\x20\x7f\"&'<>]{1,3071}"
"""A bare JID (RFC 7622); two for private messages in a room."""
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _message_id(about: str, *, nullable: bool = False) -> String:
    return _text(about, MESSAGE, allow_none=nullable)


def _writable(body: str) -> None:
    if NOT_XML.search(body):
        raise ValidationError("XML 1.0 cannot carry a character of it")


class Preview(Schema):
    id = _message_id("Of the message")
    sender = _text("Address of its author", ADDRESS)
    nick = _text("Of its author in the room; may be empty")
    at = _moment("When it was sent")
    kind = _text("What it is", "text", validate=OneOf(MESSAGE_KINDS))
    body = _text("How it begins; empty when it was retracted", "Is the engine ready?")
    retracted = Boolean(required=True, metadata={"description": "Its author or a moderator did"})


class Conversation(Schema):
    id = _text("Names it in paths: address of the other person, or of the room", ADDRESS)
    kind = _text("`private`: private messages in a room", "direct", validate=OneOf(KINDS))
    name = _text("Of the person or of the room; may be empty", "Grace Hopper")
    last = Nested(
        Preview,
        required=True,
        allow_none=True,
        metadata={"description": "The newest message; null where nothing was said yet"},
    )
    read_to = _message_id("Of the last message that was read; null without", nullable=True)
    unread = _count("Messages that are not read yet, on any device")
    mentions = _count("Of these, such as mention you")
    pinned = Boolean(required=True, metadata={"description": "You keep it at the top"})
    muted = Boolean(required=True, metadata={"description": "You are not notified"})
    muted_until = _moment("When you will be again; null: not muted, or for good", nullable=True)
    archived = Boolean(
        required=True,
        metadata={"description": "Put away until something new comes"},
    )
    marked_unread = Boolean(
        required=True, metadata={"description": "You want to come back to it, read or not"}
    )


class Conversations(Schema):
    conversations = List(
        Nested(Conversation), required=True, metadata={"description": "The last active first"}
    )
    next = _text("Ask again with `after` set to this; null on the last page", allow_none=True)
    total = _count("All that fit, on all pages")


class ConversationsQuery(Schema):
    q = String(
        validate=Length(min=1, max=100),
        metadata={"description": "Part of the name or address", "example": "hopper"},
    )
    kind = String(validate=OneOf(KINDS), metadata={"description": "Only these"})
    unread = Boolean(metadata={"description": "Only those with, or without, unread messages"})
    pinned = Boolean(metadata={"description": "Only those that are pinned, or are not"})
    muted = Boolean(metadata={"description": "Only those that are muted, or are not"})
    archived = Boolean(metadata={"description": "Only those that are archived, or are not"})
    marked_unread = Boolean(
        metadata={"description": "Only those you want to come back to, or the others"}
    )
    after = String(
        validate=Whole(r"^[0-9]{1,18}-[0-9]{1,19}$"),
        metadata={"description": "`next` of the page before"},
    )
    limit = Integer(
        load_default=50, validate=Range(1, LARGEST_PAGE), metadata={"description": "At most"}
    )


class NewConversation(Schema):
    id = _text("Address of a person or of a room", ADDRESS, validate=Whole(f"^{CONVERSATION}$"))


class Attachment(Schema):
    url = _text("Where it is; a link to a shared file is yours alone", FILE)
    media_type = _text("May be empty", "application/pdf")
    name = _text("May be empty", "plan.pdf")
    size_bytes = Integer(required=True, allow_none=True, metadata={"description": "If known"})


class Reaction(Schema):
    emoji = _text("The reaction", "👍")
    addresses = List(String(), required=True, metadata={"description": "Whose it is"})


class Message(Schema):
    id = _message_id("Names it in paths; the archives' id (XEP-0359)")
    sender = _text("Address of its author", ADDRESS)
    nick = _text("Of its author in the room; may be empty")
    at = _moment("When it was sent")
    kind = _text("What it is", "text", validate=OneOf(MESSAGE_KINDS))
    body = _text("What it says now; empty when it was retracted", "Is the engine ready?")
    encrypted = Boolean(required=True, metadata={"description": "Only its recipients can read it"})
    thread = _text("Of its author's choice (XEP-0201)", allow_none=True)
    reply_to = _message_id("The message it answers", nullable=True)
    edited_at = _moment("When it was last corrected", nullable=True)
    retracted_at = _moment("When it was retracted", nullable=True)
    retracted_by = _text("Address of whoever retracted it", allow_none=True)
    attachments = List(Nested(Attachment), required=True, metadata={"description": "Its files"})
    reactions = List(Nested(Reaction), required=True, metadata={"description": "First ones first"})


class Messages(Schema):
    messages = List(Nested(Message), required=True, metadata={"description": "The oldest first"})
    before = _message_id("Ask with this `before` for earlier ones; null without", nullable=True)
    after = _message_id("Ask with this `after` for later ones; null without", nullable=True)


class MessagesQuery(Schema):
    before = String(
        validate=Whole(MESSAGE_ID), metadata={"description": "Those before it", "example": MESSAGE}
    )
    after = String(
        validate=Whole(MESSAGE_ID), metadata={"description": "Those after it", "example": MESSAGE}
    )
    limit = Integer(
        load_default=50, validate=Range(1, LARGEST_PAGE), metadata={"description": "At most"}
    )


class NewMessage(Schema):
    body = _text("What it says", "On my way", validate=[Length(min=1, max=LONGEST_BODY), _writable])
    reply_to = String(
        validate=Whole(MESSAGE_ID),
        metadata={"description": "The message it answers", "example": MESSAGE},
    )


class SentMessage(Schema):
    id = _message_id("The archives' id (XEP-0359)")


class Read(Schema):
    up_to = String(
        validate=Whole(MESSAGE_ID),
        metadata={"description": "The last one read; the newest without", "example": MESSAGE},
    )


class Status(Schema):
    address = _text("One of those the message was for", ADDRESS)
    delivered_at = _moment("When it arrived; null is unknown", nullable=True)
    read_at = _moment("When it was read; null is unknown", nullable=True)


class Statuses(Schema):
    statuses = List(Nested(Status), required=True, metadata={"description": "By address"})


class UnreadCounts(Schema):
    conversations = _count("With at least one unread message")
    messages = _count("That are not read yet")
    mentions = _count("Of these, such as mention you")
