"""What others do while a page is watched: write without a pause."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bench import wire

if TYPE_CHECKING:
    from bench.wire import Wire
    from tests.harness.stack import Stack

STEPS = 10
"""Of a second: so often a batch is written."""
AT_ONCE = 200
"""Without a rate: what the server has to take before it gets more."""


async def writer(stack: Stack, person: str) -> Wire:
    return await wire.client(stack, person, stack.password(person))


async def write(sender: Wire, to: str, numbers: range, rate: int = 0) -> str:
    """A message of each number, so many a second or as fast as it goes; the last one's body."""
    batch = rate // STEPS or AT_ONCE
    for start in range(0, len(numbers), batch):
        some = numbers[start : start + batch]
        sender.write("".join(_message(to, number) for number in some))
        await (asyncio.sleep(1 / STEPS) if rate else sender.settle())
    await sender.settle()
    return body(numbers[-1])


def body(number: int) -> str:
    return f"News {number}. "


def _message(to: str, number: int) -> str:
    said = body(number) + "What was said. " * (1 + number % 12)
    return f"<message to='{to}' type='chat' id='news{number}'><body>{said}</body></message>"
