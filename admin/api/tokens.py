"""One's own programs. Only a session makes or revokes tokens: a program cannot widen its scopes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import url_for

from admin import minting
from admin.api.asking import SESSION_ASKS, own_session
from admin.api.part import Part
from admin.api.shapes import ApiTokens, ApiTokenWithSecret, NewApiToken
from admin.services import connection
from components.directory import api_tokens

part = Part("Your programs", "Tokens of your programs; never made or revoked by a program.")


@part.operation("/tokens", ApiTokens, guard=SESSION_ASKS)
def tokens() -> dict[str, Any]:
    """Your tokens, the newest first"""
    return {"tokens": api_tokens.listed(connection(), own_session().localpart)}


@part.operation(
    "/tokens",
    ApiTokenWithSecret,
    method="POST",
    status=201,
    guard=SESSION_ASKS,
    body=NewApiToken,
    errors=[409],
    example={"name": "Phone list", "scopes": ["people:read"]},
    headers={"Location": {"schema": {"type": "string"}, "description": "To revoke it by"}},
)
def mint(wanted: Mapping[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Make a token

    The answer holds it, this once. Scopes of administrators are for administrators.
    """
    minting.confirm(own_session())
    made = api_tokens.mint(
        connection(),
        own_session().localpart,
        wanted["name"],
        wanted["scopes"],
        wanted.get("expires_at"),
    )
    location = url_for(f"{part.name}.revoke", token_id=made.program.id)
    return asdict(made.program) | {"token": made.token}, 201, {"Location": location}


@part.operation(
    "/tokens/<id:token_id>", method="DELETE", status=204, guard=SESSION_ASKS, errors=[404]
)
def revoke(token_id: int) -> None:
    """Revoke a token"""
    api_tokens.revoke(connection(), own_session().localpart, token_id)
