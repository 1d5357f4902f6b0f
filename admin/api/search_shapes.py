"""What a search in messages asks for and answers."""

from __future__ import annotations

from marshmallow import Schema
from marshmallow.fields import Integer, List, Nested, String
from marshmallow.validate import Length, OneOf, Range

from admin.api.message_shapes import ADDRESS, KINDS, MESSAGE, MESSAGE_KINDS
from admin.api.shapes import LARGEST_PAGE, _count, _moment, _text
from components.archive.search import query

LONGEST_CURSOR = 400
BEST, NEWEST = "best", "newest"


class SearchQuery(Schema):
    q = String(
        required=True,
        validate=Length(min=1, max=query.LONGEST),
        metadata={
            "description": "Words and “phrases”, in any of their forms; with from:, in:, before:,"
            " after:, has:file, has:image, has:link, has:voice, is:unread and #hashtags",
            "example": 'plan "next week" from:grace after:2026-10 has:file',
        },
    )
    order = String(
        load_default=BEST,
        validate=OneOf((BEST, NEWEST)),
        metadata={"description": "`best`: those first in which several words stand together"},
    )
    after = String(
        validate=Length(1, LONGEST_CURSOR), metadata={"description": "`next` of the page before"}
    )
    limit = Integer(
        load_default=20,
        validate=Range(1, LARGEST_PAGE),
        metadata={"description": "How many at most"},
    )


class Mark(Schema):
    begin = _count("Characters before it")
    end = _count("Characters up to where it is over")


class Place(Schema):
    id = _text("Names the conversation in paths", ADDRESS)
    kind = _text("`private`: private messages in a room", "direct", validate=OneOf(KINDS))
    name = _text("Of the person or of the room; may be empty", "Grace Hopper")


class Hit(Schema):
    id = _text("Names the message in paths; the archives' id (XEP-0359)", MESSAGE)
    conversation = Nested(Place, required=True, metadata={"description": "Where it was said"})
    sender = _text("Address of its author", ADDRESS)
    nick = _text("Of its author in the room; may be empty")
    at = _moment("When it was sent")
    kind = _text("What it is", "text", validate=OneOf(MESSAGE_KINDS))
    snippet = _text("The part of it in which the words stand", "The plan for next week")
    marks = List(
        Nested(Mark), required=True, metadata={"description": "Where the words stand in `snippet`"}
    )


class Found(Schema):
    owner = _text("Localpart of the address of the person who asked", "ada")
    total = _count("All that was found, on all pages")
    hits = List(Nested(Hit), required=True, metadata={"description": "In the order asked for"})
    next = _text("Ask again with `after` set to this; null on the last page", allow_none=True)
