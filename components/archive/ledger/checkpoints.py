"""Signed checkpoints of the tree (C2SP tlog-checkpoint), and the keys that sign them.

Which key signs is written in the database; the key store has it. A key is in the store before the
database knows of it, so that a crash in between leaves a key that nobody uses. It also has the head
that was signed last: whoever can write to the database alone gets no other history signed.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Engine, text

from components.archive.ledger.keys import KeyStore, SigningKey
from components.archive.ledger.tree import Tree
from components.archive.ledger.verifier import Checkpoint, Introduction, Note, public_key, sign

# One at a time, also of other processes: the rotation of the key is a command.
LOCK = text("select pg_advisory_xact_lock(hashtextextended('stoa.ledger_checkpoint', 0))")
NEWEST = text("select size, note from stoa.ledger_checkpoint order by size desc limit 1")
ADD = text("insert into stoa.ledger_checkpoint (size, note) values (:size, :note)")
KEY_IN_USE = text("""
select vkey from stoa.ledger_signing_key order by from_size desc, at desc limit 1
""")
# Later than all before it, whatever the clock says: two may have the same size.
ADD_KEY = text("""
insert into stoa.ledger_signing_key (vkey, from_size, note, at)
select :vkey, :from_size, :note, greatest(clock_timestamp(), max(at) + interval '1 microsecond')
  from stoa.ledger_signing_key
""")


class CheckpointError(Exception):
    """No checkpoint may be signed; the text says why."""


def origin_of(domain: str) -> str:
    """The ledger's name, in its checkpoints and of its keys."""
    return f"{domain}/stoa/ledger"


class Checkpoints:
    def __init__(self, engine: Engine, keys: KeyStore) -> None:
        self._engine = engine
        self._keys = keys

    def make(self, origin: str) -> int | None:
        """The size of the tree, when it has grown and has a new checkpoint.

        Raises CheckpointError when it does not go on from what was signed, or the key is lost.
        """
        with self._engine.begin() as connection:
            head = self._next_head(connection, origin)
            if head is None:
                return None
            self._write(connection, head, [self._key_in_use(connection, origin)])
            return head.size

    def accept(self, origin: str) -> int:
        """Go on from what is here, though something else was signed last; its size. Raises
        CheckpointError when it is not what its own newest checkpoint says."""
        with self._engine.begin() as connection:
            head, _ = _from_newest(connection, origin)
            self._keys.note_signed_head(head.size, head.root)
        return head.size

    def rotate(self, origin: str) -> str:
        """A new key signs from now on; its vkey. It is introduced by the one before it. What has no
        checkpoint yet gets one that both sign."""
        with self._engine.begin() as connection:
            head = self._next_head(connection, origin)
            old = self._key_in_use(connection, origin)
            new = self._introduce(connection, origin, Tree(connection).size(), old)
            if head:
                self._write(connection, head, [old, new])
        return new.vkey

    def _next_head(self, connection: Connection, origin: str) -> Checkpoint | None:
        """What to sign, unless everything has a checkpoint."""
        head, signed = _from_newest(connection, origin)
        if last := self._keys.signed_head():
            refuse_another_history(Tree(connection), *last, "were signed")
        return head if head.size > signed else None

    def _write(self, connection: Connection, head: Checkpoint, keys: list[SigningKey]) -> None:
        self._keys.note_signed_head(head.size, head.root)
        note = _signed(str(head), head.origin, keys)
        connection.execute(ADD, {"size": head.size, "note": note})

    def _key_in_use(self, connection: Connection, origin: str) -> SigningKey:
        vkey = connection.execute(KEY_IN_USE).scalar()
        if vkey is None:
            return self._introduce(connection, origin, 0)
        if key := self._keys.signing_key(vkey):
            return key
        raise CheckpointError(f"the key store lacks the signing key {vkey}")

    def _introduce(
        self, connection: Connection, origin: str, from_size: int, *old: SigningKey
    ) -> SigningKey:
        private = Ed25519PrivateKey.generate()
        public = public_key(origin, private)
        new = SigningKey(str(public), private.private_bytes_raw(), from_size)
        self._keys.add_signing_key(new)
        note = _signed(str(Introduction(origin, from_size, public)), origin, [*old, new])
        values = {"vkey": new.vkey, "from_size": from_size, "note": note}
        connection.execute(ADD_KEY, values)
        return new


def refuse_another_history(tree: Tree, size: int, root: bytes, what: str) -> None:
    """Raises CheckpointError unless the tree goes on from that of `size` entries and `root`."""
    if (here := tree.size()) < size:
        raise CheckpointError(f"{size} entries {what}, and here are {here}")
    if tree.root(size) != root:
        raise CheckpointError(f"the first {size} entries are not those that {what}")


def _from_newest(connection: Connection, origin: str) -> tuple[Checkpoint, int]:
    """The head, and the size of the newest checkpoint, which it goes on from."""
    connection.execute(LOCK)
    tree, newest = Tree(connection), connection.execute(NEWEST).one_or_none()
    if newest:
        root = Checkpoint.parse(Note.parse(newest.note).text).root
        refuse_another_history(tree, newest.size, root, "have a checkpoint")
    size = tree.size()
    return Checkpoint(origin, size, tree.root(size)), newest.size if newest else 0


def _signed(text: str, origin: str, keys: list[SigningKey]) -> str:
    privates = [Ed25519PrivateKey.from_private_bytes(key.private) for key in keys]
    return text + "\n" + "".join(sign(text, origin, private) for private in privates)
