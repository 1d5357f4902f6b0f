"""What the server publishes for somebody who is away (XEP-0357 v0.4.1 #publishing)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import UUID
from xml.etree.ElementTree import Element

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFree

from components.push import subscriptions
from components.runtime.database import in_transaction
from components.runtime.disco import Disco
from components.runtime.dispatch import Dispatch
from components.runtime.stanza import Request
from schemas.refusals import Malformed, NotAllowed, NotFound, TryLater
from schemas.xmpp.namespaces import DATA, PUBSUB, PUSH

FIELD = f"{{{DATA}}}field"
SAID = "last-message-body"
"""The field that a notification has if it is of a message and not of something else."""
SECONDS = 10.0


class Notifications:
    def __init__(self, engine: Engine, domain: str, look: Callable[[], None]) -> None:
        """`look` is called when there is something to look into."""
        self._engine, self._domain, self._look = engine, domain, look

    def register(self, dispatch: Dispatch, disco: Disco) -> None:
        dispatch.handle("set", f"{{{PUBSUB}}}pubsub", self._notify)
        disco.feature(PUSH, PUBSUB)

    def queue(self, iq: Element) -> str:
        """Each node has one of its own: the server publishes for everybody, and nothing twice."""
        sender = iq.get("from", "")
        publish = iq.find(f"{{{PUBSUB}}}pubsub/{{{PUBSUB}}}publish")
        if sender != self._domain or publish is None:
            return sender
        return f"{sender} {publish.get('node', '')}"

    async def _notify(self, request: Request) -> None:
        """A refusal makes the server forget the node, but for TryLater."""
        if request.sender.full != self._domain:
            raise NotAllowed("Only the server publishes here")
        node, secret = parse(request.payload)
        if not _is_of_a_message(request.payload):
            return
        try:
            async with asyncio.timeout(SECONDS):
                await in_transaction(
                    self._engine, lambda connection: subscriptions.wake(connection, node, secret)
                )
        except (DBAPIError, NoneFree, TimeoutError):
            raise TryLater("The database does not answer", seconds=1) from None
        self._look()


def parse(pubsub: Element) -> tuple[UUID, str]:
    """Node and secret (#publishing). Raises Malformed, and NotFound for a node that is not ours."""
    publish = pubsub.find(f"{{{PUBSUB}}}publish")
    if publish is None:
        raise Malformed("A notification is published")
    options = pubsub.find(f"{{{PUBSUB}}}publish-options/{{{DATA}}}x")
    secret = _fields(options).get("secret", "")
    try:
        return UUID(publish.get("node", "")), secret
    except ValueError:
        raise NotFound("There is no such node") from None


def _is_of_a_message(pubsub: Element) -> bool:
    summary = pubsub.find(
        f"{{{PUBSUB}}}publish/{{{PUBSUB}}}item/{{{PUSH}}}notification/{{{DATA}}}x"
    )
    return SAID in _fields(summary)


def _fields(form: Element | None) -> dict[str, str]:
    """First values by name."""
    found = [] if form is None else form.findall(FIELD)
    return {each.get("var", ""): each.findtext(f"{{{DATA}}}value", "") for each in found}
