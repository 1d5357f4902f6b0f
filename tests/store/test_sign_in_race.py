"""A stream that begins while what signed in ends: one of the two waits for the other."""

import hashlib
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Engine

from components.directory import web_sessions
from tests.harness.cast import ADA
from tests.harness.cluster import Cluster, Database
from tests.store.conftest import enrol

PASSWORD = b"correct-horse"
SESSION = "select stoa.sign_in_session(%s, '192.0.2.1', 'phone')"
ENDS = [
    "update stoa.app_password set revoked_at = now()",
    "update stoa.app_password set expires_at = now()",
    "update stoa.account set disabled_at = now() where localpart = 'ada'",
    "update stoa.web_session set ended_at = now()",
    "update stoa.web_session set expires_at = now()",
]


@pytest.fixture
def server(cluster: Cluster, engine: Engine) -> Iterator[Database]:
    with cluster.sign_in("ejabberd") as connection:
        connection.execute("set lock_timeout = '200ms'")
        connection.commit()
        yield connection
        connection.rollback()


@pytest.fixture
def owner(cluster: Cluster, engine: Engine) -> Iterator[Database]:
    with psycopg.connect(cluster.superuser) as connection:
        connection.execute("set lock_timeout = '200ms'")
        connection.commit()
        yield connection
        connection.rollback()


@pytest.fixture
def attempt(engine: Engine, owner: Database) -> int:
    """Of Ada with a password, in a browser's name too: both may end."""
    with engine.begin() as connection:
        enrol(connection)
        browser = web_sessions.begin(connection, ADA, None, "").session.id
    row = owner.execute(
        "with device as (insert into stoa.app_password (localpart, device, digest)"
        " values (%s, 'phone', %s) returning id)"
        "insert into stoa.sign_in_attempt (localpart, succeeded, reason, app_password_id,"
        " web_session_id) select %s, true, 'ok', id, %s from device returning id",
        (ADA, hashlib.sha256(PASSWORD).digest(), ADA, browser),
    ).fetchone()
    owner.commit()
    assert row is not None
    return int(row[0])


def begins(server: Database, attempt: int) -> bool:
    row = server.execute(SESSION, (attempt,)).fetchone()
    server.commit()
    assert row is not None
    return bool(row[0])


def test_a_stream_begins_while_nothing_ends(server: Database, attempt: int) -> None:
    assert begins(server, attempt)


@pytest.mark.parametrize("end", ENDS)
def test_a_stream_waits_for_the_end_of_what_signed_in_and_does_not_begin(
    server: Database, owner: Database, attempt: int, end: str
) -> None:
    owner.execute(end.encode())
    with pytest.raises(psycopg.errors.LockNotAvailable):
        begins(server, attempt)
    server.rollback()
    owner.commit()

    assert not begins(server, attempt)


@pytest.mark.parametrize("end", ENDS)
def test_whoever_ends_it_waits_until_the_stream_is_on_record(
    server: Database, owner: Database, attempt: int, end: str
) -> None:
    server.execute(SESSION, (attempt,))
    with pytest.raises(psycopg.errors.LockNotAvailable):
        owner.execute(end.encode())
    owner.rollback()
    server.commit()
    owner.execute(end.encode())
    owner.commit()
    resources = owner.execute("select resource from stoa.sign_in_attempt").fetchall()

    assert [("phone",)] == resources
