"""Ledgers in databases of their own, written by the archive's parts with their own role."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import NullPool

from components.archive.ledger import export
from components.archive.ledger.checkpoints import Checkpoints, origin_of
from components.archive.ledger.intake import Intake
from components.archive.ledger.keys import KeyStore

DOMAIN = "example.org"
ORIGIN = origin_of(DOMAIN)
# Ada and Grace to each other; every third to their room, whose members change at times; every tenth
# is an announcement, and after it somebody is told that a message has failed.
RECORD = """
insert into stoa.feed (host, source, kind, type, sender, recipient, nick, stanza_id, message_id,
                       storable, xml)
select 'example.org',
       case when n % 10 = 0 then 'component' when n % 3 = 0 then 'muc' else 'c2s' end,
       case when n % 10 = 1 then 'outcome' when n % 21 = 0 then 'membership' else 'message' end,
       case when n % 10 = 1 then 'refused' when n % 21 = 0 then 'enter' else 'chat' end,
       case when n % 10 = 0 then 'announcements.example.org'
            when n % 2 = 0 then 'ada@example.org/phone' else 'grace@example.org/laptop' end,
       case when n % 10 <> 0 and n % 3 = 0 then 'office@conference.example.org'
            when n % 2 = 0 then 'grace@example.org' else 'ada@example.org' end,
       '', %(start)s + n, 'm' || n, true,
       case when n % 10 = 1 then ''
            else '<message id=''m' || n || '''><body>' || %(start)s || case n % 10 when 0 then ''
                 else n::text end || '</body></message>' end
  from generate_series(1, %(count)s) n
""".replace(" % ", " %% ")


class Ledger:
    """Of one database, whose superuser `address` is."""

    def __init__(self, address: str, keys: KeyStore, start: int = 1_700_000_000_000_000) -> None:
        """`start` becomes the stanzas' first id."""
        self.address, self.keys = address, keys
        self._newest = start

    def record(self, count: int) -> None:
        """So many stanzas, and the ledger takes them."""
        with psycopg.connect(self.address) as connection:
            connection.execute(RECORD, {"count": count, "start": self._newest})
        self._newest += count
        with self.engine("ledger") as engine:
            intake = Intake(engine, self.keys)
            while intake.take():
                pass

    def checkpoint(self) -> str:
        """A new one of all entries; its note."""
        with self.engine("ledger") as engine:
            size = Checkpoints(engine, self.keys).make(ORIGIN)
        with psycopg.connect(self.address) as connection:
            row = connection.execute(
                "select note from stoa.ledger_checkpoint where size = %s", (size,)
            ).fetchone()
        assert row
        return str(row[0])

    @contextmanager
    def engine(self, role: str) -> Iterator[Engine]:
        address = make_conninfo(self.address, options=f"-c role={role}")
        engine = create_engine(
            "postgresql+psycopg://", creator=lambda: psycopg.connect(address), poolclass=NullPool
        )
        yield engine
        engine.dispose()


def exported(connection: Connection) -> list[bytes]:
    return [*export.lines(connection, ORIGIN, contents=True)]


@contextmanager
def copied(address: str, template: str, name: str) -> Iterator[str]:
    """A copy of a database to which nobody is connected; its superuser's address."""
    server = make_conninfo(address, dbname="postgres")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create database {name} template {template}")  # names of ours
    try:
        yield make_conninfo(address, dbname=name)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"drop database {name} with (force)")


@contextmanager
def key_store(folder: Path) -> Iterator[KeyStore]:
    keys = KeyStore(folder)
    try:
        yield keys
    finally:
        keys.close()
