"""What requests and answers about drafts look like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, validates_schema
from marshmallow.fields import Integer, List, Nested, String
from marshmallow.validate import Length, Range

from admin.api.message_shapes import ADDRESS, CONVERSATION, LONGEST_BODY, MESSAGE, MESSAGE_ID
from admin.api.shapes import Whole, _moment, _text

LONGEST_ID = 1_023
MOST_MENTIONS = 50
BODY = "@Grace Hopper is the engine"


class Mention(Schema):
    address = _text(
        "Of the person; of the room for everybody", ADDRESS, validate=Whole(f"^{CONVERSATION}$")
    )
    begin = Integer(
        required=True,
        validate=Range(0, LONGEST_BODY),
        metadata={"description": "Code points of the body before the name", "example": 0},
    )
    end = Integer(
        required=True,
        validate=Range(1, LONGEST_BODY),
        metadata={"description": "Those up to its end", "example": 13},
    )


class NewDraft(Schema):
    body = _text("As far as it is written", BODY, validate=Length(min=1, max=LONGEST_BODY))
    reply_id = String(
        allow_none=True,
        validate=Length(min=1, max=LONGEST_ID),
        metadata={"description": "The message it answers, as XEP-0461 names it"},
    )
    mentions = List(
        Nested(Mention),
        validate=Length(max=MOST_MENTIONS),
        metadata={"description": "Whose names are in it (XEP-0372)"},
    )
    version = String(
        required=True,
        allow_none=True,
        validate=Whole(MESSAGE_ID),
        metadata={
            "description": "The one it takes the place of; null for none",
            "example": MESSAGE,
        },
    )

    @validates_schema
    def _inside(self, wanted: Mapping[str, Any], **_: object) -> None:
        for each in wanted.get("mentions", ()):
            if not each["begin"] < each["end"] <= len(wanted["body"]):
                raise ValidationError("A mention lies within the body", "mentions")


class Draft(Schema):
    conversation = _text("Its id", ADDRESS)
    body = _text("As far as it is written", BODY)
    reply_id = _text("The message it answers, as XEP-0461 names it", allow_none=True)
    mentions = List(
        Nested(Mention), required=True, metadata={"description": "Whose names are in it (XEP-0372)"}
    )
    version = _text("Another with every change", MESSAGE)
    changed_at = _moment("When it was changed last")


class Drafts(Schema):
    owner = _text("Whose they are", "ada")
    drafts = List(Nested(Draft), required=True, metadata={"description": "The last changed first"})


class KnownDraft(Schema):
    version = _text("The one that is known", MESSAGE, validate=Whole(MESSAGE_ID))
