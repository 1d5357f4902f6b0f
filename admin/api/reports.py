"""Telling those who moderate of somebody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema
from marshmallow.fields import List, String
from marshmallow.validate import Length, OneOf

from admin.api.conversations import WRITERS, own_address
from admin.api.message_shapes import ADDRESS, CONVERSATION, MESSAGE, MESSAGE_ID
from admin.api.part import Part
from admin.api.shapes import Whole, _text
from admin.services import connection
from components.directory import reports

part = Part("Reports", "Telling those who moderate of a person, or of what they wrote.")


class NewReport(Schema):
    address = _text("Of whom you report", ADDRESS, validate=Whole(f"^{CONVERSATION}(/[^\\x00]+)?$"))
    reason = _text("Why", "abuse", validate=OneOf(reports.REASONS))
    note = String(
        load_default="",
        validate=Length(max=reports.LONGEST_NOTE),
        metadata={"description": "In your words", "example": "This is not the first time."},
    )
    messages = List(
        String(validate=Whole(MESSAGE_ID)),
        load_default=list,
        validate=Length(max=reports.MOST_MESSAGES),
        metadata={"description": "Such of theirs as it is about", "example": [MESSAGE]},
    )


@part.operation(
    "/reports",
    method="POST",
    status=204,
    guard=WRITERS,
    body=NewReport,
    example={"address": ADDRESS, "reason": "abuse", "messages": [MESSAGE]},
)
def report(wanted: Mapping[str, Any]) -> None:
    """Report somebody

    Moderators and administrators see it, with what the messages say now; the reported do not. Who
    wants to block them too does so over XMPP, with the report in it (XEP-0377).
    """
    about = [int(each) for each in wanted["messages"]]
    reports.make(
        *(connection(), own_address(), wanted["address"]), wanted["reason"], wanted["note"], about
    )
