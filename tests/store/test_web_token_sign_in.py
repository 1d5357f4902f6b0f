"""`stoa.sign_in` with a web token: once, within a minute, as long as its web session goes on."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import Connection, Engine, text

from components.directory import app_passwords, tokens, web_sessions, web_tokens
from components.directory.web_sessions import Session
from tests.harness.cast import ADA, GRACE
from tests.harness.cluster import Cluster
from tests.store.conftest import as_owner, enrol

SIGN_IN = "select stoa.sign_in(%s, %s, '192.0.2.1')"


@pytest.fixture
def session(connection: Connection) -> Session:
    """Ada's browser."""
    enrol(connection)
    return web_sessions.begin(connection, ADA, None, "").session


def sign_in(connection: Connection, localpart: str, token: str) -> tuple[bool, str, int | None]:
    """Whether it counts, the reason in the record, and the web session there."""
    with as_owner(connection):
        row = connection.exec_driver_sql(SIGN_IN, (localpart, tokens.digest(token)))
        attempt = row.scalar_one()
        found = connection.execute(
            text("select reason, web_session_id from stoa.sign_in_attempt where id = :id"),
            {"id": abs(attempt)},
        )
        reason, web_session_id = found.one()
    return attempt > 0, reason, web_session_id


def test_a_web_token_signs_in_once(connection: Connection, session: Session) -> None:
    token = web_tokens.mint(connection, session)
    first = sign_in(connection, ADA, token)
    second = sign_in(connection, ADA, token)

    assert (True, "ok", session.id) == first
    assert (False, "wrong password", None) == second


def test_a_web_token_lasts_a_minute(connection: Connection, session: Session) -> None:
    used = []
    for age in (59, 60):
        token = web_tokens.mint(connection, session)
        with as_owner(connection):
            connection.execute(
                text(
                    "update stoa.web_token set expires_at = expires_at - make_interval(secs => :n)"
                ),
                {"n": age},
            )
        used += [sign_in(connection, ADA, token), sign_in(connection, ADA, token)]

    assert [
        (True, "ok", session.id),
        (False, "wrong password", None),
        (False, "token expired", session.id),
        (False, "wrong password", None),
    ] == used


@pytest.mark.parametrize(
    ("reason", "end"),
    [
        ("session ended", "update stoa.web_session set ended_at = now()"),
        ("session ended", "update stoa.web_session set expires_at = now()"),
        ("account disabled", "update stoa.account set disabled_at = now()"),
    ],
)
def test_a_web_token_ends_with_its_session(
    connection: Connection, session: Session, reason: str, end: str
) -> None:
    token = web_tokens.mint(connection, session)
    with as_owner(connection):
        connection.execute(text(end))

    assert (False, reason, session.id) == sign_in(connection, ADA, token)


def test_signing_out_takes_the_tokens_along(connection: Connection, session: Session) -> None:
    token = web_tokens.mint(connection, session)
    web_sessions.end(connection, ADA, session.id)

    assert (False, "wrong password", None) == sign_in(connection, ADA, token)


@pytest.mark.parametrize("localpart", [GRACE, "nobody", "ADA", ""])
def test_a_web_token_of_somebody_else_does_not_count_and_stays(
    connection: Connection, session: Session, localpart: str
) -> None:
    token = web_tokens.mint(connection, session)
    theirs = sign_in(connection, localpart, token)
    own = sign_in(connection, ADA, token)

    assert not theirs[0]
    assert (True, "ok", session.id) == own


def test_a_web_token_leaves_app_passwords_alone(connection: Connection, session: Session) -> None:
    password = app_passwords.mint(connection, ADA, "phone")
    token = web_tokens.mint(connection, session)
    used = [sign_in(connection, ADA, secret)[0] for secret in (token, password, password)]

    assert [True] * 3 == used
    (device,) = app_passwords.listed(connection, ADA)
    assert device.last_used_at is not None


def test_the_token_of_the_cookie_is_no_web_token(connection: Connection, session: Session) -> None:
    started = web_sessions.begin(connection, ADA, None, "")

    assert not sign_in(connection, ADA, started.token)[0]


@pytest.mark.parametrize(
    ("end", "begins"),
    [
        ("select 1", True),
        ("update stoa.web_session set ended_at = now()", False),
        ("update stoa.account set disabled_at = now()", False),
    ],
)
def test_a_stream_does_not_begin_once_its_web_session_has_ended(
    connection: Connection, session: Session, end: str, begins: bool
) -> None:
    token = web_tokens.mint(connection, session)
    with as_owner(connection):
        row = connection.exec_driver_sql(SIGN_IN, (ADA, tokens.digest(token)))
        attempt = row.scalar_one()
        connection.execute(text(end))
        done = connection.execute(
            text("select stoa.sign_in_session(:attempt, '', 'tab')"), {"attempt": attempt}
        )

    assert attempt > 0
    assert begins == done.scalar_one()


def test_two_at_once_do_not_use_one_token(engine: Engine, cluster: Cluster) -> None:
    with engine.begin() as connection:
        enrol(connection)
        session = web_sessions.begin(connection, ADA, None, "").session
        digests = [tokens.digest(web_tokens.mint(connection, session)) for _ in range(50)]

    def use(digest: bytes) -> int:
        with psycopg.connect(cluster.superuser) as own:
            row = own.execute(SIGN_IN, (ADA, digest)).fetchone()
        assert row is not None
        return int(row[0])

    with ThreadPoolExecutor(2) as pool:
        attempts = list(pool.map(use, [digest for digest in digests for _ in range(2)]))

    assert 50 == sum(attempt > 0 for attempt in attempts)


def test_the_second_waits_for_the_first_and_is_refused(engine: Engine, cluster: Cluster) -> None:
    with engine.begin() as connection:
        enrol(connection)
        session = web_sessions.begin(connection, ADA, None, "").session
        digest = tokens.digest(web_tokens.mint(connection, session))
    with psycopg.connect(cluster.superuser) as one, psycopg.connect(cluster.superuser) as other:
        first = one.execute(SIGN_IN, (ADA, digest)).fetchone()
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(lambda: other.execute(SIGN_IN, (ADA, digest)).fetchone())
            assert not waiting.done()
            one.commit()
            second = waiting.result(5)

    assert first is not None
    assert second is not None
    assert first[0] > 0 > second[0]
