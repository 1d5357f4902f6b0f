"""Sends what the outbox holds.

A stanza is deleted only when the server has answered a ping sent after it (XEP-0199 v2.0.1): sent
at least once, after a crash a second time under the same id.
"""

from __future__ import annotations

import asyncio
from xml.etree.ElementTree import Element, fromstring

from sqlalchemy import Connection, Engine, delete, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

from components.runtime.database import in_transaction
from components.runtime.health import Health
from components.runtime.metrics import OUTBOX_SENT
from components.runtime.stream import ComponentStream, StreamLost
from schemas.db.tables.outbox import outbox

LOOK_SECONDS = 1
MOST = 100
"""Stanzas between two pings."""


async def drain(engine: Engine, sender: str, stream: ComponentStream, health: Health) -> None:
    """Until cancelled: send what waits, in the order of its ids."""
    while True:
        await stream.up.wait()
        try:
            waiting = await _send(engine, sender, stream)
        except (OperationalError, NoneFree):
            health.report("outbox", "waiting for the database")
            waiting = False
        except StreamLost:
            waiting = False
        else:
            health.report("outbox")
        if not waiting:
            await asyncio.sleep(LOOK_SECONDS)


async def _send(engine: Engine, sender: str, stream: ComponentStream) -> bool:
    """One batch; whether more waits."""
    stanzas = await in_transaction(engine, lambda connection: _waiting(connection, sender))
    for stanza in stanzas.values():
        stream.send_stanza(stanza)
    if stanzas:
        await stream.ping()
        await in_transaction(engine, lambda connection: _sent(connection, list(stanzas)))
        OUTBOX_SENT.inc(len(stanzas))
    return len(stanzas) == MOST


def _waiting(connection: Connection, sender: str) -> dict[int, Element]:
    found = connection.execute(
        select(outbox.c.id, outbox.c.stanza)
        .where(outbox.c.sender == sender)
        .order_by(outbox.c.id)
        .limit(MOST)
    )
    return {row.id: _addressed(row.id, row.stanza) for row in found}


def _addressed(row_id: int, stanza: str) -> Element:
    element = fromstring(stanza)  # noqa: S314 - our own, checked by put
    element.set("id", f"outbox-{row_id}")
    return element


def _sent(connection: Connection, ids: list[int]) -> None:
    connection.execute(delete(outbox).where(outbox.c.id.in_(ids)))
