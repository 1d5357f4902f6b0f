"""A small ledger: recorded as ejabberd does, taken and signed as the archive does."""

from __future__ import annotations

import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, text

from components.archive.ledger import verifier
from components.archive.ledger.checkpoints import Checkpoints, origin_of
from components.archive.ledger.intake import Intake
from components.archive.ledger.keys import KeyStore
from components.archive.ledger.verifier import VerifierKey

ORIGIN = origin_of("stoa.test")
RECORD = text("""
insert into stoa.feed
       (host, source, kind, type, sender, recipient, nick, stanza_id, message_id, storable, xml)
select 'stoa.test', :source, 'message', 'chat', 'ada@stoa.test/phone', 'grace@stoa.test', '',
       (select coalesce(max(stanza_id), 1600000000000000) from stoa.recorded) + n, 'm' || n, true,
       '<message><body>' || :body || '</body></message>'
  from generate_series(1, :count) n
""")
ONLY_GROW = (
    *("stoa.ledger_cosignature", "stoa.ledger_checkpoint", "stoa.ledger_signing_key"),
    *("stoa.ledger_subtree", "stoa.ledger_content", "stoa.ledger_entry"),
)
COME_AND_GO = ("stoa.feed", "stoa.recorded_stanza", "stoa.ledger_witness")


def against_the_rules(*statements: str) -> str:
    """For the tables' owner."""
    switched = [
        [f"alter table {table} {how} trigger never_changes" for table in ONLY_GROW]
        for how in ("disable", "enable always")
    ]
    return ";".join((*switched[0], *statements, *switched[1]))


CLEAN = against_the_rules(*(f"delete from {table}" for table in (*COME_AND_GO, *ONLY_GROW)))  # noqa: S608


class Book:
    def __init__(self, engine: Engine, folder: Path) -> None:
        """`engine` has all rights."""
        self._engine = engine
        self.keys = KeyStore(folder)
        self.checkpoints = Checkpoints(engine, self.keys)

    def record(self, count: int, body: str = "hello", source: str = "c2s") -> None:
        with self._engine.begin() as connection:
            connection.execute(RECORD, {"count": count, "body": body, "source": source})

    def write(self, count: int, body: str = "hello", source: str = "c2s") -> None:
        """Entries, without a checkpoint."""
        self.record(count, body, source)
        Intake(self._engine, self.keys).take(count)

    def sign(self, count: int = 0) -> int | None:
        """A checkpoint, after so many more entries."""
        if count:
            self.write(count)
        return self.checkpoints.make(ORIGIN)

    def age_checkpoints(self, interval: str) -> None:
        self._against_the_rules(
            f"update stoa.ledger_checkpoint set at = now() - interval '{interval}'"  # noqa: S608
        )

    def lose_subtrees(self) -> None:
        self._against_the_rules("delete from stoa.ledger_subtree")

    def _against_the_rules(self, statement: str) -> None:
        with self._engine.begin() as connection:
            connection.exec_driver_sql(against_the_rules(statement))

    def leaf(self, seq: int) -> bytes:
        """The hash of an entry."""
        query = text("select leaf_hash from stoa.ledger_entry where seq = :seq")
        with self._engine.begin() as connection:
            return bytes(connection.execute(query, {"seq": seq}).scalar_one())

    def close(self) -> None:
        self.keys.close()


class Notary:
    """A witness that signs whatever it is shown."""

    def __init__(self, name: str = "auditors.example.org") -> None:
        self._name, self._private = name, Ed25519PrivateKey.generate()

    @property
    def vkey(self) -> str:
        return str(self._key())

    def _key(self) -> VerifierKey:
        return verifier.public_key(self._name, self._private, verifier.COSIGNATURE)

    def sign(self, note: str) -> str:
        """The signature line for a checkpoint."""
        shown = verifier.Note.parse(note).text
        return verifier.cosign(shown, self._name, self._private, int(time.time()))
