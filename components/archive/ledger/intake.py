"""From the feed into the ledger: each recorded stanza becomes one entry, and leaves the feed."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import cast

from psycopg.rows import args_row
from sqlalchemy import Connection, Engine

from components.archive.ledger.batch import Driver, write
from components.archive.ledger.filing import MICROSECONDS, Waiting, file
from components.archive.ledger.keys import KeyStore
from components.archive.ledger.tree import Frontier
from schemas.refusals import Conflict

LIMIT, MOST_BYTES = 1000, 16_000_000
"""Of a batch: entries, and what it has in memory several times over. One row may be larger."""
SETTLED_SECONDS = 6
"""More than the statements of role ejabberd may take: nothing older is written any more."""
WHOLE_SECONDS = 60

ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtextextended('stoa.ledger_entry', 0))"
HEAD = "select seq + 1, author from stoa.ledger_entry order by seq desc limit 1"
WAITING = """
select id, (extract(epoch from at) * 1000000)::bigint, stanza_id, host, source, kind, type,
       sender, recipient, nick, message_id, origin_id, refers_how, refers_to, storable, xml
  from (select *, sum(octet_length(xml)) over (order by id) - octet_length(xml) as bytes_before
          from stoa.feed where id > %s order by id limit %s) next
 where bytes_before < %s order by id
"""
TAKEN = "delete from stoa.feed where id = any(%s)"


class Intake:
    """Takes what was recorded, in the order of its ids as far as it can be seen; a row that is
    committed later is taken later. Everything or nothing of a batch, also when killed."""

    def __init__(
        self, engine: Engine, keys: KeyStore, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._engine, self._keys, self._clock = engine, keys, clock
        self._frontier: Frontier | None = None
        self._floor = _Floor()
        self._behind, self._took_at = 0.0, clock()

    @property
    def size(self) -> int:
        """Entries in the ledger after what was taken last."""
        return self._frontier.size if self._frontier else 0

    @property
    def lag_seconds(self) -> float:
        """How long what the ledger lacks has waited at most."""
        return self._behind + self._clock() - self._took_at

    def take(self, limit: int = LIMIT) -> int:
        """How many entries the ledger has got. Raises Conflict when the keys are not the ledger's;
        what was made of keys is kept before anything is committed that needs them."""
        began = self._clock()
        try:
            with self._engine.begin() as connection:
                rows = self._append(connection, self._floor.at(began), limit)
        except BaseException:
            self._frontier, self._floor = None, _Floor()
            raise
        full = len(rows) == limit or sum(len(row.xml.encode()) for row in rows) >= MOST_BYTES
        self._floor.scanned(began, rows[-1].id if rows else 0, full)
        self._behind = time.time() - rows[-1].recorded_at / MICROSECONDS if full else 0.0
        self._took_at = self._clock()
        return len(rows)

    def _append(self, connection: Connection, floor: int, limit: int) -> list[Waiting]:
        driver = cast(Driver, connection.connection.driver_connection)
        driver.execute(ONE_AT_A_TIME)
        with driver.cursor(row_factory=args_row(Waiting)) as cursor:
            # Planned each time: the feed has been empty, or full of what was taken.
            rows = cursor.execute(WAITING, (floor, limit, MOST_BYTES), prepare=False).fetchall()
        if rows or self._frontier is None:
            edge = self._right_edge(connection, driver)
            if rows:
                self._move(connection, driver, edge, rows)
        return rows

    def _move(
        self, connection: Connection, driver: Driver, edge: Frontier, rows: list[Waiting]
    ) -> None:
        filed = file(connection, rows)
        self._keys.prepare(
            {party for each in filed for party in (each.scope.author, each.conversation)},
            {each.scope for each in filed},
        )
        write(driver, self._keys, edge, filed)
        driver.execute(TAKEN, ([row.id for row in rows],), prepare=False)

    def _right_edge(self, connection: Connection, driver: Driver) -> Frontier:
        size, author = driver.execute(HEAD).fetchone() or (0, None)
        if self._frontier is None or self._frontier.size != size:
            if author and not self._keys.knows(author):
                raise Conflict("the key store is not this ledger's: restore it")
            self._frontier = Frontier.load(connection)
        return self._frontier


class _Floor:
    """Below it there is nothing to take, so that what was taken is not looked at again while
    PostgreSQL still has to keep it for an old transaction. Once in a while it is not believed."""

    def __init__(self) -> None:
        self._id, self._whole_at = 0, float("-inf")
        self._taken: deque[tuple[float, int]] = deque()

    def at(self, now: float) -> int:
        return 0 if now >= self._whole_at + WHOLE_SECONDS else self._id

    def scanned(self, began: float, through: int, full: bool) -> None:
        if self.at(began) == 0:
            self._whole_at = began
        while self._taken and self._taken[0][0] <= began - SETTLED_SECONDS:
            if full and self._taken[0][1] > through:
                break
            self._id = max(self._id, self._taken.popleft()[1])
        if through:
            self._taken.append((began, through))
