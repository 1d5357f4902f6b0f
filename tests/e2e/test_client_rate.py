"""A client may send 5 MB at once and 500 KB a second (`shaper` in ejabberd-config)."""

import time
from collections.abc import Awaitable, Callable

import pytest

from tests.harness.cast import ADA
from tests.harness.stack import Stack
from tests.harness.xmpp import Client

FLOOD_BYTES = 6_000_000
FRAME_BYTES = 250_000
AT_LEAST_SECONDS = 1.5


@pytest.mark.parametrize("door", [Stack.open, Stack.open_websocket], ids=["TCP", "WebSocket"])
async def test_a_flood_is_slowed_down(
    stack: Stack, door: Callable[[Stack], Awaitable[Client]]
) -> None:
    client = await door(stack)
    assert await client.authenticate(ADA, stack.password(ADA)) is None
    await client.bind("flood")
    large = f"<message to='{client.bare}' type='error'><body>{'x' * FRAME_BYTES}</body></message>"
    began = time.monotonic()
    for _ in range(FLOOD_BYTES // FRAME_BYTES):
        client.send(large)
    await client.settle()

    assert time.monotonic() - began > AT_LEAST_SECONDS
