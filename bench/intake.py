"""The intake seen from outside: what it has taken, and how far it is behind."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from bench.own_stack import status
from tests.harness.stack import Stack, eventually

TAKE_SECONDS = 120.0
LOOK_SECONDS = 0.004
SIZE = "select coalesce(max(seq) + 1, 0) from stoa.ledger_entry"
WAITING = "select count(*) from stoa.feed"
OLDEST = """
select id, extract(epoch from clock_timestamp() - at)::float8 * 1000
  from stoa.feed where id >= %s order by id limit 1
"""


class Intake:
    """Of a running stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def size(self) -> int:
        """Entries of the ledger."""
        with self._stack.database("ledger") as connection:
            return _number(connection, SIZE)

    def reaches(self, entries: int) -> float:
        """Seconds until the ledger has so many, and not one more."""
        began = time.perf_counter()
        with self._stack.database("ledger") as connection:
            while (found := _number(connection, SIZE)) < entries:
                assert time.perf_counter() - began < TAKE_SECONDS, (found, entries)
                time.sleep(LOOK_SECONDS)
        assert found == entries, (found, entries)
        return time.perf_counter() - began

    def quiet(self) -> int:
        """Entries of the ledger, once nothing waits for it."""
        with self._stack.database("ledger") as connection:
            left = eventually(
                lambda: _number(connection, WAITING), lambda waiting: waiting == 0, TAKE_SECONDS
            )
        assert left == 0, left
        return self.size()

    @contextmanager
    def standing(self) -> Iterator[None]:
        """The archive gets no processor meanwhile, whatever it is doing."""
        pid = status(self._stack)["parts"]["archive"]["pid"]
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    @contextmanager
    def lag(self) -> Iterator[list[float]]:
        """Milliseconds for which the oldest row has waited, looked at again and again."""
        seen: list[float] = []
        over = threading.Event()
        watching = threading.Thread(target=self._watch, args=(seen, over))
        watching.start()
        try:
            yield seen
        finally:
            over.set()
            watching.join()

    def _watch(self, seen: list[float], over: threading.Event) -> None:
        newest = 0
        with self._stack.database("ledger") as connection:
            while not over.wait(LOOK_SECONDS):
                row = connection.execute(OLDEST, (newest,)).fetchone()
                newest = row[0] if row else newest
                seen.append(row[1] if row else 0.0)


def _number(connection: psycopg.Connection[Any], query: str) -> int:
    row = connection.execute(query).fetchone()
    assert row
    return int(row[0])
