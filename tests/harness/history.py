"""A long conversation, had by its two people in seconds."""

import asyncio

from tests.harness.feed import Feed, Row
from tests.harness.stack import Stack

DEVICES = 5
"""Of each person: what one client sends is recorded one by one."""
BATCH = 100
LENGTHS = (0, 1, 2, 0, 3, 1, 0, 40, 1, 0, 2, 12, 0)
"""Of bodies, in phrases: most are short, some have several lines."""


async def converse(stack: Stack, one: str, other: str, count: int) -> list[str]:
    """All devices of both talk at once; the bodies in the order of the record."""
    feed = Feed(stack)
    listening = [await stack.sign_in(person, "history") for person in (one, other)]
    talking = [
        _talk(stack, person, stack.jid(peer), range(device, count // 2, DEVICES))
        for person, peer in ((one, other), (other, one))
        for device in range(DEVICES)
    ]
    await asyncio.gather(*talking)
    for client in listening:
        await client.close()
    return _bodies(feed.rows())[-count:]


async def _talk(stack: Stack, person: str, to: str, numbers: range) -> None:
    """From a device that is not available, so that it gets no copies."""
    client = await stack.open()
    await client.authenticate(person, stack.password(person))
    await client.bind(f"history {numbers.start}")
    for first in range(0, len(numbers), BATCH):
        batch = numbers[first : first + BATCH]
        client.send(
            "".join(_chat(to, f"{person} {number:04}", LENGTHS[number % 13]) for number in batch)
        )
        await client.settle()
    await client.close()


def _chat(to: str, name: str, more: int) -> str:
    body = name + " and so on" * more
    return f"<message to='{to}' type='chat' id='{name}'><body>{body}</body></message>"


def _bodies(rows: list[Row]) -> list[str]:
    messages = sorted((row for row in rows if row.kind == "message"), key=lambda row: row.stanza_id)
    return [row.body for row in messages if row.body is not None]
