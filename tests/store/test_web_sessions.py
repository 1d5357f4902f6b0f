"""Browser sessions: found by their cookie's token alone, and only while they go on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from components.directory import accounts, web_sessions, web_tokens
from components.directory.web_sessions import Started
from schemas.refusals import NotFound, NotSignedIn
from tests.harness.cast import ADA, GRACE, MARGARET
from tests.store.conftest import as_owner, ends_asked_for

pytestmark = pytest.mark.usefixtures("people")

BROWSER = "Mozilla/5.0 (X11; Linux x86_64)"


def begin(connection: Connection, localpart: str = ADA) -> Started:
    return web_sessions.begin(connection, localpart, "192.0.2.1", BROWSER)


def change(connection: Connection, statement: str) -> None:
    with as_owner(connection):
        connection.execute(text(statement))


def test_a_session_is_found_by_its_token(connection: Connection) -> None:
    started = begin(connection)
    found = web_sessions.find(connection, started.token)

    assert started.session == found
    assert (ADA, "Ada", False) == (found.localpart, found.name, found.administrator)
    lasts = found.expires_at - datetime.now(UTC)
    assert timedelta(days=29, hours=23) < lasts <= timedelta(days=30)


def test_an_administrator_is_known_as_one(connection: Connection) -> None:
    started = begin(connection, MARGARET)

    assert web_sessions.find(connection, started.token).administrator
    change(connection, "delete from stoa.role")
    assert not web_sessions.find(connection, started.token).administrator


def test_the_token_itself_is_stored_nowhere(connection: Connection) -> None:
    started = begin(connection)
    with as_owner(connection):
        (row,) = connection.execute(text("select s::text as all from stoa.web_session s"))

    assert started.token not in row.all
    assert started.token.encode().hex() not in row.all


@pytest.mark.parametrize(
    "end",
    [
        "update stoa.web_session set ended_at = now()",
        "update stoa.web_session set expires_at = now()",
        "update stoa.account set disabled_at = now()",
        "update stoa.person set removed_at = now()",
    ],
)
def test_what_ended_is_not_found(connection: Connection, end: str) -> None:
    started = begin(connection)
    change(connection, end)

    with pytest.raises(NotSignedIn):
        web_sessions.find(connection, started.token)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(exclude_categories=[])))
def test_no_other_text_is_a_token(connection: Connection, text: str) -> None:
    with pytest.raises(NotSignedIn):
        web_sessions.find(connection, text)


def test_a_disabled_account_begins_no_session(connection: Connection) -> None:
    change(connection, "update stoa.account set disabled_at = now()")

    with pytest.raises(NotSignedIn):
        begin(connection)


def test_the_last_sight_is_noted_once_a_minute(connection: Connection) -> None:
    started = begin(connection)
    seen = []
    for _ in range(2):
        change(
            connection,
            "update stoa.web_session set last_seen_at = last_seen_at - interval '59 seconds'",
        )
        web_sessions.find(connection, started.token)
        (row,) = connection.execute(text("select last_seen_at = now() from stoa.web_session"))
        seen.append(row[0])

    assert [False, True] == seen


def test_a_person_sees_the_browsers_that_are_signed_in(connection: Connection) -> None:
    ended, others = begin(connection), begin(connection, GRACE)
    first, second = begin(connection), begin(connection)
    web_sessions.end(connection, ADA, ended.session.id)
    change(
        connection,
        "update stoa.web_session set last_seen_at = now() - interval '1 hour'"
        " where id = (select max(id) from stoa.web_session where localpart = 'ada')",
    )
    listed = web_sessions.sessions(connection, ADA)

    assert [first.session.id, second.session.id] == [one.id for one in listed]
    assert (BROWSER, "192.0.2.1") == (listed[0].browser, listed[0].address)
    assert [others.session.id] == [one.id for one in web_sessions.sessions(connection, GRACE)]


def test_what_a_browser_calls_itself_is_cut_and_has_no_control_characters(
    connection: Connection,
) -> None:
    web_sessions.begin(
        connection, ADA, None, "a\0b\r\n\N{RIGHT-TO-LEFT OVERRIDE}\ud800" + "c" * 999
    )
    (listed,) = web_sessions.sessions(connection, ADA)

    assert "ab" + "c" * 298 == listed.browser
    assert listed.address is None


def test_ending_a_session_ends_its_streams_and_tokens(connection: Connection) -> None:
    ended, other = begin(connection), begin(connection)
    for started in (ended, other):
        web_tokens.mint(connection, started.session)
    web_sessions.end(connection, ADA, ended.session.id)
    tokens = connection.execute(text("select web_session_id from stoa.web_token")).scalars().all()

    with pytest.raises(NotSignedIn):
        web_sessions.find(connection, ended.token)
    assert other.session == web_sessions.find(connection, other.token)
    assert [other.session.id] == tokens
    assert [{"web_session_id": ended.session.id}] == ends_asked_for(connection)


def test_ending_a_session_twice_keeps_the_time_it_ended(connection: Connection) -> None:
    started = begin(connection)
    change(connection, "update stoa.web_session set ended_at = '2020-06-01'")
    web_sessions.end(connection, ADA, started.session.id)
    (row,) = connection.execute(text("select ended_at from stoa.web_session"))

    assert 2020 == row.ended_at.year


@pytest.mark.parametrize("theirs", [True, False], ids=["another's", "nobody's"])
def test_nobody_ends_what_is_not_theirs(connection: Connection, theirs: bool) -> None:
    started = begin(connection, GRACE)
    wanted = started.session.id if theirs else started.session.id + 1
    with pytest.raises(NotFound):
        web_sessions.end(connection, ADA, wanted)

    assert started.session == web_sessions.find(connection, started.token)
    assert [] == ends_asked_for(connection)


def test_disabling_an_account_signs_its_browsers_out_for_good(connection: Connection) -> None:
    hers, others = [begin(connection), begin(connection)], begin(connection, GRACE)
    for started in (*hers, others):
        web_tokens.mint(connection, started.session)
    accounts.disable(connection, ADA)
    accounts.enable(connection, ADA)
    tokens = connection.execute(text("select localpart from stoa.web_token")).scalars().all()

    assert [] == web_sessions.sessions(connection, ADA)
    assert others.session == web_sessions.find(connection, others.token)
    assert [GRACE] == tokens


Act = Callable[[Connection, Started], object]


@pytest.mark.parametrize(
    "end",
    [
        lambda connection, started: web_sessions.end(connection, ADA, started.session.id),
        lambda connection, _: change(connection, "update stoa.web_session set expires_at = now()"),
        lambda connection, _: change(connection, "update stoa.account set disabled_at = now()"),
    ],
    ids=["ended", "expired", "disabled"],
)
def test_a_session_that_ended_mints_no_web_token(connection: Connection, end: Act) -> None:
    started = begin(connection)
    web_tokens.mint(connection, started.session)
    end(connection, started)

    with pytest.raises(NotSignedIn):
        web_tokens.mint(connection, started.session)


def test_minting_removes_the_tokens_nobody_used(connection: Connection) -> None:
    started = begin(connection)
    web_tokens.mint(connection, started.session)
    change(connection, "update stoa.web_token set expires_at = now()")
    web_tokens.mint(connection, started.session)
    (row,) = connection.execute(
        text("select count(*), max(extract(epoch from expires_at - now())) from stoa.web_token")
    )

    assert (1, 60) == tuple(row)
