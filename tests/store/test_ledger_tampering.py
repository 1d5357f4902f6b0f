"""Whatever somebody who holds the database does to the ledger is found: from an export alone, or
with the checkpoint that a witness has kept."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import Connection, Engine

from components.archive.ledger.checkpoints import CheckpointError, Checkpoints
from components.archive.ledger.verifier import VerificationError, verify
from tests.harness.ledger import ORIGIN, exported, key_store
from tests.store.forger import (
    FIRST,
    PLACE,
    PROTECTED,
    REST,
    SECOND,
    History,
    Within,
    cut,
    drop,
    history,
    insert,
    repair,
    run,
    sign_anew,
    swap,
)

__all__ = ["history"]

COLUMNS = {
    "feed_id": "-feed_id",
    "recorded_at": "recorded_at + 1",
    "stanza_id": "stanza_id - 1",
    "host": "'example.com'",
    "source": "'s2s'",
    "kind": "'iq'",
    "type": "type || '.'",
    "author": "substr(sha256(author), 1, 16)",
    "conversation": "substr(sha256(conversation), 1, 16)",
    "membership": "coalesce(membership, 0) + 1",
    "key_id": "substr(sha256(key_id), 1, 16)",
    "envelope": "sha256(envelope)",
    "body": "envelope",
}


def test_a_ledger_holds_and_says_what_is_not_protected_yet(history: History) -> None:
    with history.tampered() as connection:
        found = history.found(connection, history.seen)

    assert (PROTECTED + REST, PROTECTED) == (found.entries, found.signed)
    assert (2, 0) == (found.checkpoints, found.destroyed)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_column_is_found(history: History, column: str) -> None:
    change = "update stoa.ledger_entry set {} = {} where seq = :place"
    with history.tampered() as connection:
        run(connection, change.format(column, COLUMNS[column]))
        with pytest.raises(VerificationError, match=f"entry {PLACE}\\b"):
            history.found(connection)
        repair(connection)
        with pytest.raises(VerificationError, match=f"those after the first {FIRST} .* changed"):
            history.found(connection)


@pytest.mark.parametrize("tamper", [insert, drop, swap])
def test_an_entry_that_was_inserted_dropped_or_swapped_is_found(
    history: History, tamper: Callable[[Connection], None]
) -> None:
    with history.tampered() as connection:
        tamper(connection)
        with pytest.raises(VerificationError, match=f"entry {PLACE}\\b"):
            history.found(connection)
        repair(connection)
        with pytest.raises(VerificationError, match=f"those after the first {FIRST} .* changed"):
            history.found(connection)


def test_an_entry_that_was_dropped_and_left_a_gap_is_found(history: History) -> None:
    with history.tampered() as connection:
        run(connection, "delete from stoa.ledger_entry where seq = :place")
        with pytest.raises(VerificationError, match=f"entry {PLACE} is missing"):
            history.found(connection)


def test_a_changed_content_is_found(history: History) -> None:
    with history.tampered() as connection:
        run(
            connection,
            "update stoa.ledger_content set ciphertext = ciphertext || '!' where digest ="
            " (select envelope from stoa.ledger_entry where seq = :place)",
        )
        with pytest.raises(VerificationError, match=f"entry {PLACE}\\b"):
            history.found(connection)


def test_a_destroyed_content_is_counted_and_changes_nothing_else(history: History) -> None:
    with history.tampered() as connection:
        run(
            connection,
            "delete from stoa.ledger_content where digest ="
            " (select envelope from stoa.ledger_entry where seq = :place)",
        )
        found = history.found(connection)

    assert (PROTECTED, 1) == (found.signed, found.destroyed)


def test_a_history_signed_with_another_key_is_found_by_who_noted_the_key(
    history: History, tmp_path: Path
) -> None:
    with history.tampered() as connection, key_store(tmp_path) as others:
        run(connection, "update stoa.ledger_entry set host = 'example.com'")
        repair(connection)
        sign_anew(connection, others)
        unnoticed = verify(exported(connection))
        with pytest.raises(VerificationError, match="has not used the key"):
            history.found(connection)

    assert PROTECTED + REST == unnoticed.signed


def test_a_cut_tail_is_found_with_the_witnesss_checkpoint_alone(history: History) -> None:
    with history.tampered() as connection:
        cut(connection, FIRST)
        unnoticed = history.found(connection)
        with pytest.raises(VerificationError, match=f"there were {PROTECTED}.* here are {FIRST}"):
            history.found(connection, history.seen)

    assert FIRST == unnoticed.signed


def test_a_cut_tail_that_left_its_checkpoints_is_found(history: History) -> None:
    with history.tampered() as connection:
        run(connection, "delete from stoa.ledger_entry where seq >= :place", FIRST)
        with pytest.raises(VerificationError):
            history.found(connection)


def test_a_rolled_back_database_that_went_on_is_found_with_the_witnesss_checkpoint_alone(
    history: History,
) -> None:
    history.earlier.record(SECOND + REST)
    with history.earlier.engine("ledger") as engine:
        Checkpoints(engine, history.earlier.keys).accept(ORIGIN)
    history.earlier.checkpoint()
    with history.earlier.engine("postgres") as engine, engine.connect() as connection:
        unnoticed = history.found(connection)
        with pytest.raises(VerificationError, match=f"first {PROTECTED} entries are not those"):
            history.found(connection, history.seen)

    assert PROTECTED + REST == unnoticed.signed


@pytest.mark.parametrize("tamper", ["the log", "the key store"])
def test_a_ledger_does_not_sign_what_does_not_go_on_from_its_own_checkpoint(
    history: History, tamper: str
) -> None:
    with history.tampered() as connection:
        checkpoints = Checkpoints(cast(Engine, Within(connection)), history.ledger.keys)
        if tamper == "the log":
            run(connection, "update stoa.ledger_entry set type = '' where seq = :place")
            repair(connection)
        else:
            run(connection, "update stoa.ledger_signing_key set vkey = 'unknown'")
        with pytest.raises(CheckpointError):
            checkpoints.make(ORIGIN)
