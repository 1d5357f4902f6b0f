"""Wiring of the directory process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from components.directory import jobs
from components.directory.provisioning import AT_ONCE, Provisioning
from components.directory.settings import DirectorySettings
from components.directory.source import Source
from components.directory.sources import sql
from components.directory.sync import synchronise
from components.directory.telling import Telling
from components.directory.xmpp import doors
from components.runtime.backoff import backoff
from components.runtime.database import make_engine
from components.runtime.health import Health
from components.runtime.sending import drain
from components.runtime.server_api import ServerApi
from components.runtime.stream import ComponentStream
from components.runtime.worker import Worker
from schemas.refusals import Refusal

logger = structlog.get_logger(__name__)

CONNECTIONS = AT_ONCE + 3
"""Provisioning's, a synchronisation's, a job's and the outbox's."""
PROGRESS_EVERY = 5
"""People."""
MOST_SECONDS_WITHOUT_SOURCE, MOST_SECONDS_WITHOUT_SERVER = 60, 5
"""Between two attempts; each attempt at the source is a row of `sync_run`."""
REFUSED_SECONDS = 60

T = TypeVar("T")


async def run(settings: DirectorySettings, health: Health) -> None:
    """Until cancelled: follow the source, tell the server, do the jobs, hold the stream."""
    engine = make_engine(settings, CONNECTIONS)
    cms = sql.engine(settings.cms_url)
    api = ServerApi(settings.ejabberd_api)
    provisioning = Provisioning(engine, Telling(api, settings.domain))
    people = People(engine, sql.SqlSource(cms), provisioning, health)
    stream = ComponentStream(settings, "directory", doors(engine, settings.domain), health)
    tasks = jobs.tasks(people.synchronise, engine, api, settings.domain)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(stream.run())
            group.create_task(drain(engine, "directory", stream, health))
            group.create_task(Worker(settings, tasks, health).run())
            group.create_task(people.begin())
            group.create_task(people.provision())
    finally:
        cms.dispose()
        engine.dispose()


class People:
    """Whoever synchronises has the server told afterwards."""

    def __init__(
        self, engine: Engine, source: Source, provisioning: Provisioning, health: Health
    ) -> None:
        self._engine, self._source = engine, source
        self._provisioning, self._health = provisioning, health
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()
        health.report("people", "reading people from their source")
        health.report("provisioning", "looking for what the server lacks")

    def synchronise(self) -> None:
        """In a thread. Raises TryLater and Conflict, as `sync.synchronise` does."""
        try:
            self._synchronise()
        finally:  # whatever was changed before something failed counts
            self._loop.call_soon_threadsafe(self._changed.set)

    def _synchronise(self) -> None:
        with self._reported("people"):
            report = synchronise(self._engine, self._source)
            logger.info(
                "synchronised",
                added=report.added,
                changed=report.changed,
                removed=report.removed,
                trouble=len(report.trouble),
            )
            if report.added or report.changed or report.removed:
                self._health.report("provisioning", "telling the server of people")

    async def begin(self) -> None:
        """The first time of this process; later ones are jobs."""
        await self._until_done(self.synchronise, MOST_SECONDS_WITHOUT_SOURCE)

    async def provision(self) -> None:
        """Until cancelled. What the server refused is tried again after a while."""
        while True:
            self._changed.clear()
            refused = await self._until_done(self._reconcile, MOST_SECONDS_WITHOUT_SERVER)
            with suppress(TimeoutError):
                async with asyncio.timeout(REFUSED_SECONDS if refused else None):
                    await self._changed.wait()

    def _reconcile(self) -> int:
        with self._reported("provisioning"):
            return self._provisioning.reconcile(self._progress)

    def _progress(self, done: int, people: int) -> None:
        if done % PROGRESS_EVERY == 0:
            self._health.report("provisioning", f"setting up {done} of {people} people")

    async def _until_done(self, work: Callable[[], T], most_seconds: float) -> T:
        waits = backoff(most_seconds=most_seconds)
        while True:
            try:
                return await asyncio.to_thread(work)
            except (Refusal, SQLAlchemyError):
                await asyncio.sleep(next(waits))

    @contextmanager
    def _reported(self, part: str) -> Iterator[None]:
        try:
            yield
        except OperationalError:
            self._health.report(part, "waiting for the database")
            raise
        except SQLAlchemyError:
            logger.exception("failed", part=part)
            self._health.report(part, "failed: the log says why")
            raise
        except Refusal as refusal:
            self._health.report(part, str(refusal))
            raise
        self._health.report(part)
