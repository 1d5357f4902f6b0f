"""Pushes that are owed: sent at least once, again after a failure, and not once they are old."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, case, delete, func, select, update

from schemas.db.tables.push import push_subscription

LASTS = timedelta(days=1)
"""What was not told by then is old; services are asked to keep it as long."""
FIRST, LONGEST = timedelta(seconds=5), timedelta(hours=1)
MOST_DOUBLINGS = 10


class Owed(NamedTuple):
    id: UUID
    endpoint: str
    p256dh: bytes
    auth: bytes
    told_to: int
    failures: int


@dataclass(frozen=True)
class Sent:
    """The service has taken it."""


@dataclass(frozen=True)
class Gone:
    """The browser has ended the subscription (RFC 8030 #section-7.3)."""


@dataclass(frozen=True)
class Failed:
    reason: str
    wait: timedelta | None = None
    """As the service asks (Retry-After)."""


Outcome = Sent | Gone | Failed


def owed(connection: Connection, most: int, running: Collection[UUID] = ()) -> list[Owed]:
    """Without those that are being sent."""
    found = push_subscription.c
    rows = connection.execute(
        select(*(found.id, found.endpoint, found.p256dh, found.auth, found.told_to, found.failures))
        .where(found.owed_at <= func.now(), found.id.not_in(list(running)))
        .where(func.stoa.session_goes_on(found.session_id))
        .order_by(found.owed_at)
        .limit(most)
    )
    return [Owed._make(row) for row in rows]


def settle(connection: Connection, push: Owed, outcome: Outcome) -> None:
    """What is owed since then stays owed."""
    found = push_subscription.c
    this = update(push_subscription).where(found.id == push.id)
    match outcome:
        case Gone():
            connection.execute(delete(push_subscription).where(found.id == push.id))
        case Sent():
            connection.execute(this.values(failures=0, succeeded_at=func.now()))
            nothing = {"owed_since": None, "owed_at": None}
            connection.execute(this.where(found.told_to == push.told_to).values(**nothing))
        case Failed():
            again = func.now() + (outcome.wait or backoff(push.failures))
            in_time = again < found.owed_since + LASTS
            connection.execute(
                this.values(
                    failures=found.failures + 1,
                    owed_at=case((in_time, again)),
                    owed_since=case((in_time, found.owed_since)),
                )
            )


def tidy(connection: Connection) -> None:
    """Browsers that were signed out."""
    found = push_subscription.c
    ended = ~func.stoa.session_goes_on(found.session_id)
    connection.execute(delete(push_subscription).where(ended))


def backoff(failures: int) -> timedelta:
    doubled: timedelta = FIRST * 2 ** min(failures, MOST_DOUBLINGS)
    return min(doubled, LONGEST)
