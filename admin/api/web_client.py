"""What the web client asks for: who is signed in, and its way to XMPP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from flask_wtf.csrf import generate_csrf

from admin import minting, session
from admin.api.asking import SESSION_ASKS, own_session
from admin.api.limits import count_web_token
from admin.api.part import Part
from admin.api.people import picture_address
from admin.api.shapes import OwnSession, WebToken
from admin.services import connection, services
from components.directory import people, web_sessions, web_tokens

part = Part("Web client", "How a page of this origin knows its person and connects to XMPP.")


@part.operation("/session", OwnSession, guard=SESSION_ASKS)
def own() -> dict[str, Any]:
    """Who is signed in here

    With the token that every change has to carry.
    """
    settings, asking = services().settings, own_session()
    return {
        "localpart": asking.localpart,
        "jid": f"{asking.localpart}@{settings.domain}",
        "name": asking.name,
        "domain": settings.domain,
        "administrator": asking.administrator,
        "picture": picture_address(people.person(connection(), asking.localpart)),
        "csrf_token": generate_csrf(),
        "websocket": settings.websocket,
        "expires_at": asking.expires_at,
        "shared": asking.shared,
    }


@part.operation("/session", method="DELETE", status=204, guard=SESSION_ASKS)
def sign_out() -> None:
    """Sign this browser out, with the web client in it"""
    asking = own_session()
    web_sessions.end(connection(), asking.localpart, asking.id)
    session.forget()


@part.operation("/token", WebToken, method="POST", guard=SESSION_ASKS)
def make() -> dict[str, Any]:
    """A token for one connection

    It is the password for SASL PLAIN, once and within a minute; 30 a minute at most. What is
    connected by it ends with the session.
    """
    count_web_token()
    settings, asking = services().settings, own_session()
    minting.confirm(asking)
    return {
        "token": web_tokens.mint(connection(), asking),
        "jid": f"{asking.localpart}@{settings.domain}",
        "expires_at": datetime.now(UTC) + timedelta(seconds=web_tokens.LASTS_SECONDS),
        "websocket": settings.websocket,
    }
