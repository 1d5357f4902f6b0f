"""A batch of entries, in as few statements as there are tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import psycopg

from components.archive.ledger import contents
from components.archive.ledger.contents import Envelope
from components.archive.ledger.filing import Filed, Waiting
from components.archive.ledger.keys import DataKey, KeyStore
from components.archive.ledger.tree import Frontier
from components.archive.ledger.verifier import Entry, leaf_hash

MEMBERSHIPS = """
select conversation, (select max(seq) from stoa.ledger_entry e
                       where e.conversation = c.conversation and kind = 'membership')
  from unnest(%s::bytea[]) as c (conversation)
"""
CONTENTS = """
insert into stoa.ledger_content (digest, ciphertext)
select * from unnest(%b::bytea[], %b::bytea[]) on conflict do nothing
"""
ENTRIES = """
copy stoa.ledger_entry (seq, feed_id, recorded_at, stanza_id, host, source, kind, type, author,
                        conversation, membership, key_id, envelope, body, leaf_hash)
from stdin (format binary)
"""
ENTRY_TYPES = (*["int8"] * 4, *["text"] * 4, "bytea", "bytea", "int8", *["bytea"] * 4)
STANZAS = """
copy stoa.recorded_stanza (seq, stanza_id, host, source, kind, type, sender, recipient, nick,
                           message_id, origin_id, refers_how, refers_to, storable)
from stdin (format binary)
"""
STANZA_TYPES = ("int8", "int8", *["text"] * 11, "bool")
SUBTREES = "copy stoa.ledger_subtree (level, place, hash) from stdin (format binary)"
SUBTREE_TYPES = ("int2", "int8", "bytea")

Driver = psycopg.Connection[Any]
T = TypeVar("T")


def write(driver: Driver, keys: KeyStore, frontier: Frontier, filed: Sequence[Filed]) -> None:
    """Append them after the frontier, which moves on. `keys` has to know what they need."""
    batch = _Batch(driver, keys, frontier)
    batch.recall_memberships({each.conversation for each in filed if each.in_room})
    for each in filed:
        batch.add(each)
    batch.write()


class _Batch:
    def __init__(self, driver: Driver, keys: KeyStore, frontier: Frontier) -> None:
        self._driver, self._keys, self._frontier = driver, keys, frontier
        self._memberships: dict[bytes, int | None] = {}
        self._contents: dict[bytes, bytes] = {}
        self._entries: list[tuple[object, ...]] = []
        self._stanzas: list[tuple[object, ...]] = []
        self._subtrees: list[tuple[object, ...]] = []

    def recall_memberships(self, rooms: set[str]) -> None:
        pseudonyms = [self._pseudonym(room) for room in rooms]
        self._memberships = dict(self._driver.execute(MEMBERSHIPS, (pseudonyms,)).fetchall())

    def write(self) -> None:
        self._driver.execute(CONTENTS, ([*self._contents], [*self._contents.values()]))
        self._copy(ENTRIES, ENTRY_TYPES, self._entries)
        self._copy(STANZAS, STANZA_TYPES, self._stanzas)
        self._copy(SUBTREES, SUBTREE_TYPES, self._subtrees)

    def add(self, filed: Filed) -> None:
        row, seq = filed.row, self._frontier.size
        entry = self._entry(filed, seq)
        leaf = leaf_hash(entry.encode())
        if filed.in_room and row.kind == "membership":
            self._memberships[entry.conversation] = seq
        self._subtrees += self._frontier.append(leaf)
        self._entries.append((*(getattr(entry, name) for name in Entry.__slots__), leaf))
        self._stanzas.append((seq, *row[2:15]))

    def _entry(self, filed: Filed, seq: int) -> Entry:
        row, conversation = filed.row, self._pseudonym(filed.conversation)
        key = _known(self._keys.data_key(filed.scope))
        envelope, body = self._sealed(row, key)
        return Entry(
            seq=seq,
            feed_id=row.id,
            recorded_at=row.recorded_at,
            stanza_id=row.stanza_id,
            host=row.host,
            source=row.source,
            kind=row.kind,
            type=row.type,
            author=self._pseudonym(filed.scope.author),
            conversation=conversation,
            membership=self._memberships.get(conversation),
            key_id=key.id,
            envelope=envelope,
            body=body,
        )

    def _sealed(self, row: Waiting, key: DataKey) -> tuple[bytes, bytes | None]:
        """Digests of envelope and body, which are noted for the ledger's contents."""
        tag, rest = contents.split(row.xml)
        envelope = contents.seal_envelope(key.cipher, row.stanza_id, Envelope(*row[7:15], tag=tag))
        body = contents.seal_body(key.cipher, row.stanza_id, row.source, rest)
        for sealed in filter(None, (envelope, body)):
            self._contents[sealed.digest] = sealed.ciphertext
        return envelope.digest, body.digest if body else None

    def _pseudonym(self, name: str) -> bytes:
        return _known(self._keys.party(name))

    def _copy(self, statement: str, types: Sequence[str], rows: list[tuple[object, ...]]) -> None:
        with self._driver.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)


def _known(found: T | None) -> T:
    if found is None:
        raise LookupError("what was made for this batch was destroyed meanwhile")
    return found
