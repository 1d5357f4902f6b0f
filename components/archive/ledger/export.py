"""The ledger as a file for the verifier: JSON Lines, as docs/auditors/ledger.md specifies them.

Read in short pieces: an export of hours holds up nothing, and has what was there when it began.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, text

from components.archive.ledger import state
from components.archive.ledger.tree import BLOCK, Tree
from components.archive.ledger.verifier import EXPORT_VERSION, Entry, RecentContents
from components.archive.ledger.witnesses import genuine

Line = dict[str, Any]

ENTRIES = text("""
select seq, feed_id, recorded_at, stanza_id, host, source, kind, type, author, conversation,
       membership, key_id, envelope, body, leaf_hash
  from stoa.ledger_entry where seq >= :first and seq < :end order by seq
""")
CONTENTS = text("""
select digest, ciphertext from stoa.ledger_content where digest = any(:digests)
""")
CHECKPOINTS = text("""
select c.size, c.note,
       array_agg(array[s.witness, s.line] order by s.at, s.witness)
         filter (where s.line is not null) as cosignatures
  from stoa.ledger_checkpoint c left join stoa.ledger_cosignature s on s.size = c.size
 where c.size > :first and c.size <= :end group by c.size order by c.size
""")


def lines(connection: Connection, origin: str, *, contents: bool) -> Iterator[bytes]:
    """Of one autocommitting connection. Checkpoints of entries that are not there stand at the end:
    whoever cut the tail has left them."""
    for line in _lines(connection, origin, contents=contents):
        yield json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _lines(connection: Connection, origin: str, *, contents: bool) -> Iterator[Line]:
    newest = state.newest(connection)
    size = Tree(connection).size()
    yield {"stoa_ledger": EXPORT_VERSION, "origin": origin, "contents": contents}
    for key in state.signing_keys(connection):
        yield {"key": key.note}
    recent = RecentContents()
    for first in range(0, size, BLOCK):
        yield from _block(connection, first, min(first + BLOCK, size), recent if contents else None)
    for _, note in _checkpoints(connection, size, newest.size if newest else 0):
        yield {"checkpoint": note}


def _block(
    connection: Connection, first: int, end: int, recent: RecentContents | None
) -> Iterator[Line]:
    rows = connection.execute(ENTRIES, {"first": first, "end": end}).all()
    found = _contents(connection, rows) if recent is not None else {}
    checkpoints = dict(_checkpoints(connection, first, end))
    for row in rows:
        *columns, leaf_hash = row
        entry = Entry(*columns)
        yield {"entry": entry.to_json(leaf_hash)}
        if recent is not None:
            yield from _following(entry, found, recent)
        if note := checkpoints.get(entry.seq + 1):
            yield {"checkpoint": note}


def _following(entry: Entry, found: dict[bytes, bytes], recent: RecentContents) -> Iterator[Line]:
    """What the entry names, unless it was written a short while ago or was destroyed."""
    for digest in dict.fromkeys((entry.envelope, entry.body)):
        if digest in found and digest not in recent:
            ciphertext = base64.b64encode(found[digest]).decode()
            yield {"content": {"digest": digest.hex(), "ciphertext": ciphertext}}
            recent.add(digest)


def _contents(connection: Connection, rows: Sequence[Row[Any]]) -> dict[bytes, bytes]:
    named = {digest for row in rows for digest in (row.envelope, row.body) if digest}
    return {
        row.digest: row.ciphertext for row in connection.execute(CONTENTS, {"digests": list(named)})
    }


def _checkpoints(connection: Connection, first: int, end: int) -> Iterator[tuple[int, str]]:
    """Of more than `first` entries and no more than `end`: size and note."""
    for row in connection.execute(CHECKPOINTS, {"first": first, "end": end}):
        lines = (line for vkey, line in row.cosignatures or () if genuine(row.note, vkey, line))
        yield row.size, row.note + "".join(lines)
