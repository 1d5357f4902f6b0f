"""What requests and answers about threads look like."""

from __future__ import annotations

from marshmallow import Schema, ValidationError, validates_schema
from marshmallow.fields import Boolean, Integer, List, Nested, String
from marshmallow.validate import Range

from admin.api.message_shapes import ADDRESS, CONVERSATION, MESSAGE, MESSAGE_ID, Preview
from admin.api.shapes import LARGEST_PAGE, Whole, _count, _text

LONGEST_THREAD = 255


class Thread(Schema):
    conversation = _text("Address of the other person, or of the room", ADDRESS)
    thread = _text("Its name (XEP-0201)", MESSAGE)
    root = Nested(
        Preview,
        required=True,
        allow_none=True,
        metadata={"description": "What it begins with; null where you may not read that"},
    )
    last = Nested(
        Preview,
        required=True,
        allow_none=True,
        metadata={"description": "What was said in it last"},
    )
    replies = _count("Messages that were not retracted, beside the one it begins with")
    unread = _count("Of them, those that are not read yet, on any device")
    mentions = _count("Of these, such as mention you")
    followed = Boolean(required=True, metadata={"description": "You want to be told of it"})
    follows = Boolean(
        required=True,
        allow_none=True,
        metadata={"description": "What you have said yourself; null: nothing"},
    )
    read_to = _text(
        "The last message that was read in the thread alone; null without", MESSAGE, allow_none=True
    )


class Threads(Schema):
    owner = _text("Localpart of the address of the person who asked", "ada")
    threads = List(Nested(Thread), required=True, metadata={"description": "The last active first"})
    next = _text("Ask again with `after` set to this; null on the last page", allow_none=True)
    unread = _count("Followed ones that have something unread, on all pages")


class ThreadsQuery(Schema):
    conversation = String(
        validate=Whole(f"^{CONVERSATION}$"),
        metadata={"description": "All threads of this one", "example": ADDRESS},
    )
    thread = String(
        validate=Whole(rf"^[^\x00]{{1,{LONGEST_THREAD}}}$"),
        metadata={"description": "Of the conversation only this one", "example": MESSAGE},
    )
    after = String(
        validate=Whole(MESSAGE_ID),
        metadata={"description": "`next` of the page before", "example": MESSAGE},
    )
    limit = Integer(
        load_default=50, validate=Range(1, LARGEST_PAGE), metadata={"description": "At most"}
    )

    @validates_schema
    def _thread_is_in_a_conversation(self, data: dict[str, object], **_: object) -> None:
        if "thread" in data and "conversation" not in data:
            raise ValidationError("A thread is asked for with its conversation", "thread")
