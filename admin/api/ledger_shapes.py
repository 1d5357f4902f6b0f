"""Shapes of the ledger; each class is a schema of the OpenAPI document."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema
from marshmallow.fields import AwareDateTime, Boolean, Integer, List, Nested, String
from marshmallow.validate import Length, Range

from admin.api.shapes import LARGEST_ID
from components.archive.ledger.witnesses import LONGEST_KEY

HASH = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
VKEY = "auditors.example.org+6f2d3a11+BGKTp2cLCdBB0cXq0rXq1sJ0dPqhf5nNo0xUe+mbIUBk"
LINE = "\N{EM DASH} auditors.example.org by06EQAAAABpIEGx…\n"
LONGEST_LINE = 400


def _text(about: str, example: str | None = None, **more: Any) -> String:
    metadata = {"description": about} | ({"example": example} if example else {})
    return String(required=True, metadata=metadata, **more)


def _size(about: str, *, nullable: bool = False, lowest: int = 0) -> Integer:
    return Integer(
        required=True,
        allow_none=nullable,
        validate=Range(lowest, LARGEST_ID),
        metadata={"description": about, "example": 20852},
    )


def _moment(about: str, *, nullable: bool = False) -> AwareDateTime:
    return AwareDateTime(
        required=True,
        allow_none=nullable,
        metadata={"description": about, "example": "2026-11-21T09:30:00+00:00"},
    )


class ConsistencyQuery(Schema):
    old = _size("Entries of the smaller tree")
    new = _size("Entries of the larger tree")


class InclusionQuery(Schema):
    seq = _size("Which entry; the first is 0")
    size = _size("Entries of the tree", lowest=1)


class Proof(Schema):
    hashes = List(
        String(),
        required=True,
        metadata={"description": "SHA-256 in base64, from the leaves up", "example": [HASH]},
    )


class SigningKey(Schema):
    vkey = _text("The key (C2SP signed-note)", VKEY)
    from_size = _size("The size of the first checkpoint it signs")
    at = _moment("When it began")
    note = _text("Introduces it: signed by itself and by the key before it")


class SigningKeys(Schema):
    keys = List(
        Nested(SigningKey), required=True, metadata={"description": "In the order of their use"}
    )


class NewCosignature(Schema):
    size = Integer(
        required=True,
        strict=True,
        validate=Range(0, LARGEST_ID),
        metadata={"description": "Of the checkpoint", "example": 20852},
    )
    line = _text(
        "The signature line (C2SP tlog-cosignature), with its line break",
        LINE,
        validate=Length(1, LONGEST_LINE),
    )


class NewWitness(Schema):
    vkey = _text("Its key, as `witness.py` prints it", VKEY, validate=Length(1, LONGEST_KEY))


class Witness(NewWitness):
    id = Integer(required=True, metadata={"description": "Names it in paths", "example": 17})
    name = _text("As its key has it", "auditors.example.org")
    added_at = _moment("When it was added")
    size = _size("Of the newest checkpoint it has signed", nullable=True)
    signed_at = _moment("When it signed that", nullable=True)
    silent = Boolean(
        required=True,
        metadata={"description": "It has not signed what has been there for a day"},
    )


class NewestCheckpoint(Schema):
    size = _size("Entries it vouches for")
    at = _moment("When it was made")


class Ledger(Schema):
    size = _size("Entries")
    root = _text(
        "The tree's head, in base64; null when the database lacks some of it",
        HASH,
        allow_none=True,
    )
    checkpoint = Nested(
        NewestCheckpoint,
        required=True,
        allow_none=True,
        metadata={"description": "The newest; null before the first"},
    )
    waiting = _size("Recorded stanzas that are not in the ledger yet")
    lag_seconds = _size("How long the oldest of them has waited")
    witnessed = _size("Entries that a witness vouches for")
    unwitnessed = _size("Those after them: nobody elsewhere would know if they were changed")
    witnesses = List(Nested(Witness), required=True, metadata={"description": "The first first"})
