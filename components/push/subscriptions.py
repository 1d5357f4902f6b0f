"""Browsers that are told with no page open: what the portal puts there for their people."""

from __future__ import annotations

import time
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from components.push.encryption import Keys
from schemas.db.tables.push import push_subscription
from schemas.refusals import NotFound

MOST = 20
"""Of one person; another one takes the place of the oldest."""


@dataclass(frozen=True)
class Subscription:
    """What a browser gives (Push API, RFC 8030, RFC 8291); its service is one that we know."""

    endpoint: str
    keys: Keys


class Registered(NamedTuple):
    """What the client tells the server (XEP-0357 v0.4.1 #enabling)."""

    node: UUID
    secret: str


def now_microseconds() -> int:
    """As messages are numbered."""
    return time.time_ns() // 1000


def add(connection: Connection, owner: str, session_id: int, wanted: Subscription) -> Registered:
    """Also again: the same browser keeps node and secret, and all up to now counts as seen.

    A browser tells one person: who signs in there takes it over.
    """
    row = None
    while row is None:  # another person may register it between the two
        _release(connection, owner, wanted.endpoint)
        row = connection.execute(_put(owner, session_id, wanted)).one_or_none()
    _leave_newest(connection, owner, row.id)
    return Registered(row.id, row.secret)


def _put(owner: str, session_id: int, wanted: Subscription) -> ReturningInsert[tuple[UUID, str]]:
    """Gives no row where it is another's."""
    table, seen = push_subscription, now_microseconds()
    fresh = {
        "session_id": session_id,
        "p256dh": wanted.keys.p256dh,
        "auth": wanted.keys.auth,
        "told_to": seen,
    }
    statement = insert(table).values(
        id=uuid4(),
        secret=token_urlsafe(),
        owner=owner,
        endpoint=wanted.endpoint,
        heard_to=seen,
        **fresh,
    )
    return statement.on_conflict_do_update(
        index_elements=["endpoint"], set_=fresh, where=table.c.owner == owner
    ).returning(table.c.id, table.c.secret)


def remove(connection: Connection, owner: str, node: UUID) -> None:
    """Raises NotFound, also for another's."""
    found = push_subscription.c
    done = connection.execute(
        delete(push_subscription).where(found.id == node, found.owner == owner)
    )
    if done.rowcount == 0:
        raise NotFound("There is no such subscription")


def wake(connection: Connection, node: UUID, secret: str) -> None:
    """There may be something new for it. Raises NotFound where node and secret are not of one."""
    found = push_subscription.c
    done = connection.execute(
        update(push_subscription).where(found.id == node, found.secret == secret).values(**asked())
    )
    if done.rowcount == 0:
        raise NotFound("There is no such node")


def asked() -> dict[str, object]:
    """The change of a subscription that is to be looked into."""
    found = push_subscription.c
    return {
        "asked": found.asked + 1,
        "asked_at": func.now(),
        "feed_id": func.stoa.feed_end(),
        "look_at": func.now(),
    }


def _release(connection: Connection, owner: str, endpoint: str) -> None:
    found = push_subscription.c
    connection.execute(
        delete(push_subscription).where(found.endpoint == endpoint, found.owner != owner)
    )


def _leave_newest(connection: Connection, owner: str, made: UUID) -> None:
    found = push_subscription.c
    older = (
        select(found.id)
        .where(found.owner == owner, found.id != made)
        .order_by(found.created_at.desc())
        .offset(MOST - 1)
    )
    connection.execute(delete(push_subscription).where(found.id.in_(older)))
