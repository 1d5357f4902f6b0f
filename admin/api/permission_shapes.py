"""Shapes of roles, rules and the audit; each class is a schema of the OpenAPI document."""

from __future__ import annotations

from marshmallow import Schema
from marshmallow.fields import AwareDateTime, Boolean, Dict, Integer, List, Nested, String
from marshmallow.validate import Length, OneOf, Range

from admin.api.shapes import LARGEST_ID, LARGEST_PAGE, Whole
from components.directory.accounts import LOCALPART
from components.directory.audit import Action
from components.directory.grants import Origin
from components.directory.roles import GIVEN, Role

LONGEST_CURSOR = 80


def _role(about: str, *, nullable: bool = False) -> String:
    return String(
        required=True,
        allow_none=nullable,
        validate=OneOf(GIVEN),
        metadata={"description": about, "example": Role.MODERATOR},
    )


def _place(about: str) -> Integer:
    return Integer(
        required=True,
        allow_none=True,
        strict=True,
        validate=Range(1, LARGEST_ID),
        metadata={"description": about, "example": 3},
    )


class NewGrant(Schema):
    role = _role("What the person becomes")
    department = _place("Where, as a department's id; null: everywhere")


class Grant(NewGrant):
    localpart = String(required=True, metadata={"description": "Whose role", "example": "ada"})
    origin = String(
        required=True,
        validate=OneOf(list(Origin)),
        metadata={"description": "Who gave it, and alone takes it away"},
    )


class Grants(Schema):
    roles = List(Nested(Grant), required=True, metadata={"description": "By localpart"})


class Side(Schema):
    department = _place("The people of a department or project, by its id; null: of any")
    role = _role("Those of them who have this role there; null: all", nullable=True)


class NewRule(Schema):
    sender = Nested(Side, required=True, metadata={"description": "Who writes"})
    recipient = Nested(Side, required=True, metadata={"description": "To whom"})
    allowed = Boolean(
        required=True,
        truthy={True},
        falsy={False},
        metadata={"description": "Whether they may; a rule that allows beats those that refuse"},
    )


class Rule(NewRule):
    id = Integer(required=True, metadata={"description": "Names it in paths", "example": 17})


class Rules(Schema):
    rules = List(Nested(Rule), required=True, metadata={"description": "The oldest first"})


class AuditQuery(Schema):
    before = String(
        validate=Length(1, LONGEST_CURSOR),
        metadata={"description": "`next` of the page before"},
    )
    limit = Integer(
        load_default=50,
        validate=Range(1, LARGEST_PAGE),
        metadata={"description": "How many at most"},
    )
    action = String(
        validate=OneOf(list(Action)), metadata={"description": "Only what was done like that"}
    )
    person = String(
        validate=Whole(f"^{LOCALPART.pattern}$"),
        metadata={"description": "Only what they did or was done to them", "example": "ada"},
    )


class AuditEntry(Schema):
    at = AwareDateTime(
        required=True,
        metadata={"description": "When", "example": "2026-11-21T09:30:00+00:00"},
    )
    actor = String(
        required=True,
        allow_none=True,
        metadata={"description": "Who, as a localpart; null: the server itself or nobody known"},
    )
    action = String(required=True, metadata={"description": "What", "example": Action.ROLE_GIVEN})
    subject = String(required=True, metadata={"description": "To whom or what; may be empty"})
    details = Dict(
        keys=String(), required=True, metadata={"description": "What else is to be known"}
    )


class Audit(Schema):
    entries = List(Nested(AuditEntry), required=True, metadata={"description": "The newest first"})
    next = String(
        required=True,
        allow_none=True,
        metadata={"description": "Ask again with `before` set to this; null on the last page"},
    )
