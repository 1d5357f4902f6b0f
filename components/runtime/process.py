"""The frame of every process: settings, log, metrics, health and an orderly end."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import structlog

from components.runtime import logging, metrics
from components.runtime.health import Health
from components.runtime.settings import ProcessSettings, read

logger = structlog.get_logger(__name__)

S = TypeVar("S", bound=ProcessSettings)


def begin(settings: type[S]) -> S:
    """What every process does first: its log, its settings, its metrics."""
    logging.set_up()
    found = read(settings)
    if found.metrics:
        metrics.serve(found.metrics)
    return found


def main(run: Callable[[S, Health], Awaitable[None]], settings: type[S]) -> None:
    """Run until SIGTERM or SIGINT, which cancel `run`; its exception ends the process."""
    asyncio.run(_live(run, begin(settings)))


async def _live(run: Callable[[S, Health], Awaitable[None]], settings: S) -> None:
    health = Health()
    telling = asyncio.ensure_future(health.tell())
    work: asyncio.Future[Any] = asyncio.ensure_future(run(settings, health))
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, work.cancel)
    try:
        await work
    except asyncio.CancelledError:
        return
    except Exception:
        logger.exception("process failed")
        sys.exit(1)
    finally:
        telling.cancel()
