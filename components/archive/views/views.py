"""The views follow the ledger, and are made anew from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog
from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import InterfaceError, OperationalError

from components.archive.ledger.keys import KeyStore
from components.archive.ledger.reading import Reading
from components.archive.ledger.record import Record
from components.archive.views.batch import Batch
from components.archive.views.messages import Detect
from components.archive.views.telling import tell

Records = Callable[[Connection, int, int], list[Record]]
"""The next records after a place in the ledger, so many at most."""

Tell = Callable[[Batch, Sequence[Record], Detect], None]

LIVE, REBUILT = "stoa", "rebuild"
LOCK = text("select pg_advisory_xact_lock(hashtext(:schema))")
STATE = text("select seq from view_state")
REBUILT_TO = text("select seq from rebuild.view_state")
MOVE = text("update view_state set seq = :seq")
# What a crash takes is told again: nothing here is known from elsewhere than the ledger.
UNHURRIED = text("set local synchronous_commit = off")
# Less than the deadlock_timeout: readers never lose against a rebuild.
PATIENCE = text("set local lock_timeout = '300ms'")
FINISH = text("select stoa.finish_rebuild()")

logger = structlog.get_logger(__name__)


def records(keys: KeyStore) -> Records:
    return lambda connection, seq, limit: Reading(connection, keys).after(seq, limit)


class Views:
    def __init__(self, engine: Engine, records: Records, detect: Detect) -> None:
        self._engine, self._records, self._detect = engine, records, detect

    def advance(self, limit: int = 1000) -> int:
        """Tell the views of what they do not know yet; how many records that were.

        One transaction: killed anywhere, it is as if it had not begun.
        """
        return self._step(LIVE, limit)

    def rebuild(self, progress: Callable[[int], None], limit: int = 1000) -> None:
        """Make the views anew beside those that are read meanwhile, and put them in their place.

        Where an earlier call was ended it goes on. `progress` is told how many records are done.
        """
        with self._engine.begin() as connection:
            done = int(connection.execute(REBUILT_TO).scalar_one()) + 1
        while count := self._step(REBUILT, limit):
            done += count
            progress(done)
        while not self._finished(limit):
            pass

    def _step(self, schema: str, limit: int) -> int:
        """A record that nothing can be made of is left out, and holds up nobody else's."""
        try:
            with self._engine.begin() as connection:
                return self._advance(connection, schema, limit)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            if limit > 1:
                return self._step(schema, limit // 2)
            logger.exception("left out of the views; payload omitted", schema=schema)
        with self._engine.begin() as connection:
            return self._advance(connection, schema, limit, tell=_nothing)

    def _advance(self, connection: Connection, schema: str, limit: int, tell: Tell = tell) -> int:
        connection.execute(LOCK, {"schema": f"views in {schema}"})
        connection.execute(text(f"set local search_path = {schema}"))
        connection.execute(UNHURRIED)
        seq = int(connection.execute(STATE).scalar_one())
        found = self._records(connection, seq, limit)
        if found:
            batch = Batch(connection)
            tell(batch, found, self._detect)
            batch.flush()
            connection.execute(MOVE, {"seq": found[-1].seq})
        return len(found)

    def _finished(self, limit: int) -> bool:
        """The last records and the change, while the live views wait; False when readers were in
        the way."""
        try:
            with self._engine.begin() as connection:
                connection.execute(LOCK, {"schema": f"views in {LIVE}"})
                while self._advance(connection, REBUILT, limit):
                    pass
                connection.execute(PATIENCE)
                connection.execute(FINISH)
        except OperationalError as error:
            if isinstance(error.orig, LockNotAvailable):
                return False
            raise
        return True


def _nothing(batch: Batch, found: Sequence[Record], detect: Detect) -> None:
    """Of these nothing is told."""
