"""Rows of the feed as `stoa.accept` writes them, and the ledger that takes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from sqlalchemy import Connection, text

from components.archive.ledger.intake import LIMIT, Intake
from components.archive.ledger.keys import KeyStore
from components.archive.ledger.reading import Reading
from components.archive.ledger.record import Record
from tests.store.conftest import as_engine

ADA, GRACE, LINUS = "ada@localhost", "grace@localhost", "linus@localhost"
ROOM, OTHER_ROOM = "cipher@conference.localhost", "tea@conference.localhost"
INSERT = """
insert into stoa.feed (id, host, source, kind, type, sender, recipient, nick, stanza_id, message_id,
                       origin_id, refers_how, refers_to, storable, xml)
overriding system value
values (coalesce(:id, nextval(pg_get_serial_sequence('stoa.feed', 'id'))), :host, :source, :kind,
        :type, :sender, :recipient, :nick, :stanza_id, :message_id, :origin_id,
        :refers_how, :refers_to, :storable, :xml)
returning id
"""
ROW: dict[str, Any] = {
    "host": "localhost",
    "source": "c2s",
    "kind": "message",
    "type": "chat",
    "sender": f"{ADA}/phone",
    "recipient": GRACE,
    "nick": "",
    "message_id": "m",
    "origin_id": None,
    "refers_how": None,
    "refers_to": None,
    "storable": True,
    "xml": "<message id='m'><body>Hello</body></message>",
}


class Clock:
    """Seconds that pass when a test says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Recorder:
    """Ada writes to Grace unless told otherwise."""

    def __init__(self, connection: Connection, keys: KeyStore) -> None:
        self.connection, self.keys, self.clock = connection, keys, Clock()
        self.intake = self.another_intake(keys)
        self._stanza_ids = count(1_700_000_000_000_000)

    def another_intake(self, keys: KeyStore) -> Intake:
        return Intake(as_engine(self.connection, "ledger"), keys, self.clock)

    def record(self, **columns: Any) -> int:
        """Add a feed row; its id."""
        row = {"id": None} | ROW | {"stanza_id": next(self._stanza_ids)} | columns
        return int(self.connection.execute(text(INSERT), row).scalar_one())

    def take(self, limit: int = LIMIT) -> int:
        return self.intake.take(limit)

    def entries(self, *columns: str) -> list[Any]:
        """In the order of the ledger: the column, or tuples of several."""
        found = self.rows(f"select {', '.join(columns)} from stoa.ledger_entry order by seq")  # noqa: S608  our names
        return [row[0] for row in found] if len(columns) == 1 else found

    def rows(self, query: str) -> list[Any]:
        return [tuple(row) for row in self.connection.execute(text(query))]

    def waiting(self) -> list[int]:
        return [number for (number,) in self.rows("select id from stoa.feed order by id")]

    def records(self) -> list[Record]:
        with self.as_ledger() as connection:
            return Reading(connection, self.keys).after(-1, 1000)

    @contextmanager
    def as_ledger(self) -> Iterator[Connection]:
        with as_engine(self.connection, "ledger").connect() as connection:
            yield connection
