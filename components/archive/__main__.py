"""`python -m components.archive`, with the settings of `.env.example` in the environment."""

from __future__ import annotations

import asyncio
import signal

from components.archive.app import run
from components.runtime.settings import from_environment


async def main() -> None:
    task = asyncio.ensure_future(run(from_environment()))
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        return


asyncio.run(main())
