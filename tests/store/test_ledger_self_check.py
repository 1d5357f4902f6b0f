"""The ledger checked where it is, by the role that may read it, and what the portal sees of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from components.archive.ledger import self_check, state
from components.archive.ledger.tree import BLOCK
from components.archive.ledger.verifier import (
    Checkpoint,
    Findings,
    Note,
    VerificationError,
    cosign,
    verify,
)
from tests.harness.ledger import ORIGIN, exported, key_store
from tests.store.forger import (
    FIRST,
    PLACE,
    PROTECTED,
    REST,
    History,
    history,
    repair,
    run,
)
from tests.unit.ledger.exports import LOG, WITNESS, WITNESS_KEY

__all__ = ["history"]


@contextmanager
def reading(history: History, role: str) -> Iterator[Connection]:
    with history.ledger.engine(role) as engine:
        autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")
        with autocommit.connect() as connection:
            yield connection


def check(history: History, connection: Connection, told: list[int] | None = None) -> Findings:
    seen = [] if told is None else told
    return self_check.check(connection, ORIGIN, history.ledger.keys, seen.append)


def test_a_ledger_that_holds_is_said_to_and_how_far_it_is(history: History) -> None:
    told: list[int] = []
    with reading(history, "ledger") as connection:
        found = check(history, connection, told)

    assert (PROTECTED + REST, PROTECTED) == (found.entries, found.signed)
    assert [BLOCK, 2 * BLOCK] == told


def test_the_portal_sees_head_checkpoint_and_keys(history: History) -> None:
    with reading(history, "app") as connection:
        found = state.read(connection)
        (key,) = state.signing_keys(connection)
    with reading(history, "ledger") as connection:
        root = check(history, connection).root

    assert (PROTECTED + REST, root, 0) == (found.size, found.root, found.waiting)
    assert found.checkpoint
    assert PROTECTED == found.checkpoint.size == Checkpoint.parse(_text(found.checkpoint.note)).size
    assert (0, PROTECTED + REST) == (found.witnessed, found.unwitnessed)
    assert str(history.key) == key.vkey


def _text(note: str) -> str:
    return Note.parse(note).text


def test_a_changed_subtree_is_found(history: History) -> None:
    with history.tampered() as connection:
        run(connection, "update stoa.ledger_subtree set hash = sha256(hash) where place = 1")
        with pytest.raises(VerificationError, match="subtree 1 of level 1"):
            check(history, connection)


@pytest.mark.parametrize(
    "change",
    [
        "update stoa.recorded_stanza set sender = 'evil@example.org' where seq = :place",
        "update stoa.recorded_stanza set refers_how = 'retract' where seq = :place",
        "update stoa.recorded_stanza set stanza_id = stanza_id + 1 where seq = :place",
        "update stoa.recorded_stanza set storable = false where seq = :place",
        "delete from stoa.recorded_stanza where seq = :place",
    ],
)
def test_what_is_asked_for_without_a_key_is_what_entries_say(history: History, change: str) -> None:
    with history.tampered() as connection:
        run(connection, change)
        with pytest.raises(VerificationError, match=f"entry {PLACE}: stoa.recorded_stanza says"):
            check(history, connection)


def test_an_entry_that_is_none_any_more_is_found(history: History) -> None:
    with history.tampered() as connection:
        longer = "update stoa.ledger_entry set host = repeat('x', 65536) where seq = :place"
        run(connection, longer)
        with pytest.raises(VerificationError, match=f"entry {PLACE}: not an entry"):
            check(history, connection)


def test_entries_cut_off_behind_a_checkpoint_are_found(history: History) -> None:
    with history.tampered() as connection:
        run(connection, "delete from stoa.ledger_entry where seq >= :place", FIRST)
        repair(connection)
        with pytest.raises(VerificationError, match=f"of {PROTECTED} entries stands after {FIRST}"):
            check(history, connection)


def test_keys_that_the_key_store_has_not_made_are_found(history: History, tmp_path: Path) -> None:
    with reading(history, "ledger") as connection, key_store(tmp_path) as others:
        for keys in (others, None):
            with pytest.raises(VerificationError, match="a key that the key store has not made"):
                self_check.check(connection, ORIGIN, keys, lambda _: None)


def test_lines_that_no_witness_has_signed_spoil_no_export(history: History) -> None:
    signed = _text(history.seen)
    lines = {
        "garbage": "garbage",
        "forger": f"\n\n{history.seen}",
        "another": cosign(signed, WITNESS_KEY.name, LOG, 1),
        str(WITNESS_KEY): cosign(signed, WITNESS_KEY.name, WITNESS, 2),
        f"{WITNESS_KEY} ": cosign(f"{signed}more\n", WITNESS_KEY.name, WITNESS, 3),
    }
    insert = text("insert into stoa.ledger_cosignature values (:size, :witness, now(), :line)")
    with history.tampered() as connection:
        connection.execute(text("set local role app"))
        for witness, line in lines.items():
            connection.execute(insert, {"size": PROTECTED, "witness": witness, "line": line})
        connection.execute(text("reset role"))
        found = verify(exported(connection), pinned=history.key, witnesses=[WITNESS_KEY])

    assert {WITNESS_KEY: (PROTECTED, 2)} == found.witnessed
