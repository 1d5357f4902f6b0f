"""How a process is: each of its parts says what keeps it from working."""

from __future__ import annotations

import asyncio

import structlog

from components.runtime.notify import notify

logger = structlog.get_logger(__name__)

REPORT_SECONDS = 1


class Health:
    """Troubles by part; told to whoever runs the process (sd_notify)."""

    def __init__(self) -> None:
        self._troubles: dict[str, str] = {}

    def report(self, part: str, trouble: str = "") -> None:
        """`trouble` says what the part waits for; without one it works."""
        if trouble != self._troubles.get(part):
            logger.info("health", part=part, trouble=trouble)
        self._troubles[part] = trouble

    @property
    def trouble(self) -> str:
        """Of the first part that has one."""
        if not self._troubles:
            return "starting"
        return next(filter(None, list(self._troubles.values())), "")  # threads report too

    async def tell(self) -> None:
        """Until cancelled; `WATCHDOG` proves that the event loop turns."""
        while True:
            ready = {} if self.trouble else {"READY": "1"}
            notify(**ready, STATUS=self.trouble or "ok", WATCHDOG="1")
            await asyncio.sleep(REPORT_SECONDS)
