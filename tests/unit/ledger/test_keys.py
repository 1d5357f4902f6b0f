"""The key store: what is made once is found again, by whoever may look."""

import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from components.archive.ledger.keys import FILE, KeyStore, Scope, SigningKey

ADA = Scope("ada@localhost", "message", "3", "2026-11")


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[KeyStore]:
    keys = KeyStore(tmp_path)
    yield keys
    keys.close()


@pytest.fixture
def again(tmp_path: Path, keys: KeyStore) -> Iterator[KeyStore]:
    """The same store, as another process sees it."""
    again = KeyStore(tmp_path, read_only=True)
    yield again
    again.close()


def raw(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_nobody_else_reads_its_file(tmp_path: Path, keys: KeyStore) -> None:
    keys.prepare(["ada@localhost"], [])

    assert {0o600} == {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}


def test_what_was_not_made_is_not_there(keys: KeyStore) -> None:
    assert (None, None, None) == (keys.party("ada"), keys.data_key(ADA), keys.cipher(bytes(16)))
    assert not keys.knows(bytes(16))


def test_another_process_finds_what_was_made(keys: KeyStore, again: KeyStore) -> None:
    before = again.party("ada@localhost")
    keys.prepare(["ada@localhost", "ada@localhost grace@localhost"], [ADA])
    made, found = keys.data_key(ADA), again.data_key(ADA)

    assert before is None
    assert made is not None
    assert found is not None
    assert made.id == found.id
    assert b"words" == found.cipher.decrypt(made.cipher.encrypt(b"words", None), None)
    for name in ("ada@localhost", "ada@localhost grace@localhost"):
        pseudonym = keys.party(name)
        assert pseudonym is not None
        assert again.knows(pseudonym)
        assert pseudonym == again.party(name)


def test_what_is_there_is_not_made_again(keys: KeyStore) -> None:
    keys.prepare([ADA.author], [ADA])
    pseudonym, key = keys.party(ADA.author), keys.data_key(ADA)
    keys.prepare([ADA.author, "other"], [ADA, replace(ADA, month="2026-12")])

    assert pseudonym == keys.party(ADA.author)
    assert key == keys.data_key(ADA)


@pytest.mark.parametrize(
    "other",
    [{"author": "grace@localhost"}, {"kind": "iq"}, {"department": ""}, {"month": "2026-12"}],
)
def test_every_scope_has_a_key_of_its_own(keys: KeyStore, other: dict[str, str]) -> None:
    elsewhere = replace(ADA, **other)
    keys.prepare([], [ADA, elsewhere])
    one, two = keys.data_key(ADA), keys.data_key(elsewhere)

    assert one is not None
    assert two is not None
    assert one.id != two.id
    assert one.cipher.encrypt(b"words", None) != two.cipher.encrypt(b"words", None)


def test_of_what_cannot_all_be_made_nothing_is(tmp_path: Path, keys: KeyStore) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        keys.prepare(["ada@localhost"], [replace(ADA, month="November")])

    assert keys.party("ada@localhost") is None


def test_what_cannot_be_written_is_not_there_until_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("components.archive.ledger.keys.BUSY_SECONDS", 0.0)
    keys, reader = KeyStore(tmp_path), sqlite3.connect(tmp_path / FILE, isolation_level=None)
    reader.execute("begin")
    reader.execute("select 1 from party").fetchall()
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        keys.prepare([ADA.author], [ADA])
    meanwhile = keys.party(ADA.author), keys.data_key(ADA)
    reader.execute("rollback")
    keys.prepare([ADA.author], [ADA])
    found = reader.execute("select p.id, k.id from party p join data_key k on author = p.id")

    assert (None, None) == meanwhile
    key = keys.data_key(ADA)
    assert key is not None
    assert [(keys.party(ADA.author), key.id)] == found.fetchall()
    reader.close()
    keys.close()


def test_a_data_key_is_nowhere_without_its_authors(tmp_path: Path, keys: KeyStore) -> None:
    keys.prepare([], [ADA])
    key = keys.data_key(ADA)
    assert key is not None
    with sqlite3.connect(tmp_path / FILE) as store:
        store.execute("update party set key = null")
    store.close()
    again = KeyStore(tmp_path, read_only=True)

    assert again.cipher(key.id) is None
    assert again.data_key(ADA) is None
    again.close()


def test_who_writes_after_their_key_was_destroyed_has_another(
    tmp_path: Path, keys: KeyStore
) -> None:
    keys.prepare([], [ADA])
    before = keys.data_key(ADA)
    keys._connection.execute("update party set key = null")
    later = KeyStore(tmp_path)
    later.prepare([], [ADA])
    after = later.data_key(ADA)

    assert before is not None
    assert after is not None
    assert before.id != after.id
    assert later.cipher(before.id) is None
    assert keys.party(ADA.author) == later.party(ADA.author)
    later.close()


def test_what_is_destroyed_leaves_no_trace_on_the_disk(tmp_path: Path, keys: KeyStore) -> None:
    keys.prepare([f"person{number}@localhost" for number in range(200)], [ADA])
    with sqlite3.connect(tmp_path / FILE) as store:
        (key,) = store.execute("select key from party where key is not null").fetchone()
    store.close()
    before = key in raw(tmp_path)
    keys._connection.execute("update party set key = null where name = ?", (ADA.author,))

    assert before
    assert key not in raw(tmp_path)


def test_what_is_said_to_be_made_is_on_the_disk(keys: KeyStore) -> None:
    found = [
        keys._connection.execute(f"pragma {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "secure_delete")
    ]

    assert ["truncate", 2, 1] == found


def test_a_reader_makes_nothing(tmp_path: Path, again: KeyStore) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        again.prepare(["ada@localhost"], [])
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        KeyStore(tmp_path / "elsewhere", read_only=True)


def test_every_signing_key_is_kept(keys: KeyStore, again: KeyStore) -> None:
    first, second = SigningKey("a", b"1" * 32, 0), SigningKey("b", b"2" * 32, 9)
    for key in (second, first):
        keys.add_signing_key(key)

    assert [first, second, None] == [again.signing_key(vkey) for vkey in "abc"]
    assert {"a", "b"} == again.every_vkey()
