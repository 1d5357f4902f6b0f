"""The ledger: checkpoints and proofs for auditors and witnesses, and who these are."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, url_for

from admin import ledger as witnessing
from admin import minting
from admin.api import ledger_shapes as shapes
from admin.api.asking import asker, own_session, permitted
from admin.api.part import Part
from admin.services import connection
from components.archive.ledger import state, witnesses
from components.archive.ledger.tree import Tree
from components.directory.roles import Permission
from schemas.refusals import NotFound

READERS = permitted(Permission.SEE_PROOFS, "ledger:read")
WITNESSES = permitted(Permission.SEE_PROOFS, "ledger:read", "ledger:witness")
MANAGERS = permitted(Permission.MANAGE_WITNESSES)
PLAIN = "text/plain; charset=utf-8"

part = Part("Ledger", "That the record is complete and unchanged, for whoever checks it.")


@part.operation(
    "/ledger/checkpoint",
    {"type": "string"},
    guard=WITNESSES,
    errors=[404],
    media_type=PLAIN,
    raw=True,
)
def checkpoint() -> Response:
    """The newest checkpoint

    A signed note (C2SP tlog-checkpoint) with the lines of its witnesses. 404 before the first.
    """
    newest = state.newest(connection())
    if newest is None:
        raise NotFound("There is no checkpoint yet")
    return Response(newest.note, content_type=PLAIN)


@part.operation(
    "/ledger/consistency",
    shapes.Proof,
    guard=WITNESSES,
    query=shapes.ConsistencyQuery,
    errors=[404],
)
def consistency(query: Mapping[str, Any]) -> dict[str, list[str]]:
    """That a tree goes on from a smaller one

    RFC 6962 section 2.1.2. 404 for a size that the ledger has not reached.
    """
    return _proof(Tree(connection()).consistency(query["old"], query["new"]))


@part.operation(
    "/ledger/inclusion", shapes.Proof, guard=READERS, query=shapes.InclusionQuery, errors=[404]
)
def inclusion(query: Mapping[str, Any]) -> dict[str, list[str]]:
    """That an entry is in the tree

    RFC 6962 section 2.1.1. 404 for an entry that a tree of this size does not have.
    """
    return _proof(Tree(connection()).inclusion(query["seq"], query["size"]))


@part.operation("/ledger/keys", shapes.SigningKeys, guard=WITNESSES)
def keys() -> dict[str, Any]:
    """The keys that sign checkpoints"""
    return {"keys": state.signing_keys(connection())}


@part.operation(
    "/ledger/cosignatures",
    method="POST",
    status=204,
    guard=permitted(Permission.SEE_PROOFS, "ledger:witness"),
    body=shapes.NewCosignature,
    errors=[404],
    example={"size": 20852, "line": shapes.LINE},
)
def cosign(wanted: Mapping[str, Any]) -> None:
    """Hand in a witness's signature of a checkpoint

    The witness has to be known here. A second signature of the same checkpoint changes nothing.
    """
    witnesses.cosign(connection(), wanted["size"], wanted["line"])


@part.operation("/admin/ledger", shapes.Ledger, guard=READERS)
def status() -> dict[str, Any]:
    """How the ledger is"""
    found = state.read(connection())
    return {
        "size": found.size,
        "root": found.head,
        "checkpoint": found.checkpoint,
        "waiting": found.waiting,
        "lag_seconds": found.lag_seconds,
        "witnessed": found.witnessed,
        "unwitnessed": found.unwitnessed,
        "witnesses": found.witnesses,
    }


@part.operation(
    "/admin/ledger/witnesses",
    shapes.Witness,
    method="POST",
    status=201,
    guard=MANAGERS,
    body=shapes.NewWitness,
    errors=[409],
    example={"vkey": shapes.VKEY},
    headers={"Location": {"schema": {"type": "string"}, "description": "To remove it by"}},
)
def add(wanted: Mapping[str, Any]) -> tuple[witnesses.Witness, int, dict[str, str]]:
    """Add a witness"""
    minting.confirm(own_session())
    added = witnessing.add_witness(connection(), asker().localpart, wanted["vkey"])
    return added, 201, {"Location": url_for(f"{part.name}.remove", witness_id=added.id)}


@part.operation(
    "/admin/ledger/witnesses/<id:witness_id>",
    method="DELETE",
    status=204,
    guard=MANAGERS,
    errors=[404],
)
def remove(witness_id: int) -> None:
    """Remove a witness

    What it has signed stays.
    """
    witnessing.remove_witness(connection(), asker().localpart, witness_id)


def _proof(hashes: Iterable[bytes]) -> dict[str, list[str]]:
    return {"hashes": [_encoded(each) for each in hashes]}


def _encoded(digest: bytes) -> str:
    return base64.b64encode(digest).decode()
