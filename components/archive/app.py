"""Wiring of the archive process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from components.archive.redelivery import Recorded, Redelivery
from components.archive.xmpp import doors
from components.archive.xmpp.inbox import Tell
from components.runtime.database import make_engine
from components.runtime.health import Health
from components.runtime.server_api import ServerApi
from components.runtime.settings import ComponentSettings
from components.runtime.stream import ComponentStream
from schemas.refusals import Refusal, TryLater

logger = structlog.get_logger(__name__)

TICK_SECONDS = 1
READERS = 4
"""Connections for what people ask for."""


def now_microseconds() -> int:
    return time.time_ns() // 1000


def telling(api: ServerApi) -> Tell:
    async def tell(client: str, messages: list[str]) -> None:
        await asyncio.to_thread(api.call, "stoa_answer", to=client, messages=messages)

    return tell


def delivery(api: ServerApi) -> Callable[[Recorded], None]:
    def deliver(recorded: Recorded) -> None:
        identity = {"host": recorded.host, "stanza_id": str(recorded.stanza_id)}
        try:
            if recorded.sender_lacks:
                api.call("stoa_archive", **identity, stanza=recorded.xml)
            if recorded.recipient_lacks:
                api.call("stoa_redeliver", **identity, stanza=recorded.xml)
        except TryLater:
            raise
        except Refusal as refusal:  # one message must not hold up all that follow
            logger.error("not redelivered", reason=str(refusal), **identity)

    return deliver


async def run(settings: ComponentSettings, health: Health) -> None:
    """Until cancelled: hold the stream, look for undelivered messages."""
    engine, readers = make_engine(settings), make_engine(settings, READERS)
    api = ServerApi(settings.ejabberd_api)
    dispatch = doors(settings.domain, readers, telling(api))
    stream = ComponentStream(settings, "archive", dispatch, health)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(stream.run())
            group.create_task(redeliver(engine, api, health))
    finally:
        engine.dispose()
        readers.dispose()


async def redeliver(engine: Engine, api: ServerApi, health: Health) -> None:
    redelivery = Redelivery(engine, delivery(api))
    health.report("redelivery", "starting")
    while True:
        health.report("redelivery", await asyncio.to_thread(look, api, redelivery))
        await asyncio.sleep(TICK_SECONDS)


def look(api: ServerApi, redelivery: Redelivery) -> str:
    """One check; the answer is the health text, empty when all is well."""
    try:
        started = int(api.call("stoa_status")["started_id"])
        delivered = redelivery.check(started, now_microseconds())
    except OperationalError:
        return "waiting for the database"
    except Refusal as refusal:
        return str(refusal)
    if delivered:
        logger.info("redelivered", messages=delivered)
    return ""
