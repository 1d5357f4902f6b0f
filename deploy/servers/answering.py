"""Whether a server on a Unix socket answers."""

import asyncio
from pathlib import Path

from deploy.supervisor.part import NotReady

SECONDS = 3.0


async def answer(socket: Path, question: bytes) -> bytes:
    """What it says until it ends the connection. Raises NotReady."""
    try:
        async with asyncio.timeout(SECONDS):
            reader, writer = await asyncio.open_unix_connection(socket)
            writer.write(question)
            said = await reader.read()
    except (OSError, TimeoutError) as error:
        raise NotReady(f"does not answer: {error}") from None
    writer.close()
    if not said:
        raise NotReady("ends connections without an answer")
    return said
