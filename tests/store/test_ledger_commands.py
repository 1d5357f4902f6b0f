"""What `./stoa ledger` asks, as the archive's own role, on a ledger of its own."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import text

from components.archive import command
from components.archive.ledger.keys import FILE
from components.archive.ledger.verifier import verify
from tests.harness.cluster import Cluster
from tests.harness.ledger import DOMAIN, ORIGIN, Ledger, copied, key_store

ENTRIES = 20
Ask = Callable[..., str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def ledger(cluster: Cluster, folder: Path) -> Iterator[Ledger]:
    with key_store(folder) as keys, copied(cluster.superuser, "stoa", "commanded") as address:
        ledger = Ledger(address, keys)
        ledger.record(ENTRIES)
        ledger.checkpoint()
        yield ledger


@pytest.fixture
def ask(
    ledger: Ledger,
    folder: Path,
    cluster: Cluster,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Ask:
    """Runs a command; what it has written."""
    database = conninfo_to_dict(ledger.address)["dbname"]
    settings = {"DOMAIN": DOMAIN, "KEYS": folder, "SECRETS": cluster.secrets.root / "ledger"}
    place = {"HOST": "127.0.0.1", "PORT": cluster.port, "NAME": database, "USER": "ledger"}
    for name, value in (
        settings | {f"DATABASE_{name}": each for name, each in place.items()}
    ).items():
        monkeypatch.setenv(f"STOA_{name}", str(value))

    def ask(*words: str) -> str:
        monkeypatch.setattr("sys.argv", ["command", *words])
        command.main()
        return capfd.readouterr().out

    return ask


def test_the_status_is_for_programs(ask: Ask) -> None:
    found = json.loads(ask("status"))

    assert ORIGIN == found["origin"]
    assert ENTRIES <= found["size"] == found["checkpoint"]["size"] == found["unwitnessed"]
    assert (0, []) == (found["waiting"], found["witnesses"])


def test_a_ledger_that_holds_is_said_to(ask: Ask) -> None:
    size, said = json.loads(ask("status"))["size"], ask("verify")

    assert f": {size} entries," in said
    assert f"signed are the first {size} entries" in said
    assert "Unreadable" not in said


def test_what_an_older_key_store_cannot_read_is_counted(
    ask: Ask, ledger: Ledger, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(folder / FILE, tmp_path)
    with sqlite3.connect(tmp_path / FILE) as store:
        store.execute("delete from data_key where kind = 'outcome'")
    store.close()
    monkeypatch.setenv("STOA_KEYS", str(tmp_path))

    with ledger.engine("ledger") as engine, engine.connect() as connection:
        outcomes = text("select count(*) from stoa.ledger_entry where kind = 'outcome'")
        lost = connection.execute(outcomes).scalar_one()

    assert lost
    assert f"Unreadable: {lost} entries" in ask("verify")


def test_an_export_is_what_the_verifier_takes_with_contents_or_without(ask: Ask) -> None:
    whole = verify(ask("export").encode().splitlines())
    proofs = verify(ask("export", "--without-contents").encode().splitlines())

    assert whole.root == proofs.root
    assert (0, 0) == (whole.destroyed, proofs.contents)
    assert whole.contents > whole.entries


def test_after_a_rotation_everything_still_holds(ask: Ask, ledger: Ledger) -> None:
    vkey = ask("rotate-key").strip()
    ledger.record(3)
    ledger.checkpoint()
    found = verify(ask("export").encode().splitlines())

    assert vkey == str(found.keys[-1])
    assert found.entries == found.signed
    assert "WRONG" not in ask("verify")


def test_a_ledger_of_other_keys_is_wrong(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOA_KEYS", str(tmp_path))

    with pytest.raises(SystemExit, match="WRONG: a key that the key store has not made"):
        ask("verify")
    with pytest.raises(SystemExit, match="WRONG: the key store lacks the signing key"):
        ask("rotate-key")


def test_without_a_database_nothing_is_said_but_that(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOA_DATABASE_PORT", "1")

    with pytest.raises(SystemExit, match="the database does not answer"):
        ask("status")


def test_the_views_are_made_of_the_encrypted_record(ask: Ask, ledger: Ledger) -> None:
    said = ask("rebuild")
    with psycopg.connect(ledger.address) as database:
        told = database.execute("select seq + 1 from stoa.view_state").fetchone()
        shown = database.execute("select id from stoa.message where body <> '' order by 1")
        said_by_people = "select stanza_id from stoa.recorded_stanza where kind = 'message'"
        recorded = database.execute(f"{said_by_people} order by 1").fetchall()

    assert "conversations, inbox and search are made anew" in said
    assert (json.loads(ask("status"))["size"],) == told
    assert recorded == shown.fetchall() != []
