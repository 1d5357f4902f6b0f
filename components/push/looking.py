"""Whether somebody is to be told: of what is unread, unless they see it anyway or want quiet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, delete, func, select, update

from components.push import preferences
from components.push.devices import Device, forbids, sees_it_anyway
from components.push.preferences import Preferences
from components.push.subscriptions import asked
from components.push.unread import notable
from schemas.db.tables.push import push_subscription

AT_ONCE = 50
SOON = timedelta(milliseconds=50)
LATER = timedelta(seconds=1)
"""How long the views may take, before they are asked less often."""
AGAIN = timedelta(minutes=1)
"""What another device sees is looked into again: it may stay unread there."""
PATIENCE = timedelta(hours=1)


class Due(NamedTuple):
    """A subscription that is to be looked into."""

    id: UUID
    owner: str
    asked: int
    age: timedelta


@dataclass(frozen=True)
class Facts:
    goes_on: bool
    """The browser is signed in."""
    known: bool
    """The views tell of everything that was recorded when it was asked for."""
    newest: int | None
    """What is unread and to be told of; None: nothing."""
    preferences: Preferences


class Verdict(Enum):
    FORGET = "forget"
    VIEWS = "views"
    """It cannot be said yet."""
    NOTHING = "nothing"
    SILENT = "silent"
    SEEN = "seen"
    PUSH = "push"


def due(connection: Connection) -> list[Due]:
    found = push_subscription.c
    rows = connection.execute(
        select(found.id, found.owner, found.asked, func.now() - found.asked_at)
        .where(found.look_at <= func.now())
        .order_by(found.look_at)
        .limit(AT_ONCE)
    )
    return [Due._make(row) for row in rows]


def next_in(connection: Connection) -> float | None:
    """Seconds until one of them is to be looked into; None: none is."""
    left = func.min(push_subscription.c.look_at) - func.clock_timestamp()
    found = connection.execute(select(left)).scalar_one()
    return None if found is None else max(0.0, float(found.total_seconds()))


def facts(connection: Connection, due: Due, domain: str) -> Facts:
    """What the views know is asked before what is in them."""
    wishes = preferences.of(connection, due.owner)
    found = push_subscription.c
    goes_on, known = (
        func.stoa.session_goes_on(found.session_id),
        func.stoa.views_know(found.feed_id),
    )
    row = connection.execute(
        select(goes_on, known, found.told_to).where(found.id == due.id)
    ).one_or_none()
    if row is None:
        return Facts(False, True, None, wishes)
    new = notable(connection, f"{due.owner}@{domain}", wishes.rooms, row[2])
    return Facts(row[0], row[1], max(new.values(), default=None), wishes)


def decide(due: Due, facts: Facts, devices: Sequence[Device], now: datetime) -> Verdict:
    if not facts.goes_on:
        return Verdict.FORGET
    if facts.newest is None:
        return Verdict.NOTHING if facts.known else Verdict.VIEWS
    if facts.preferences.silent(now) or forbids(devices):
        return Verdict.SILENT
    return Verdict.SEEN if sees_it_anyway(devices, str(due.id)) else Verdict.PUSH


def settle(
    connection: Connection, due: Due, verdict: Verdict, newest: int | None, *, known: bool
) -> None:
    """Does nothing where it was asked for once more meanwhile: it is looked into again. So it is
    where the views did not know everything."""
    found = push_subscription.c
    this = (found.id == due.id) & (found.asked == due.asked)
    if verdict is Verdict.FORGET:
        connection.execute(delete(push_subscription).where(this))
        return
    values = _values(due, verdict, newest, known=known)
    connection.execute(update(push_subscription).where(this).values(**values))


def look_anew(connection: Connection) -> None:
    """Into all of them: what came while nobody was there was told to nobody."""
    connection.execute(update(push_subscription).values(**asked()))


def listen(connection: Connection, after: int, domain: str) -> int:
    """Rooms tell nobody who is away, and a notification may be lost, so messages are looked for:
    those after one. The newest message there is."""
    table = push_subscription
    heard = func.stoa.listeners(after, domain).table_valued("subscription", "message_id")
    connection.execute(
        update(table)
        .where(table.c.id == heard.c.subscription)
        .values(heard_to=heard.c.message_id, **asked())
    )
    return int(connection.execute(select(func.stoa.last_message())).scalar_one())


def _values(due: Due, verdict: Verdict, newest: int | None, *, known: bool) -> dict[str, object]:
    told: dict[str, object] = {"look_at": None if known else func.now() + LATER, "told_to": newest}
    match verdict:
        case Verdict.VIEWS:
            return {"look_at": func.now() + (SOON if due.age < LATER else LATER)}
        case Verdict.SEEN if due.age < PATIENCE:
            return {"look_at": func.now() + AGAIN}
        case Verdict.SILENT | Verdict.SEEN:
            return told
        case Verdict.PUSH:
            return told | {"owed_since": func.now(), "owed_at": func.now()}
    return {"look_at": None}
