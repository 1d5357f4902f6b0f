"""A long ledger without its messages: entries and the tree over them, as the intake writes both."""

import hashlib
from collections.abc import Iterator
from dataclasses import astuple, replace

from sqlalchemy import Connection, text

from components.archive.ledger.batch import ENTRIES, ENTRY_TYPES, SUBTREE_TYPES, SUBTREES
from components.archive.ledger.tree import Frontier
from components.archive.ledger.verifier import Entry, leaf_hash

APART = 50_000
"""µs between two messages."""
NEWEST = text("""
select seq, feed_id, recorded_at, stanza_id, host, source, kind, type, author, conversation,
       membership, key_id, envelope, body
  from stoa.ledger_entry order by seq desc limit 1
""")
STANZAS = text("""
insert into stoa.recorded_stanza
       (seq, stanza_id, host, source, kind, type, sender, recipient, nick, message_id, origin_id,
        refers_how, refers_to, storable)
select seq, stanza_id, host, source, kind, type, 'was' || seq % 1000 || '@' || host || '/phone',
       'was' || (seq + 1) % 1000 || '@' || host, '', 'old' || seq, 'old' || seq, null, null, true
  from stoa.ledger_entry where feed_id < 0
""")


def entries(first: Entry, count: int) -> Iterator[Entry]:
    """After the first one, of the same people; the numbers of feed rows that never were."""
    for seq in range(first.seq + 1, first.seq + 1 + count):
        time = 1_600_000_000_000_000 + seq * APART
        content = seq.to_bytes(8, "big")
        envelope, body = (hashlib.sha256(part + content).digest() for part in (b"e", b"b"))
        yield replace(
            first,
            seq=seq,
            feed_id=-seq,
            recorded_at=time,
            stanza_id=time,
            envelope=envelope,
            body=body,
        )


def append(connection: Connection, count: int) -> None:
    """To a ledger that has an entry; no intake may run meanwhile. Role: the tables' owner."""
    newest = Entry(*connection.execute(NEWEST).one())
    frontier = Frontier.load(connection)
    driver = connection.connection.driver_connection
    assert driver is not None
    subtrees: list[tuple[int, int, bytes]] = []
    with driver.cursor() as cursor:
        with cursor.copy(ENTRIES) as copy:
            copy.set_types(ENTRY_TYPES)
            for entry in entries(newest, count):
                leaf = leaf_hash(entry.encode())
                subtrees += frontier.append(leaf)
                copy.write_row((*astuple(entry), leaf))
        with cursor.copy(SUBTREES) as copy:
            copy.set_types(SUBTREE_TYPES)
            for subtree in subtrees:
                copy.write_row(subtree)
    connection.execute(STANZAS)
