"""The whole ledger against its hashes and checkpoints, as the database has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, text

from components.archive.ledger import export, state, witnesses
from components.archive.ledger.checkpoints import refuse_another_history
from components.archive.ledger.keys import KeyStore
from components.archive.ledger.reading import Reading
from components.archive.ledger.record import Record
from components.archive.ledger.tree import BLOCK, Frontier, Tree
from components.archive.ledger.verifier import Findings, VerificationError, VerifierKey, verify

ENTRY = b'{"entry"'
LEAVES = text("""
select leaf_hash from stoa.ledger_entry where seq >= :first and seq < :end order by seq
""")
KEYS = text("select key_id, count(*) from stoa.ledger_entry group by key_id")
STANZAS = text("""
select * from stoa.recorded_stanza where seq >= :first and seq < :end
""")
SUBTREE = text("select hash from stoa.ledger_subtree where level = :level and place = :place")

Told = Callable[[int], None]
"""How many entries have been looked at."""


def check(connection: Connection, origin: str, keys: KeyStore | None, told: Told) -> Findings:
    """What holds, also by the signatures of the keys that the key store has made. Raises
    VerificationError, or CheckpointError where it is not what was signed last. The connection
    commits each statement."""
    found = verify(
        counted(export.lines(connection, origin, contents=True), told),
        pinned=_pinned(connection, keys),
        witnesses=[VerifierKey.parse(each.vkey) for each in witnesses.known(connection)],
    )
    _check_subtrees(connection, found.entries)
    if keys:
        if last := keys.signed_head():
            refuse_another_history(Tree(connection), *last, "were signed")
        _check_stanzas(connection, keys, found.entries)
    return found


def unreadable(connection: Connection, keys: KeyStore) -> int:
    """How many entries say nothing any more: their keys were destroyed, or a key store was restored
    that is older than they."""
    return sum(count for key_id, count in connection.execute(KEYS) if keys.cipher(key_id) is None)


def counted(lines: Iterator[bytes], told: Told) -> Iterator[bytes]:
    seen = 0
    for line in lines:
        yield line
        if line.startswith(ENTRY):
            seen += 1
            if seen % BLOCK == 0:
                told(seen)


def _pinned(connection: Connection, keys: KeyStore | None) -> VerifierKey | None:
    """The first key; whoever has only the database cannot replace it."""
    known = [each.vkey for each in state.signing_keys(connection)]
    ours = keys.every_vkey() if keys else set()
    for vkey in known:
        if vkey not in ours:
            raise VerificationError(f"a key that the key store has not made: {vkey}")
    return VerifierKey.parse(known[0]) if known else None


def _check_subtrees(connection: Connection, size: int) -> None:
    """Those that proofs are made from."""
    frontier = Frontier()
    for first in range(0, size, BLOCK):
        bounds = {"first": first, "end": min(first + BLOCK, size)}
        for leaf in connection.execute(LEAVES, bounds).scalars():
            for level, place, node in frontier.append(leaf):
                at = {"level": level, "place": place}
                if connection.execute(SUBTREE, at).scalar() != node:
                    raise VerificationError(f"subtree {place} of level {level} was changed")


def _check_stanzas(connection: Connection, keys: KeyStore, size: int) -> None:
    """What is asked for without a key is what the entries say, as far as they can be read. A row is
    written with its entry: read after it, it is there."""
    reading = Reading(connection, keys)
    for first in range(0, size, BLOCK):
        records = _readable(reading, first)
        found = connection.execute(STANZAS, {"first": first, "end": first + BLOCK})
        stanzas = {row.seq: row._mapping for row in found}
        for record in records:
            known = stanzas.get(record.seq, {"seq": None})
            if any(getattr(record, name) != value for name, value in known.items()):
                raise VerificationError(f"entry {record.seq}: stoa.recorded_stanza says otherwise")


def _readable(reading: Reading, first: int) -> list[Record]:
    try:
        return [each for each in reading.after(first - 1, BLOCK) if each.xml is not None]
    except InvalidTag as wrong:
        raise VerificationError(f"a content after entry {first} is not its entry's") from wrong
