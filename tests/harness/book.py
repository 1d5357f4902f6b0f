"""A ledger in the database that a layer of tests shares: written as everywhere, and emptied."""

from __future__ import annotations

import time

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from components.archive.ledger import verifier
from components.archive.ledger.checkpoints import Checkpoints
from tests.harness.ledger import ORIGIN, RECORD, Ledger

ONLY_GROW = (
    *("stoa.ledger_cosignature", "stoa.ledger_checkpoint", "stoa.ledger_signing_key"),
    *("stoa.ledger_subtree", "stoa.ledger_content", "stoa.ledger_entry"),
)
COME_AND_GO = ("stoa.feed", "stoa.recorded_stanza")


class Book(Ledger):
    def wait(self, count: int) -> None:
        """So many stanzas that the ledger has not taken yet."""
        with psycopg.connect(self.address) as connection:
            connection.execute(RECORD, {"count": count, "start": 0})

    def sign(self, count: int) -> str:
        """A checkpoint after so many entries more."""
        self.record(count)
        return self.checkpoint()

    def rotate(self) -> str:
        """The vkey of the new key."""
        with self.engine("ledger") as engine:
            return Checkpoints(engine, self.keys).rotate(ORIGIN)

    def leaf(self, seq: int) -> bytes:
        """The hash of an entry."""
        query = "select leaf_hash from stoa.ledger_entry where seq = %s"
        with psycopg.connect(self.address) as connection:
            (found,) = connection.execute(query, [seq]).fetchone() or (b"",)
        return bytes(found)

    def against_the_rules(self, *statements: str) -> None:
        """What a superuser can do who knows of the triggers."""
        switched = {
            how: [f"alter table {table} {how} trigger never_changes" for table in ONLY_GROW]
            for how in ("disable", "enable always")
        }
        with psycopg.connect(self.address) as connection:
            for each in (*switched["disable"], *statements, *switched["enable always"]):
                connection.execute(each)  # statements of ours

    def empty(self) -> None:
        self.against_the_rules(
            *(f"delete from {table}" for table in (*COME_AND_GO, *ONLY_GROW))  # noqa: S608
        )


class Notary:
    """A witness that signs whatever it is shown."""

    def __init__(self, name: str = "auditors.example.org") -> None:
        self._name, self._private = name, Ed25519PrivateKey.generate()

    @property
    def vkey(self) -> str:
        return str(verifier.public_key(self._name, self._private, verifier.COSIGNATURE))

    def sign(self, note: str) -> str:
        """The signature line for a checkpoint."""
        shown = verifier.Note.parse(note).text
        return verifier.cosign(shown, self._name, self._private, int(time.time()))
