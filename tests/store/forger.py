"""What somebody who holds the whole database can do to a ledger, and its tests' ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import psycopg
import pytest
from sqlalchemy import Connection, Engine, text

from components.archive.ledger.checkpoints import Checkpoints
from components.archive.ledger.keys import KeyStore
from components.archive.ledger.tree import Frontier
from components.archive.ledger.verifier import Entry, Findings, VerifierKey, leaf_hash, verify
from tests.harness.cluster import Cluster
from tests.harness.ledger import ORIGIN, Ledger, copied, exported, key_store

FIRST, SECOND, REST = 300, 350, 50
PROTECTED = FIRST + SECOND
PLACE = 420
"""Of the entry that is tampered with: between the two checkpoints."""
TABLES = {
    "ledger_entry": "seq",
    "ledger_subtree": "hash",
    "ledger_checkpoint": "note",
    "ledger_cosignature": "line",
    "ledger_signing_key": "note",
    "ledger_content": "ciphertext",
}
"""What only grows, each with a column."""
ENTRIES = text("""
select seq, feed_id, recorded_at, stanza_id, host, source, kind, type, author, conversation,
       membership, key_id, envelope, body
  from stoa.ledger_entry order by seq
""")
INSERT = text("""
insert into stoa.ledger_entry
select :place, -feed_id, recorded_at, stanza_id, host, source, kind, type, author, conversation,
       membership, key_id, envelope, body, leaf_hash
  from stoa.ledger_entry where seq = :place - 1
""")
SWAP = text("""
update stoa.ledger_entry set seq = :away + 2 * :place + 1 - seq where seq in (:place, :place + 1)
""")
AWAY = 1_000_000
OTHERWISE = 1_800_000_000_000_000


@dataclass(frozen=True)
class History:
    """A ledger with two checkpoints, the database as it was at the first, and what a witness who
    saw the second has kept."""

    folder: Path
    """Of the keys."""
    ledger: Ledger
    earlier: Ledger
    key: VerifierKey
    seen: str

    @contextmanager
    def tampered(self) -> Iterator[Connection]:
        """For a superuser who has switched off what stands in the way; undone afterwards."""
        with self.ledger.engine("postgres") as engine, engine.connect() as connection:
            connection.execute(text("set local session_replication_role = replica"))
            for table in TABLES:
                switch = f"alter table stoa.{table} disable trigger never_changes"
                connection.execute(text(switch))
            yield connection
            connection.rollback()

    def found(self, connection: Connection, *seen: str) -> Findings:
        return verify(exported(connection), pinned=self.key, seen=seen)


@pytest.fixture(scope="module")
def history(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    folder = tmp_path_factory.mktemp("keys")
    with (
        key_store(folder) as keys,
        copied(cluster.superuser, "stoa", "tampered") as address,
    ):
        ledger = Ledger(address, keys)
        ledger.record(FIRST)
        ledger.checkpoint()
        with copied(cluster.superuser, "tampered", "earlier") as earlier:
            ledger.record(SECOND)
            seen = ledger.checkpoint()
            ledger.record(REST)
            with psycopg.connect(address) as connection:
                row = connection.execute("select vkey from stoa.ledger_signing_key").fetchone()
            assert row
            yield History(
                folder, ledger, Ledger(earlier, keys, OTHERWISE), VerifierKey.parse(row[0]), seen
            )


def repair(connection: Connection) -> None:
    """All hashes of the tree are made to fit the entries again."""
    frontier, leaves, subtrees = Frontier(), [], []
    for row in connection.execute(ENTRIES).all():
        leaf = leaf_hash(Entry(*row).encode())
        leaves.append({"seq": row.seq, "leaf": leaf})
        subtrees += frontier.append(leaf)
    connection.execute(
        text("update stoa.ledger_entry set leaf_hash = :leaf where seq = :seq"), leaves
    )
    connection.execute(text("delete from stoa.ledger_subtree"))
    connection.execute(
        text("insert into stoa.ledger_subtree values (:level, :place, :hash)"),
        [dict(zip(("level", "place", "hash"), subtree, strict=True)) for subtree in subtrees],
    )


def run(connection: Connection, statement: str, place: int = PLACE) -> None:
    connection.execute(text(statement), {"place": place})


def move(connection: Connection, first: int, by: int) -> None:
    """Entries from `first` on get other numbers; at once, two would have the same."""
    statement = text("update stoa.ledger_entry set seq = seq + :step where seq >= :first")
    connection.execute(statement, {"first": first, "step": AWAY})
    connection.execute(statement, {"first": AWAY, "step": by - AWAY})


def insert(connection: Connection) -> None:
    move(connection, PLACE, 1)
    connection.execute(INSERT, {"place": PLACE})


def drop(connection: Connection) -> None:
    run(connection, "delete from stoa.ledger_entry where seq = :place")
    move(connection, PLACE + 1, -1)


def swap(connection: Connection) -> None:
    connection.execute(SWAP, {"place": PLACE, "away": AWAY})
    move(connection, AWAY, -AWAY)


def cut(connection: Connection, size: int) -> None:
    """Nothing is left of what came after the first `size` entries."""
    run(connection, "delete from stoa.ledger_checkpoint where size > :place", size)
    run(connection, "delete from stoa.ledger_entry where seq >= :place", size)
    repair(connection)


class Within:
    """Stands in for an engine: what begins transactions works inside of one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        with self._connection.begin_nested():
            yield self._connection


def sign_anew(connection: Connection, keys: KeyStore) -> None:
    """All checkpoints and keys are replaced by those of another key store."""
    connection.execute(text("delete from stoa.ledger_checkpoint"))
    connection.execute(text("delete from stoa.ledger_signing_key"))
    Checkpoints(cast(Engine, Within(connection)), keys).make(ORIGIN)
