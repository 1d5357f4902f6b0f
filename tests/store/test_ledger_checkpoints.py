"""Checkpoints: what is signed, by which key, and what never is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import ProgrammingError

from components.archive import app
from components.archive.ledger import export
from components.archive.ledger.checkpoints import CheckpointError, Checkpoints, origin_of
from components.archive.ledger.keys import KeyStore
from components.archive.ledger.tree import Frontier
from components.archive.ledger.verifier import (
    Checkpoint,
    Findings,
    Note,
    VerificationError,
    VerifierKey,
    leaf_hash,
    verify,
)
from tests.harness.ledger import key_store
from tests.store.conftest import as_owner
from tests.store.forger import Within
from tests.unit.ledger.exports import entry

ORIGIN = origin_of("example.org")
COLUMNS = (*(name for name in entry(0).__slots__), "leaf_hash")
ENTRY = text(
    f"insert into stoa.ledger_entry ({', '.join(COLUMNS)})"  # noqa: S608 - names of ours
    f" values ({', '.join(':' + name for name in COLUMNS)})"
)


class Ledger:
    """One that is rolled back."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def record(self, count: int) -> None:
        with as_owner(self.connection):
            frontier = Frontier.load(self.connection)
            for each in map(entry, range(frontier.size, frontier.size + count)):
                values = {name: getattr(each, name) for name in each.__slots__}
                values["leaf_hash"] = leaf_hash(each.encode())
                self.connection.execute(ENTRY, values)

    @contextmanager
    def signing(self, keys: KeyStore, role: str = "ledger") -> Iterator[Checkpoints]:
        with as_owner(self.connection):
            self.connection.execute(text(f"set local role {role}"))  # a name of ours
            yield Checkpoints(cast(Engine, Within(self.connection)), keys)
            self.connection.execute(text("reset role"))

    def vkeys(self) -> list[VerifierKey]:
        rows = self.connection.execute(
            text("select vkey from stoa.ledger_signing_key order by from_size, at")
        )
        return [VerifierKey.parse(vkey) for vkey in rows.scalars()]

    def notes(self) -> list[Note]:
        rows = self.connection.execute(
            text("select note from stoa.ledger_checkpoint order by size")
        )
        return [Note.parse(note) for note in rows.scalars()]

    def found(self, pinned: VerifierKey | None = None) -> Findings:
        return verify(export.lines(self.connection, ORIGIN, contents=False), pinned=pinned)


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[KeyStore]:
    with key_store(tmp_path) as keys:
        yield keys


@pytest.fixture
def ledger(connection: Connection) -> Ledger:
    return Ledger(connection)


def make(ledger: Ledger, keys: KeyStore) -> int | None:
    with ledger.signing(keys) as checkpoints:
        return checkpoints.make(ORIGIN)


def rotate(ledger: Ledger, keys: KeyStore) -> VerifierKey:
    with ledger.signing(keys) as checkpoints:
        return VerifierKey.parse(checkpoints.rotate(ORIGIN))


def test_a_tree_that_has_grown_is_signed_once(ledger: Ledger, keys: KeyStore) -> None:
    sizes = [make(ledger, keys)]
    for _ in range(2):
        ledger.record(3)
        sizes += [make(ledger, keys), make(ledger, keys)]
    [key] = ledger.vkeys()

    assert [None, 3, None, 6, None] == sizes
    assert origin_of("example.org") == ORIGIN == key.name
    assert [3, 6] == [Checkpoint.parse(note.text).size for note in ledger.notes()]
    assert all(note.signatures_of(key) for note in ledger.notes())
    assert 6 == ledger.found(key).signed


def test_a_new_key_is_introduced_by_the_one_before_it(ledger: Ledger, keys: KeyStore) -> None:
    ledger.record(3)
    make(ledger, keys)
    ledger.record(2)
    second = rotate(ledger, keys)
    third = rotate(ledger, keys)
    ledger.record(1)
    make(ledger, keys)
    first, *others = ledger.vkeys()
    signed = [
        [key for key in (first, second, third) if note.signatures_of(key)]
        for note in ledger.notes()
    ]

    assert [second, third] == others
    assert [[first], [first, second], [third]] == signed
    assert all(6 == ledger.found(key).signed for key in (first, second, third))


def test_a_database_from_before_the_new_key_goes_on_with_the_old_one(
    ledger: Ledger, keys: KeyStore
) -> None:
    ledger.record(3)
    make(ledger, keys)
    with ledger.connection.begin_nested() as lost:
        rotate(ledger, keys)
        lost.rollback()
    ledger.record(1)
    [key] = ledger.vkeys()

    assert 4 == make(ledger, keys)
    rotate(ledger, keys)
    assert 4 == ledger.found(key).signed


def test_keys_are_in_order_when_the_clock_is_not(ledger: Ledger, keys: KeyStore) -> None:
    ledger.record(3)
    make(ledger, keys)
    first, second = *ledger.vkeys(), rotate(ledger, keys)
    with as_owner(ledger.connection):
        switch = "alter table stoa.ledger_signing_key disable trigger never_changes"
        ledger.connection.execute(text(switch))
        later = "update stoa.ledger_signing_key set at = at + interval '1 hour' where from_size = 3"
        ledger.connection.execute(text(later))
    third = rotate(ledger, keys)
    ledger.record(1)

    assert 4 == make(ledger, keys)
    assert [first, second, third] == ledger.vkeys()
    assert 4 == ledger.found(first).signed


def test_a_first_key_can_be_replaced_before_it_has_signed(ledger: Ledger, keys: KeyStore) -> None:
    key = rotate(ledger, keys)
    ledger.record(1)

    assert 1 == make(ledger, keys)
    assert 1 == ledger.found(key).signed


def test_a_key_that_the_database_never_learnt_of_is_not_used(
    ledger: Ledger, keys: KeyStore
) -> None:
    ledger.record(1)
    for _ in range(2):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            ledger.signing(keys, "app") as checkpoints,
        ):
            checkpoints.make(ORIGIN)

    assert 2 == len(keys.every_vkey())
    assert 1 == make(ledger, keys)
    assert 1 == len(ledger.vkeys())


def test_without_the_key_store_nothing_is_signed(
    ledger: Ledger, keys: KeyStore, tmp_path: Path
) -> None:
    ledger.record(1)
    make(ledger, keys)
    ledger.record(1)
    (tmp_path / "other").mkdir()

    with key_store(tmp_path / "other") as others:
        with pytest.raises(CheckpointError, match="lacks the signing key"):
            make(ledger, others)
        with pytest.raises(CheckpointError, match="lacks the signing key"):
            rotate(ledger, others)
    assert 1 == len(ledger.notes())


@pytest.mark.parametrize(
    ("tampering", "says"),
    [
        ("delete from stoa.ledger_entry where seq >= 2", "3 entries have a checkpoint"),
        (
            "update stoa.ledger_entry set leaf_hash = sha256('') where seq = 1",
            "are not those that have",
        ),
    ],
)
def test_another_history_is_not_signed(
    ledger: Ledger, keys: KeyStore, tampering: str, says: str
) -> None:
    ledger.record(3)
    make(ledger, keys)
    with as_owner(ledger.connection):
        for table in ("ledger_entry", "recorded_stanza"):
            switch = f"alter table stoa.{table} disable trigger all"
            ledger.connection.execute(text(switch))
        ledger.connection.execute(text(tampering))

    with pytest.raises(CheckpointError, match=says):
        make(ledger, keys)
    with pytest.raises(CheckpointError, match=says):
        rotate(ledger, keys)
    with pytest.raises(VerificationError):
        ledger.found()


def rewrite(ledger: Ledger, entries: int) -> None:
    """Another history without checkpoints, by somebody who can write to the whole database."""
    with as_owner(ledger.connection):
        for table in ("ledger_entry", "ledger_checkpoint", "recorded_stanza"):
            for change in ("alter table stoa.{} disable trigger all", "delete from stoa.{}"):
                ledger.connection.execute(text(change.format(table)))
    ledger.record(entries)


@pytest.mark.parametrize(
    ("entries", "says"), [(2, "3 entries were signed"), (4, "are not those that were signed")]
)
def test_a_history_without_its_checkpoints_is_not_signed_in_the_place_of_another(
    ledger: Ledger, keys: KeyStore, entries: int, says: str
) -> None:
    ledger.record(3)
    make(ledger, keys)
    rewrite(ledger, entries)
    with as_owner(ledger.connection):
        other = "update stoa.ledger_entry set leaf_hash = sha256('') where seq = 1"
        ledger.connection.execute(text(other))

    with pytest.raises(CheckpointError, match=says):
        make(ledger, keys)
    with pytest.raises(CheckpointError, match=says):
        rotate(ledger, keys)


def test_what_was_restored_is_signed_once_the_operator_says_so(
    ledger: Ledger, keys: KeyStore
) -> None:
    ledger.record(2)
    make(ledger, keys)
    with ledger.connection.begin_nested() as lost:
        ledger.record(2)
        make(ledger, keys)
        lost.rollback()
    ledger.record(1)
    with pytest.raises(CheckpointError, match="4 entries were signed, and here are 3"):
        make(ledger, keys)
    with ledger.signing(keys) as checkpoints:
        accepted = checkpoints.accept(ORIGIN)

    assert 3 == accepted == make(ledger, keys)


def test_the_archive_says_why_there_is_no_checkpoint(
    ledger: Ledger, keys: KeyStore, tmp_path: Path
) -> None:
    ledger.record(1)
    with ledger.signing(keys) as checkpoints:
        assert "" == app.checkpoint(checkpoints, ORIGIN)
    ledger.record(1)
    (tmp_path / "other").mkdir()
    with key_store(tmp_path / "other") as others, ledger.signing(others) as checkpoints:
        trouble = app.checkpoint(checkpoints, ORIGIN)
        assert trouble.startswith("no checkpoint: the key store lacks the signing key ")
    with ledger.signing(keys, "retention") as checkpoints:
        assert "no checkpoint: the log says why" == app.checkpoint(checkpoints, ORIGIN)
    away = create_engine("postgresql+psycopg://ledger@127.0.0.1:1/stoa")
    assert "waiting for the database" == app.checkpoint(Checkpoints(away, keys), ORIGIN)
