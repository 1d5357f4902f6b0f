"""Waiting for what nobody announces."""

import asyncio
from collections.abc import Callable
from typing import Any


async def until(wanted: Callable[[], Any], seconds: float = 20) -> None:
    """Returns when it is so. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not wanted():  # noqa: ASYNC110  a database row or a file sets no event
            await asyncio.sleep(0.005)
