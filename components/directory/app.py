"""Wiring of the directory process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from components.directory import jobs
from components.directory.picture_sync import bring_pictures
from components.directory.provisioning import AT_ONCE, Provisioning
from components.directory.settings import DirectorySettings
from components.directory.source import Source
from components.directory.sources.opening import opened
from components.directory.standing import confirm
from components.directory.sync import Wish, dry_run, rehearse, synchronise
from components.directory.telling import Telling
from components.directory.xmpp import doors
from components.directory.xmpp.asking import Asking
from components.runtime.backoff import backoff
from components.runtime.database import make_engine
from components.runtime.health import Health
from components.runtime.sending import drain
from components.runtime.server_api import ServerApi
from components.runtime.stream import ComponentStream
from components.runtime.worker import Worker
from schemas.refusals import Refusal

logger = structlog.get_logger(__name__)

CONNECTIONS = AT_ONCE + 4
"""Provisioning's, a synchronisation's, the pictures', a job's and the outbox's."""
WAITED_FOR = 500
"""People to set up, and pictures: more take minutes, which is no reason to be called unwell."""
MOST_SECONDS_WITHOUT_SOURCE, MOST_SECONDS_WITHOUT_SERVER = 60, 5
"""Between two attempts; each attempt at the source is a row of `sync_run`."""
REFUSED_SECONDS = 60

T = TypeVar("T")


async def run(settings: DirectorySettings, health: Health) -> None:
    """Until cancelled: follow the source, tell the server, do the jobs, hold the stream."""
    engine = make_engine(settings, CONNECTIONS)
    source = opened(settings.cms_url, settings.cms_mapping)
    api = ServerApi(settings.ejabberd_api)
    provisioning = Provisioning(engine, Telling(api, settings.domain))
    people = People(engine, source, provisioning, health)
    dispatch = doors(
        Asking(engine, settings.domain),
        partial(dry_run, engine, source),
        partial(confirm, source),
    )
    stream = ComponentStream(settings, "directory", dispatch, health)
    rehearsal = partial(rehearse, engine, source)
    tasks = jobs.tasks(people.synchronise, rehearsal, people.changed, engine, api, settings.domain)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(stream.run())
            group.create_task(drain(engine, "directory", stream, health))
            group.create_task(Worker(settings, tasks, health).run())
            group.create_task(people.begin())
            group.create_task(people.illustrate())
            group.create_task(people.provision())
    finally:
        source.close()
        engine.dispose()


class People:
    """Whoever synchronises has the server told afterwards."""

    def __init__(
        self, engine: Engine, source: Source, provisioning: Provisioning, health: Health
    ) -> None:
        self._engine, self._source = engine, source
        self._provisioning, self._health = provisioning, health
        self._loop = asyncio.get_running_loop()
        self._changed, self._read = asyncio.Event(), asyncio.Event()
        health.report("people", "reading people from their source")
        health.report("pictures", "waiting for people")
        health.report("provisioning", "looking for what the server lacks")

    def synchronise(self, *, full: bool = False, asked_by: str = "") -> None:
        """In a thread. Raises TryLater and Conflict, as `sync.synchronise` does."""
        try:
            self._synchronise(Wish(full, asked_by))
        finally:  # whatever was changed before something failed counts
            self.changed()
            self._loop.call_soon_threadsafe(self._read.set)

    def changed(self) -> None:
        """There is something to tell the server; in any thread."""
        self._loop.call_soon_threadsafe(self._changed.set)

    def _synchronise(self, wish: Wish) -> None:
        with self._reported("people"):
            report = synchronise(self._engine, self._source, wish)
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

    async def illustrate(self) -> None:
        """Until cancelled: pictures, after each run; nobody waits for them to sign in or to end."""
        while True:
            await self._read.wait()
            self._read.clear()
            await self._until_done(self._bring_pictures, MOST_SECONDS_WITHOUT_SOURCE)

    def _bring_pictures(self) -> None:
        with self._reported("pictures"):
            if bring_pictures(self._engine, self._source, self._pictures_progress):
                self._health.report("provisioning", "telling the server of people")
                self.changed()

    def _pictures_progress(self, done: int, pictures: int) -> None:
        waiting = pictures <= WAITED_FOR
        self._health.report("pictures", f"reading picture {done} of {pictures}" if waiting else "")

    async def provision(self) -> None:
        """Until cancelled. What the server refused is tried again after a while."""
        while True:
            self._changed.clear()
            refused = await self._until_done(self._reconcile, MOST_SECONDS_WITHOUT_SERVER)
            with suppress(TimeoutError):
                async with asyncio.timeout(REFUSED_SECONDS if refused else None):
                    await self._changed.wait()

    def _reconcile(self) -> int:
        with self._reported("provisioning", again=self._changed):
            return self._provisioning.reconcile(self._progress, self._changed.is_set)

    def _progress(self, done: int, people: int) -> None:
        waiting = people <= WAITED_FOR
        self._health.report(
            "provisioning", f"setting up {done} of {people} people" if waiting else ""
        )

    async def _until_done(self, work: Callable[[], T], most_seconds: float) -> T:
        waits = backoff(most_seconds=most_seconds)
        while True:
            try:
                return await asyncio.to_thread(work)
            except (Refusal, SQLAlchemyError):
                await asyncio.sleep(next(waits))

    @contextmanager
    def _reported(self, part: str, again: asyncio.Event | None = None) -> Iterator[None]:
        """Well, unless it is to be done `again`."""
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
        if again is None or not again.is_set():
            self._health.report(part)
