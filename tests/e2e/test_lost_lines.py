"""A browser's line may break at any moment: its stream is told, and waits to be gone on with."""

import asyncio

import pytest

from tests.harness.cast import MARGARET
from tests.harness.stack import Stack
from tests.harness.xmpp import WebSocketClient

BREAKS = 30
QUESTIONS = 30
"""More than the stream takes at once, so that it is about to answer when the line breaks."""
SOON_SECONDS = 10
"""A stream that waits for a connection that is gone waits 15, each time that it writes."""


async def browser(stack: Stack) -> WebSocketClient:
    client = await stack.open_websocket("websocket")
    assert await client.authenticate(MARGARET, stack.password(MARGARET)) is None
    return client


@pytest.mark.timeout(120)
async def test_a_line_that_breaks_while_the_stream_writes_ends_the_connection_at_once(
    stack: Stack,
) -> None:
    lost = await browser(stack)
    await lost.bind("browser")
    await lost.enable_stream_management()
    answers = []
    for _ in range(BREAKS):
        for _ in range(QUESTIONS):
            lost.send(f"<iq type='get' id='{lost.next_id()}'><ping xmlns='urn:xmpp:ping'/></iq>")
        await lost.cut()
        again = await browser(stack)
        async with asyncio.timeout(SOON_SECONDS):
            answers.append((await again.resume(lost)).kind)
        lost = again

    assert ["resumed"] * BREAKS == answers
    await lost.close()
