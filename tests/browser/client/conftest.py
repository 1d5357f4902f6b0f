"""People at the web client, and colleagues who write to them by hand-written stanzas."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.browser.conftest import Complaints, Open
from tests.harness.stack import Stack
from tests.harness.web_client import WebClient
from tests.harness.xmpp import Client

At = Callable[..., Awaitable[WebClient]]
Peer = Callable[..., Awaitable[Client]]

OFFLINE = (
    *(r"net::ERR_", r"WebSocket connection to", r"status of 50\d .*/api/v1/"),
    r"An unknown error occurred when fetching the script",
)
"""What Chromium says of requests while there is no network or no server."""

SILENT_SECONDS = 20

CLOSED_TWICE = "Close received after close"
"""WORKAROUND: when both end a WebSocket at once, ejabberd answers the close frame with a second."""


@pytest.fixture
def at(stack: Stack, open_page: Open, complaints: Complaints) -> At:
    """A person at the web client in a browser of their own, with the options of `new_context`."""
    complaints.expect(CLOSED_TWICE)

    async def at(person: str, **options: Any) -> WebClient:
        client = WebClient(await open_page(**options), stack, person)
        await client.sign_in()
        return client

    return at


@pytest.fixture
def peer(stack: Stack) -> Iterator[Peer]:
    """A colleague at a client that says nothing by itself; what waited for them is forgotten."""
    staying = []

    async def peer(person: str, resource: str = "phone") -> Client:
        client = await stack.sign_in(person, resource)
        await client.settle()
        client.forget()
        staying.append(asyncio.create_task(_stays(client)))
        return client

    yield peer
    for each in staying:
        each.cancel()


async def _stays(client: Client) -> None:
    """Whoever is silent for a minute is pinged, and gone without an answer: nobody reads here."""
    while not client.ended:
        client.send(f"<iq type='result' id='here' to='{client.domain}'/>")
        await asyncio.sleep(SILENT_SECONDS)  # nothing waits for it


@pytest.fixture
def offline(complaints: Complaints) -> None:
    """Requests fail in this test, and Chromium may say so."""
    complaints.expect(*OFFLINE)


def words(text: str) -> str:
    """A body that no other test uses."""
    return f"{text} {uuid4().hex[:12]}"
