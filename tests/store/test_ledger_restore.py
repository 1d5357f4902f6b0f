"""A dump of the database, restored into a new cluster: the ledger goes on from where it was."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from components.archive.ledger.keys import FILE
from components.archive.ledger.verifier import verify
from deploy.instance.credentials import ROLES
from deploy.instance.layout import Layout
from deploy.servers import bootstrap, postgres
from schemas.refusals import Conflict
from tests.harness.cluster import fresh
from tests.harness.ledger import Ledger, exported, key_store
from tests.store.forger import OTHERWISE, PROTECTED, REST, History, history

__all__ = ["history"]


def copy(layout: Layout, source: str, target: str) -> None:
    """A dump of one database becomes another, which is empty."""
    dump = [str(layout.postgres_program("pg_dump")), "--format=custom", f"--dbname={source}"]
    restore = [str(layout.postgres_program("pg_restore")), "--exit-on-error"]
    with subprocess.Popen(dump, stdout=subprocess.PIPE) as dumping:
        subprocess.run([*restore, f"--dbname={target}"], stdin=dumping.stdout, check=True)
    assert dumping.returncode == 0


@pytest.fixture(scope="module")
def restored(history: History) -> Iterator[str]:
    """The superuser's address in the new cluster."""
    with fresh() as (layout, port, secrets):
        server = postgres.superuser_connection(layout, port, secrets)
        with psycopg.connect(server, autocommit=True) as connection:
            for role in ROLES:
                bootstrap.set_role(connection, role, secrets.read(role, "database_password"))
            connection.execute("create database stoa owner migrate")
        address = postgres.superuser_connection(layout, port, secrets, bootstrap.DATABASE)
        copy(layout, history.ledger.address, address)
        yield address


def test_with_its_keys_it_goes_on_and_holds_against_what_a_witness_had_kept(
    history: History, restored: str, tmp_path: Path
) -> None:
    with key_store(tmp_path) as strangers, pytest.raises(Conflict, match="key store"):
        Ledger(restored, strangers, OTHERWISE).record(REST)
    shutil.copy(history.folder / FILE, tmp_path)
    with key_store(tmp_path) as keys:
        ledger = Ledger(restored, keys, OTHERWISE + REST)
        ledger.record(REST)
        ledger.checkpoint()
        with ledger.engine("postgres") as engine, engine.connect() as connection:
            found = verify(exported(connection), pinned=history.key, seen=[history.seen])

    assert PROTECTED + 3 * REST == found.signed == found.entries
    assert 0 == found.destroyed


def test_nobody_changes_it_there_either(restored: str) -> None:
    with psycopg.connect(restored) as connection:
        connection.execute("set local session_replication_role = replica")
        with pytest.raises(psycopg.errors.RestrictViolation, match="only grows"):
            connection.execute("update stoa.ledger_entry set host = ''")
        connection.rollback()
