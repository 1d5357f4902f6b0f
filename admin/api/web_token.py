"""The web client's way from its session to XMPP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from admin import minting
from admin.api.asking import SESSION_ASKS, own_session
from admin.api.limits import count_web_token
from admin.api.part import Part
from admin.api.shapes import WebToken
from admin.services import connection, services
from components.directory import web_tokens

part = Part("Web client", "How a page of this origin connects to XMPP.")


@part.operation("/token", WebToken, method="POST", guard=SESSION_ASKS)
def make() -> dict[str, Any]:
    """A token for one connection

    It is the password for SASL PLAIN, once and within a minute; 30 a minute at most. What is
    connected by it ends with the session.
    """
    count_web_token()
    settings, own = services().settings, own_session()
    minting.confirm(own)
    return {
        "token": web_tokens.mint(connection(), own),
        "jid": f"{own.localpart}@{settings.domain}",
        "expires_at": datetime.now(UTC) + timedelta(seconds=web_tokens.LASTS_SECONDS),
        "websocket": settings.origin.replace("http", "ws", 1) + "/ws",
    }
