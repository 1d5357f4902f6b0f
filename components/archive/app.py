"""Wiring of the archive process."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

import psycopg
import structlog
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from components.archive.export_making import Making
from components.archive.ledger.checkpoints import CheckpointError, Checkpoints, origin_of
from components.archive.ledger.intake import LIMIT, Intake
from components.archive.ledger.keys import KeyStore
from components.archive.ledger.tree import GapError
from components.archive.ledger.verifier import VerificationError
from components.archive.redelivery import Recorded, Redelivery
from components.archive.settings import ArchiveSettings
from components.archive.views.languages import Languages
from components.archive.views.views import Views, records
from components.archive.xmpp import doors
from components.archive.xmpp.inbox import Tell
from components.runtime.backoff import backoff
from components.runtime.database import make_engine
from components.runtime.health import Health
from components.runtime.metrics import LEDGER_ENTRIES, LEDGER_LAG_SECONDS, LEDGER_SIZE
from components.runtime.server_api import ServerApi
from components.runtime.stream import ComponentStream
from schemas.refusals import Refusal, TryLater

logger = structlog.get_logger(__name__)

TICK_SECONDS = 1
READERS = 4
"""Connections for what people ask for."""
LOOK_SECONDS = 0.05
"""What was said is in the ledger within a tenth of a second."""
LATE_SECONDS = 10
LEDGER_CONNECTIONS = 4
"""The intake's, the checkpoints', and the views' for reading and for writing."""
TOLD_AT_ONCE = 1000
CHECKPOINT_SECONDS = 60

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


def now_microseconds() -> int:
    return time.time_ns() // 1000


def telling(api: ServerApi, **sender: str) -> Tell:
    """For the client's account, unless there is a `sender`."""

    async def tell(client: str, messages: list[str]) -> None:
        await asyncio.to_thread(api.call, "stoa_answer", to=client, messages=messages, **sender)

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


async def run(settings: ArchiveSettings, health: Health) -> None:
    """Until cancelled: hold the stream, fill the ledger, keep the views, look for undelivered
    messages."""
    keys = KeyStore(settings.keys)
    # Redelivery tells by the age of its connection whether PostgreSQL was away.
    engine, ledger = make_engine(settings), make_engine(settings, LEDGER_CONNECTIONS)
    readers = make_engine(settings, READERS)
    redelivery = Redelivery(engine, keys, delivery(api := ServerApi(settings.ejabberd_api)))
    itself = f"archive.{settings.domain}"
    dispatch = doors(settings.domain, readers, telling(api), telling(api, sender=itself))
    stream = ComponentStream(settings, "archive", dispatch, health)
    checkpoints, origin = Checkpoints(ledger, keys), origin_of(settings.domain)
    views, grown = Views(ledger, records(ledger, keys), Languages().of), asyncio.Event()
    making = Making(readers, settings.exports, settings.domain)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(stream.run())
            group.create_task(record(Intake(ledger, keys), grown, health))
            group.create_task(follow(views, grown, health))
            group.create_task(sign(checkpoints, origin, health))
            group.create_task(redeliver(redelivery, api, health))
            group.create_task(put_together(making, health))
    finally:
        making.stop()
        checkpoint(checkpoints, origin)
        engine.dispose()
        readers.dispose()
        ledger.dispose()
        keys.close()


async def record(intake: Intake, grown: asyncio.Event, health: Health) -> None:
    """Until cancelled: what is recorded becomes the ledger's."""
    health.report("ledger", "starting")
    waits = backoff()
    while True:
        taken, trouble = await to_its_end(append, intake)
        health.report("ledger", trouble)
        if taken is None:
            await asyncio.sleep(next(waits))
            continue
        waits = backoff()
        if taken:
            grown.set()
        if taken < LIMIT:
            await asyncio.sleep(LOOK_SECONDS)


async def to_its_end(work: Callable[[*Ts], T], *given: *Ts) -> T:
    """In a thread that is waited for, also by whoever is cancelled."""
    thread = asyncio.create_task(asyncio.to_thread(work, *given))
    try:
        return await asyncio.shield(thread)
    except asyncio.CancelledError:
        await thread
        raise


def append(intake: Intake) -> tuple[int | None, str]:
    """How many entries it has got, None after a failure; and the health text."""
    try:
        taken = intake.take()
    except (OperationalError, psycopg.OperationalError):
        return None, "waiting for the database"
    except Refusal as refusal:
        return None, str(refusal)
    except Exception:
        logger.exception("not taken into the ledger")
        return None, "failed: the log says why"
    finally:
        LEDGER_LAG_SECONDS.set(intake.lag_seconds)
    LEDGER_ENTRIES.inc(taken)
    LEDGER_SIZE.set(intake.size)
    late = intake.lag_seconds > LATE_SECONDS
    return taken, f"{intake.lag_seconds:.0f} seconds behind" if late else ""


async def follow(views: Views, grown: asyncio.Event, health: Health) -> None:
    """Until cancelled: the views are told of what the ledger has got."""
    grown.set()
    waits = backoff()
    while True:
        await grown.wait()
        grown.clear()
        told, trouble = await to_its_end(tell, views)
        health.report("views", trouble)
        if told is None:
            await asyncio.sleep(next(waits))
        else:
            waits = backoff()
        if told is None or told == TOLD_AT_ONCE:
            grown.set()


def tell(views: Views) -> tuple[int | None, str]:
    """How many records it was, None after a failure; and the health text."""
    try:
        return views.advance(TOLD_AT_ONCE), ""
    except OperationalError:
        return None, "waiting for the database"
    except Exception:
        logger.exception("views not told")
        return None, "failed: the log says why"


async def sign(checkpoints: Checkpoints, origin: str, health: Health) -> None:
    """Until cancelled: what the ledger has got is signed."""
    waits = backoff()
    while True:
        trouble = await to_its_end(checkpoint, checkpoints, origin)
        health.report("checkpoints", trouble)
        if not trouble:
            waits = backoff()
        await asyncio.sleep(next(waits) if trouble else CHECKPOINT_SECONDS)


def checkpoint(checkpoints: Checkpoints, origin: str) -> str:
    """The health text."""
    try:
        checkpoints.make(origin)
    except OperationalError:
        return "waiting for the database"
    except (CheckpointError, GapError, VerificationError) as wrong:
        logger.error("not signed", reason=str(wrong))
        return f"no checkpoint: {wrong}"
    except (SQLAlchemyError, sqlite3.Error, OSError):
        logger.exception("not signed")
        return "no checkpoint: the log says why"
    return ""


async def put_together(making: Making, health: Health) -> None:
    """Until cancelled: what people want to take along."""
    health.report("exports", "starting")
    work, waits = making.tidy, backoff()
    while True:
        trouble = await asyncio.to_thread(attempt, work)
        health.report("exports", trouble)
        if trouble:
            await asyncio.sleep(next(waits))
            continue
        work, waits = making.work, backoff()
        await asyncio.sleep(TICK_SECONDS)


def attempt(work: Callable[[], None]) -> str:
    """The health text, empty when all is well."""
    try:
        work()
    except OperationalError:
        return "waiting for the database"
    except Refusal as refusal:
        return str(refusal)
    except Exception:
        logger.exception("failed", part="exports")
        return "failed: the log says why"
    return ""


async def redeliver(redelivery: Redelivery, api: ServerApi, health: Health) -> None:
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
    except Exception:
        logger.exception("not redelivered")
        return "failed: the log says why"
    if delivered:
        logger.info("redelivered", messages=delivered)
    return ""
