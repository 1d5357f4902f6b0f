"""Who may have a shared file: asked at every request, because rights end.

Rights follow from the views (`stoa.may_fetch`), a moment behind what was delivered: nobody
is refused for what they have not heard of yet.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, text

from components.runtime.database import in_transaction
from components.upload import files
from components.upload.files import File
from components.upload.links import NOBODYS, Fetching
from schemas.refusals import NotAllowed, TryLater

PATIENCE_SECONDS = 5
LOOK_SECONDS = 0.05

RECORDED = text("select stoa.feed_end()")
IN_LEDGER = text("select stoa.ledger_end(:recorded)")
TOLD = text("select seq >= :seq from stoa.view_state")


class Access:
    def __init__(self, engine: Engine, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine, self._clock = engine, clock

    async def check(self, asked: Fetching) -> File:
        """The file, whatever its state. Raises NotAllowed, also for a file that there
        is not, and TryLater when it cannot be told yet."""
        found, recorded = await in_transaction(self._engine, lambda c: (_file(c, asked), _end(c)))
        if found is None:
            await self._until_views_know(recorded)
            found = await in_transaction(self._engine, lambda c: _file(c, asked))
        if found is None:
            raise NotAllowed(NOBODYS)
        return found

    async def _until_views_know(self, recorded: int) -> None:
        """Of everything up to a row of the feed."""
        seq = await self._patiently(lambda c: c.execute(IN_LEDGER, {"recorded": recorded}).scalar())
        await self._patiently(lambda c: c.execute(TOLD, {"seq": seq}).scalar() or None)

    async def _patiently(self, look: Callable[[Connection], Any]) -> Any:
        """What `look` finds. Raises TryLater."""
        until = self._clock() + PATIENCE_SECONDS
        while (found := await in_transaction(self._engine, look)) is None:
            if self._clock() > until:
                raise TryLater("Who may have this is not known yet", seconds=PATIENCE_SECONDS)
            await asyncio.sleep(LOOK_SECONDS)
        return found


def _file(connection: Connection, asked: Fetching) -> File | None:
    return files.fetchable(connection, asked.holder, asked.file)


def _end(connection: Connection) -> int:
    return int(connection.execute(RECORDED).scalar_one())
