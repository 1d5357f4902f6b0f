"""The views follow the ledger, and are made anew from it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import structlog
from psycopg.errors import LockNotAvailable, ProgramLimitExceeded
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import InterfaceError, OperationalError

from components.archive.ledger.keys import KeyStore
from components.archive.ledger.reading import Reading
from components.archive.ledger.record import Record
from components.archive.views.batch import Batch, Names
from components.archive.views.messages import Detect
from components.archive.views.telling import tell

Records = Callable[[int, int], list[Record]]
"""The next records after a place in the ledger, so many at most."""

Tell = Callable[[Batch, Sequence[Record], Detect], None]

MOST_ROOMS = 1000
"""Whose names are remembered from one batch to the next."""
OBJECTS_OF_BATCHES = 500_000
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


def records(engine: Engine, keys: KeyStore) -> Records:
    """Takes a connection of `engine` while it reads."""

    def after(seq: int, limit: int) -> list[Record]:
        with engine.connect() as connection:
            return Reading(connection, keys).after(seq, limit)

    return after


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Batches make objects by the hundred thousand and no cycles; to look for some again and again
    takes a third of the time."""
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS_OF_BATCHES, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


class Views:
    def __init__(self, engine: Engine, records: Records, detect: Detect) -> None:
        self._engine, self._records, self._detect = engine, records, detect
        # What the last batch left: good as long as nobody else has told the views of anything.
        self._names: Names = {}
        self._told: tuple[str, int] | None = None

    def advance(self, limit: int = 1000) -> int:
        """Tell the views of what they do not know yet; how many records that were.

        One transaction: killed anywhere, it is as if it had not begun.
        """
        return self._step(LIVE, limit)

    def rebuild(self, progress: Callable[[int], None], limit: int = 1000) -> None:
        """Make the views anew beside those that are read meanwhile, and put them in their place.

        Where an earlier call was ended it goes on. `progress` is told how many records are done.
        """
        with _seldom_collected():
            self._remake(progress, limit)
        while not self._finished(limit):
            pass

    def _remake(self, progress: Callable[[int], None], limit: int) -> None:
        with self._engine.begin() as connection:
            seq = int(connection.execute(REBUILT_TO).scalar_one())
        with ThreadPoolExecutor(1) as ahead:
            reading = ahead.submit(self._records, seq, limit)
            while found := reading.result():
                reading = ahead.submit(self._records, found[-1].seq, limit)
                while seq < found[-1].seq:
                    seq += self._step(REBUILT, limit, found)
                progress(seq + 1)

    def _step(self, schema: str, limit: int, read: Sequence[Record] = ()) -> int:
        """A record that nothing can be made of is left out, and holds up nobody else's. `read` may
        have the next ones."""
        try:
            with self._engine.begin() as connection:
                return self._advance(connection, schema, limit, read)
        except InterfaceError:
            raise
        except Exception as error:
            if isinstance(error, OperationalError) and not _is_too_much(error):
                raise
            if limit > 1:
                return self._step(schema, limit // 2, read)
            logger.exception("left out of the views; payload omitted", schema=schema)
        with self._engine.begin() as connection:
            return self._advance(connection, schema, limit, read, tell=_nothing)

    def _advance(
        self,
        connection: Connection,
        schema: str,
        limit: int,
        read: Sequence[Record] = (),
        tell: Tell = tell,
    ) -> int:
        connection.execute(LOCK, {"schema": f"views in {schema}"})
        connection.execute(text(f"set local search_path = {schema}"))
        connection.execute(UNHURRIED)
        seq = int(connection.execute(STATE).scalar_one())
        if self._told != (schema, seq) or len(self._names) > MOST_ROOMS:
            self._names = {}
        self._told = None
        found = [each for each in read if seq < each.seq <= seq + limit]
        found = found or self._records(seq, limit)
        if found:
            batch = Batch(connection, self._names)
            tell(batch, found, self._detect)
            batch.flush()
            connection.execute(MOVE, {"seq": found[-1].seq})
        self._told = (schema, found[-1].seq if found else seq)
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


def _is_too_much(error: OperationalError) -> bool:
    """Of a record, which would be as much the next time."""
    return isinstance(error.orig, ProgramLimitExceeded)


def _nothing(batch: Batch, found: Sequence[Record], detect: Detect) -> None:
    """Of these nothing is told."""
