"""How the ledger is: its head, what waits to get in, and how much of it a witness vouches for."""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from components.archive.ledger import witnesses
from components.archive.ledger.tree import GapError, Tree
from components.archive.ledger.witnesses import Witness

LATE_SECONDS = 60

NEWEST = text("""
select size, at, note from stoa.ledger_checkpoint order by size desc limit 1
""")
COSIGNATURES = text("""
select line from stoa.ledger_cosignature where size = :size order by at, witness
""")
KEYS = text("""
select vkey, from_size, at, note from stoa.ledger_signing_key order by from_size, at
""")
BACKLOG = text("select waiting, oldest from stoa.ledger_backlog")


@dataclass(frozen=True)
class Checkpoint:
    size: int
    at: datetime
    note: str
    """Signed, with the lines of its witnesses."""


@dataclass(frozen=True)
class SigningKey:
    vkey: str
    from_size: int
    at: datetime
    note: str
    """Introduces it: signed by itself and its predecessor."""


@dataclass(frozen=True)
class State:
    size: int
    root: bytes | None
    """None: the database lacks some of the tree."""
    checkpoint: Checkpoint | None
    waiting: int
    """Recorded stanzas that are not in the ledger yet."""
    lag_seconds: int
    """How long the oldest of them has waited."""
    witnesses: list[Witness]

    @property
    def head(self) -> str | None:
        """The root as people and programs are shown it."""
        return base64.b64encode(self.root).decode() if self.root else None

    @property
    def late(self) -> bool:
        return self.lag_seconds > LATE_SECONDS

    @property
    def witnessed(self) -> int:
        """Size of the newest checkpoint that a witness has signed."""
        return max((each.size or 0 for each in self.witnesses), default=0)

    @property
    def unwitnessed(self) -> int:
        """Entries that could be taken away or replaced without anybody elsewhere knowing."""
        return max(0, self.size - self.witnessed)


def read(connection: Connection) -> State:
    known, checkpoint = witnesses.known(connection), newest(connection)
    tree = Tree(connection)
    size = tree.size()  # after what cannot be ahead of it
    cut = checkpoint is not None and checkpoint.size > size
    waiting = connection.execute(BACKLOG).one()
    return State(
        size,
        None if cut else _root(tree, size),
        checkpoint,
        waiting.waiting,
        _age_seconds(waiting.oldest),
        known,
    )


def newest(connection: Connection) -> Checkpoint | None:
    row = connection.execute(NEWEST).one_or_none()
    if row is None:
        return None
    lines = connection.execute(COSIGNATURES, {"size": row.size}).scalars()
    return Checkpoint(row.size, row.at, row.note + "".join(lines))


def signing_keys(connection: Connection) -> list[SigningKey]:
    """In the order of their use."""
    return [SigningKey(**row._mapping) for row in connection.execute(KEYS)]


def _root(tree: Tree, size: int) -> bytes | None:
    try:
        return tree.root(size)
    except GapError:
        return None


def _age_seconds(microseconds: int | None) -> int:
    return max(0, int(time.time()) - microseconds // 1_000_000) if microseconds else 0
