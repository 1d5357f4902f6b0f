"""Wiring of the push process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

from components.push import delivering, looking
from components.push.delivering import Failed, Outcome, Owed
from components.push.http.sending import Sender, sender
from components.push.looking import Due, Verdict
from components.push.services import Services
from components.push.settings import PushSettings
from components.push.vapid import Vapid
from components.push.xmpp import doors
from components.push.xmpp.asking import Devices
from components.push.xmpp.notifications import Notifications
from components.runtime.backoff import backoff
from components.runtime.database import in_transaction, make_engine
from components.runtime.health import Health
from components.runtime.metrics import PUSHES
from components.runtime.stream import ComponentStream, StreamLost

logger = structlog.get_logger(__name__)

CONNECTIONS = 6
LOOK_SECONDS = 1.0
LISTEN_SECONDS = 1.0
TIDY_SECONDS = 600
LATE_MICROSECONDS = 10_000_000
"""How much later than others a message may get into the views."""
AT_ONCE = 30


async def run(settings: PushSettings, health: Health) -> None:
    """Until cancelled: hold the stream, look into what is told, push."""
    engine = make_engine(settings, CONNECTIONS)
    services = Services(settings.push_services)
    vapid = Vapid(settings.vapid_key, f"mailto:postmaster@{settings.domain}")
    told, owed = asyncio.Event(), asyncio.Event()
    stream = ComponentStream(
        settings, "push", doors(Notifications(engine, settings.domain, told.set)), health
    )
    look = Looking(engine, settings.domain, Devices(stream, settings.domain), owed)
    listen = Listening(engine, settings.domain, told)
    again = partial(repeat, health)
    try:
        async with sender(services, vapid) as sending, asyncio.TaskGroup() as group:
            deliver = Delivering(engine, sending, group, owed)
            group.create_task(begin_anew(beginnings(stream), look.anew, told))
            group.create_task(stream.run())
            group.create_task(again("notifications", look.step, told, LOOK_SECONDS))
            group.create_task(again("messages", listen.step, asyncio.Event(), LISTEN_SECONDS))
            group.create_task(again("pushes", deliver.step, owed, LOOK_SECONDS))
            group.create_task(again("browsers", deliver.tidy, asyncio.Event(), TIDY_SECONDS))
    finally:
        engine.dispose()


async def repeat(
    health: Health,
    part: str,
    step: Callable[[], Awaitable[float | None]],
    wanted: asyncio.Event,
    seconds: float,
) -> None:
    """Until cancelled: a step whenever it is wanted, and after some time anyway: its own answer or
    `seconds`."""
    waits = backoff()
    while True:
        wanted.clear()
        try:
            pause = await step()
        except (OperationalError, NoneFree):
            health.report(part, "waiting for the database")
            await asyncio.sleep(next(waits))
            continue
        health.report(part)
        waits = backoff()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds if pause is None else pause):
                await wanted.wait()


class Looking:
    """Decides who is told."""

    def __init__(self, engine: Engine, domain: str, devices: Devices, owed: asyncio.Event) -> None:
        self._engine, self._domain, self._devices, self._owed = engine, domain, devices, owed

    async def step(self) -> float | None:
        due = await in_transaction(self._engine, looking.due)
        await asyncio.gather(*map(self._look, due))
        left = await in_transaction(self._engine, looking.next_in)
        return None if left is None else min(left, LOOK_SECONDS)

    async def anew(self) -> None:
        await in_transaction(self._engine, looking.look_anew)

    async def _look(self, due: Due) -> None:
        facts = await in_transaction(
            self._engine, lambda connection: looking.facts(connection, due, self._domain)
        )
        try:
            devices = await self._devices.of(due.owner) if facts.newest else []
            verdict = looking.decide(due, facts, devices, datetime.now(UTC))
        except StreamLost:
            verdict = Verdict.VIEWS
        settle = partial(
            looking.settle, due=due, verdict=verdict, newest=facts.newest, known=facts.known
        )
        await in_transaction(self._engine, settle)
        if verdict is Verdict.PUSH:
            self._owed.set()


class Listening:
    """Hears what is said, whether the server tells it or not."""

    def __init__(self, engine: Engine, domain: str, told: asyncio.Event) -> None:
        self._engine, self._domain, self._told = engine, domain, told
        self._newest: int | None = None

    async def step(self) -> None:
        newest = await in_transaction(self._engine, self._listen)
        if newest != self._newest:
            self._newest = newest
            self._told.set()

    def _listen(self, connection: Connection) -> int:
        """Before the first time all of them are looked into anyway."""
        after = 2**63 - 1 if self._newest is None else self._newest - LATE_MICROSECONDS
        return looking.listen(connection, after, self._domain)


class Delivering:
    """Sends, several at once and none twice at the same time."""

    def __init__(
        self, engine: Engine, sender: Sender, group: asyncio.TaskGroup, owed: asyncio.Event
    ) -> None:
        self._engine, self._sender, self._group, self._owed = engine, sender, group, owed
        self._running: set[UUID] = set()

    async def step(self) -> None:
        free, running = AT_ONCE - len(self._running), set(self._running)
        waiting = await in_transaction(
            self._engine, lambda connection: delivering.owed(connection, free, running)
        )
        for push in waiting:
            self._running.add(push.id)
            self._group.create_task(self._send(push))

    async def tidy(self) -> None:
        await in_transaction(self._engine, delivering.tidy)

    async def _send(self, push: Owed) -> None:
        """A failure of the database leaves it owed."""
        try:
            outcome = await self._outcome(push)
            PUSHES.labels(type(outcome).__name__.lower()).inc()
            if isinstance(outcome, Failed):
                logger.info("not pushed", reason=outcome.reason, subscription=str(push.id))
            settle = partial(delivering.settle, push=push, outcome=outcome)
            await in_transaction(self._engine, settle)
        except (OperationalError, NoneFree):
            await asyncio.sleep(LOOK_SECONDS)
        finally:
            self._running.discard(push.id)
            self._owed.set()

    async def _outcome(self, push: Owed) -> Outcome:
        """Whatever one push comes to, the others go on."""
        try:
            return await self._sender.send(push)
        except Exception as error:
            logger.exception("push failed", subscription=str(push.id))
            return Failed(type(error).__name__)


def beginnings(stream: ComponentStream) -> asyncio.Event:
    """Set whenever the stream is there again."""
    begun = asyncio.Event()
    stream.add_event_handler("session_start", lambda _: begun.set())
    return begun


async def begin_anew(
    begun: asyncio.Event, anew: Callable[[], Awaitable[None]], told: asyncio.Event
) -> None:
    """Until cancelled: whenever the stream has begun, all is looked into."""
    waits = backoff()
    while True:
        await begun.wait()
        begun.clear()
        try:
            await anew()
        except (OperationalError, NoneFree):
            begun.set()
            await asyncio.sleep(next(waits))
            continue
        waits = backoff()
        told.set()
