"""Wiring of the archive process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import structlog
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from components.archive.redelivery import Recorded, Redelivery
from components.archive.xmpp import ArchiveStream
from components.runtime.notify import notify
from components.runtime.server_api import ServerApi
from components.runtime.settings import ComponentSettings
from schemas.refusals import Refusal, TryLater

logger = structlog.get_logger(__name__)

TICK_SECONDS = 1


def now_microseconds() -> int:
    return time.time_ns() // 1000


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


async def run(settings: ComponentSettings) -> None:
    """Until cancelled: hold the stream, look for undelivered messages, say how it goes."""
    api = ServerApi(settings.ejabberd_api)
    engine = create_engine(settings.database_url, pool_pre_ping=True, pool_size=1)
    redelivery = Redelivery(engine, delivery(api))
    connected = asyncio.Event()
    stream = ArchiveStream(
        f"archive.{settings.domain}",
        settings.component_secret,
        settings.xmpp_host,
        settings.xmpp_port,
        lambda up: connected.set() if up else connected.clear(),
    )
    stream.connect()
    try:
        while True:
            await report(connected, await asyncio.to_thread(look, api, redelivery))
            await asyncio.sleep(TICK_SECONDS)
    finally:
        await stream.close()
        engine.dispose()


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


async def report(connected: asyncio.Event, trouble: str) -> None:
    trouble = trouble or ("" if connected.is_set() else "waiting for ejabberd's component port")
    if trouble:
        notify(STATUS=trouble)
    else:
        notify(READY="1", STATUS="ok")
