"""The key store: whose pseudonyms are whose, and every key that the ledger was written with.

It lies outside of PostgreSQL and its backups: whoever destroys a key here has destroyed what it
encrypted, in every copy of the database.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap

FILE = "ledger.sqlite3"
ID_BYTES, AUTHOR_KEY_BYTES, DATA_KEY_BYTES = 16, 32, 64
MOST_CACHED = 50_000
BUSY_SECONDS = 5.0

# A party's key wraps the data keys of what it wrote, so that destroying one makes everything it
# ever wrote unreadable: null until it writes, and after it was destroyed with what it wraps.
TABLES = """
create table if not exists party (
    id   blob not null primary key check (length(id) = 16),
    name text not null unique,
    key  blob check (length(key) = 32)
) strict;
create table if not exists data_key (
    id         blob not null primary key check (length(id) = 16),
    author     blob not null references party,
    kind       text not null,
    department text not null,
    month      text not null check (month glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]'),
    wrapped    blob not null,
    unique (author, kind, department, month)
) strict;
create table if not exists signing_key (
    vkey       text not null primary key,
    private    blob not null,
    from_size  integer not null
) strict;
create table if not exists signed_head (
    one  integer not null primary key check (one = 1),
    size integer not null,
    root blob not null check (length(root) = 32)
) strict;
"""
# What is deleted is overwritten, and a commit is on the disk: a key that is lost by a power cut is
# one that its entries cannot be read without. A journal of its own would keep what was deleted.
DURABLE = "pragma journal_mode = truncate; pragma synchronous = full; pragma secure_delete = on;"

OF_SCOPE = """
select k.id from data_key k join party p on p.id = k.author
 where p.name = ? and k.kind = ? and k.department = ? and k.month = ?
"""
WRAPPED = """
select p.key, k.wrapped from data_key k join party p on p.id = k.author
 where k.id = ? and p.key is not null
"""
# What a destroyed key has wrapped is nobody's, and in the way of what its author writes next.
DESTROYED = """
delete from data_key where author in (select id from party where name = ? and key is null)
"""

K = TypeVar("K")
V = TypeVar("V")


class _Recent(OrderedDict[K, V], Generic[K, V]):
    """Remembers the `MOST_CACHED` that were used last."""

    def recall(self, key: K) -> V | None:
        if key in self:
            self.move_to_end(key)
        return self.get(key)

    def remember(self, key: K, value: V) -> V:
        self[key] = value
        if len(self) > MOST_CACHED:
            self.popitem(last=False)
        return value


@dataclass(frozen=True, slots=True)
class Scope:
    """What one data key encrypts: an author's (bare JID) stanzas of a kind and a department (its id
    in digits, or '') in a month (`YYYY-MM`)."""

    author: str
    kind: str
    department: str
    month: str


@dataclass(frozen=True, slots=True)
class DataKey:
    id: bytes
    cipher: AESSIV
    """AES-256-SIV (RFC 5297): the key has 64 bytes."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Signs checkpoints of trees that have `from_size` entries or more."""

    vkey: str
    private: bytes
    from_size: int


class KeyStore:
    """Read-write for the archive alone; others open it `read_only` and find what is there."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        """Raises OSError or sqlite3.Error; read only, also where there is no key store yet."""
        path = folder / FILE
        if not read_only:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
        self._connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        if not read_only:
            self._connection.executescript(DURABLE + TABLES)
        self._lock = threading.RLock()
        self._parties: _Recent[str, bytes] = _Recent()
        self._scopes: _Recent[Scope, DataKey] = _Recent()
        self._ciphers: _Recent[bytes, AESSIV] = _Recent()

    def close(self) -> None:
        self._connection.close()

    def prepare(self, parties: Iterable[str], scopes: Iterable[Scope]) -> None:
        """Make what lacks of these; durable afterwards."""
        with self._lock:
            strangers = [name for name in parties if self.party(name) is None]
            unmade = [scope for scope in scopes if self.data_key(scope) is None]
            if strangers or unmade:
                with self._transaction():
                    self._introduce(strangers)
                    for scope in unmade:
                        self._make(scope)

    def party(self, name: str) -> bytes | None:
        """The pseudonym (16 bytes) of a bare JID or of a conversation."""
        with self._lock:
            known = self._parties.recall(name)
            if known is None and (row := self._row("select id from party where name = ?", name)):
                known = self._parties.remember(name, row[0])
            return known

    def knows(self, pseudonym: bytes) -> bool:
        with self._lock:
            return self._row("select 1 from party where id = ?", pseudonym) is not None

    def data_key(self, scope: Scope) -> DataKey | None:
        with self._lock:
            known = self._scopes.recall(scope)
            if known is None and (found := self._row(OF_SCOPE, *astuple(scope))):
                key_id: bytes = found[0]
                if cipher := self.cipher(key_id):
                    known = self._scopes.remember(scope, DataKey(key_id, cipher))
            return known

    def cipher(self, key_id: bytes) -> AESSIV | None:
        """The data key of this id, unless it or its author's was destroyed."""
        with self._lock:
            known = self._ciphers.recall(key_id)
            if known is None and (found := self._row(WRAPPED, key_id)):
                known = self._ciphers.remember(key_id, AESSIV(aes_key_unwrap(*found)))
            return known

    def signing_key(self, vkey: str) -> SigningKey | None:
        """Also one that has a successor: a restored database may be older than that."""
        with self._lock:
            row = self._row("select vkey, private, from_size from signing_key where vkey = ?", vkey)
            return SigningKey(*row) if row else None

    def every_vkey(self) -> set[str]:
        """Of all signing keys that were made here."""
        with self._lock:
            rows = self._connection.execute("select vkey from signing_key")
            return {vkey for (vkey,) in rows}

    def add_signing_key(self, key: SigningKey) -> None:
        with self._lock, self._transaction():
            self._connection.execute(
                "insert into signing_key (vkey, private, from_size) values (?, ?, ?)", astuple(key)
            )

    def signed_head(self) -> tuple[int, bytes] | None:
        """Size and root of the tree that was signed last."""
        with self._lock:
            return self._row("select size, root from signed_head")

    def note_signed_head(self, size: int, root: bytes) -> None:
        with self._lock, self._transaction():
            self._connection.execute("replace into signed_head values (1, ?, ?)", (size, root))

    def _introduce(self, names: Iterable[str]) -> None:
        self._connection.executemany(
            "insert into party (id, name) values (?, ?) on conflict do nothing",
            [(secrets.token_bytes(ID_BYTES), name) for name in names],
        )

    def _make(self, scope: Scope) -> None:
        self._introduce([scope.author])
        self._connection.execute(DESTROYED, (scope.author,))
        self._connection.execute(
            "update party set key = ? where name = ? and key is null",
            (secrets.token_bytes(AUTHOR_KEY_BYTES), scope.author),
        )
        author, key = self._connection.execute(
            "select id, key from party where name = ?", (scope.author,)
        ).fetchone()
        wrapped = aes_key_wrap(key, secrets.token_bytes(DATA_KEY_BYTES))
        self._connection.execute(
            "insert into data_key (id, author, kind, department, month, wrapped)"
            " values (?, ?, ?, ?, ?, ?)",
            (
                secrets.token_bytes(ID_BYTES),
                author,
                scope.kind,
                scope.department,
                scope.month,
                wrapped,
            ),
        )

    def _row(self, query: str, *values: object) -> tuple[Any, ...] | None:
        found: tuple[Any, ...] | None = self._connection.execute(query, values).fetchone()
        return found

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All of it or nothing; on the disk afterwards."""
        self._connection.execute("begin immediate")
        try:
            yield
            self._connection.execute("commit")
        except BaseException:
            if self._connection.in_transaction:  # a full disk may have ended it
                self._connection.execute("rollback")
            raise
