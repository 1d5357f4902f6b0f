"""Passwords of the CMS at the portal's door: who gets in, what is told and what is recorded."""

import logging
import re
from collections.abc import Callable

import pytest

from components.directory import (
    authentication,
    hash_authenticator,
    passwords,
    sign_ins,
    web_sessions,
)
from components.directory.source import Credential
from schemas.refusals import Malformed, NotSignedIn, TryLater
from tests.harness.cast import ADA
from tests.harness.door import BROWSER, HOME, PASSWORD, WRONG, Door, hashed


def test_the_right_password_begins_a_session(door: Door) -> None:
    started = door.try_it(password=PASSWORD)
    with door.engine.begin() as connection:
        found = web_sessions.find(connection, started.token)
        (listed,) = web_sessions.sessions(connection, ADA)

    assert started.session == found
    assert (ADA, "Ada") == (found.localpart, found.name)
    assert (HOME, BROWSER) == (listed.address, listed.browser)
    assert [(ADA, True, "ok", HOME)] == door.attempts
    (row,) = door.execute("select web_session_id from stoa.sign_in_attempt")
    assert started.session.id == row.web_session_id


@pytest.mark.parametrize("typed", ["ada.cms", "ADA.CMS", "Ada.Cms"])
def test_a_user_name_is_the_same_in_any_case(door: Door, typed: str) -> None:
    assert ADA == door.try_it(typed, PASSWORD).session.localpart


def test_a_localpart_is_no_user_name(door: Door) -> None:
    with pytest.raises(NotSignedIn):
        door.try_it(ADA, PASSWORD)


def lose_name(door: Door) -> None:
    """The CMS has given the name to somebody else, and the sync has not seen it."""
    door.cms.credentials["ada.cms"] = Credential("other", hashed(PASSWORD), active=True)


Prepare = Callable[[Door], object]


def become_inactive(door: Door) -> None:
    door.cms.credentials["ada.cms"] = Credential(ADA, hashed(PASSWORD), active=False)


REFUSED: dict[str, tuple[str, str, str, Prepare]] = {
    "wrong": ("wrong password", "ada.cms", WRONG, lambda _: None),
    "unknown": ("unknown account", "nobody", WRONG, lambda _: None),
    "unknown, somebody's password": ("unknown account", "nobody", PASSWORD, lambda _: None),
    "no name": ("unknown account", "", PASSWORD, lambda _: None),
    "NUL": ("unknown account", "ada.cms\0", PASSWORD, lambda _: None),
    "half a character": ("unknown account", "\ud800", PASSWORD, lambda _: None),
    "SQL": ("unknown account", "' or true --", PASSWORD, lambda _: None),
    "removed": (
        "unknown account",
        "ada.cms",
        PASSWORD,
        lambda door: door.execute("update stoa.person set removed_at = now()"),
    ),
    "disabled": (
        "account disabled",
        "ada.cms",
        PASSWORD,
        lambda door: door.execute("update stoa.account set disabled_at = now()"),
    ),
    "inactive in the CMS": ("account disabled", "ada.cms", PASSWORD, become_inactive),
    "gone from the CMS": (
        "unknown to the CMS",
        "ada.cms",
        PASSWORD,
        lambda door: door.cms.credentials.clear(),
    ),
    "name of another by now": ("unknown to the CMS", "ada.cms", PASSWORD, lose_name),
}


@pytest.mark.parametrize(
    ("reason", "user_name", "password", "prepare"), REFUSED.values(), ids=REFUSED
)
def test_every_refusal_is_the_same_after_the_same_work(
    door: Door,
    compared: list[str],
    reason: str,
    user_name: str,
    password: str,
    prepare: Callable[[Door], object],
) -> None:
    prepare(door)
    with pytest.raises(NotSignedIn) as refused:
        door.try_it(user_name, password)

    assert "The user name or the password is wrong" == str(refused.value)
    assert 1 == len(compared)
    assert len(door.cms.asked) in (0, 2)  # none where there is nobody
    assert [reason] == door.reasons
    assert [] == door.execute("select 1 from stoa.web_session")


def hashes_of_their_own(door: Door) -> set[str]:
    """As where everybody's hash takes another time."""
    for user_name, credential in door.cms.credentials.items():
        own = hashed(PASSWORD, salt=user_name)
        door.cms.credentials[user_name] = credential._replace(hash=own)
    return {credential.hash for credential in door.cms.credentials.values()}


def test_unknown_names_cost_the_hashes_of_all_sorts_of_people(
    door: Door, compared: list[str]
) -> None:
    own = hashes_of_their_own(door)
    for number in range(30):
        door.as_owner("delete from stoa.sign_in_attempt")
        with pytest.raises(NotSignedIn):
            door.try_it(f"nobody{number}")

    assert own == set(compared)


def test_an_unknown_name_costs_the_same_hash_each_time(door: Door, compared: list[str]) -> None:
    hashes_of_their_own(door)
    for user_name in ("nobody", "Nobody", "NOBODY"):
        with pytest.raises(NotSignedIn):
            door.try_it(user_name)

    assert 1 == len(set(compared))
    assert 6 == len(door.cms.asked)


@pytest.mark.parametrize("unusable", ["", "!", "!VxRc3N", "md5$salt$5f4dcc3b"])
def test_an_account_without_a_usable_hash_costs_that_of_somebody_else(
    door: Door, compared: list[str], unusable: str
) -> None:
    others = hashes_of_their_own(door)
    door.cms.credentials["ada.cms"] = Credential(ADA, unusable, active=True)
    with pytest.raises(NotSignedIn):
        door.try_it()

    *_, spent = compared
    assert spent in others
    assert ["unknown kind of hash"] == door.reasons


def test_without_any_people_a_hash_is_compared_all_the_same(
    door: Door, compared: list[str]
) -> None:
    door.execute("update stoa.person set removed_at = now()")
    with pytest.raises(NotSignedIn):
        door.try_it()

    assert [passwords.DECOY] == compared


@pytest.mark.parametrize("typed", [PASSWORD, ADA, "x" * 10_000, "a\0b", "\ud800", "?"], ids=ascii)
def test_what_is_typed_and_nobodys_name_is_not_recorded(door: Door, typed: str) -> None:
    """It may be a password in the wrong field, or the localpart of somebody."""
    for user_name in (typed, typed.upper(), "another"):
        with pytest.raises(NotSignedIn):
            door.try_it(user_name)

    first, again, other = (localpart for localpart, *_ in door.attempts)
    assert first == again != other
    assert ["unknown account"] * 3 == door.reasons
    assert re.fullmatch(r"\?[0-9a-f]{32}", first)


def test_the_record_of_a_typed_name_needs_the_secret() -> None:
    assert authentication.unknown_name("one", ADA) != authentication.unknown_name("other", ADA)


def test_guesses_at_a_name_that_equals_a_localpart_are_not_that_persons(door: Door) -> None:
    with pytest.raises(NotSignedIn):
        door.try_it(ADA)
    with door.engine.begin() as connection:
        own = sign_ins.own(connection, ADA, 10)
        (failure,) = sign_ins.recent_failures(connection, 10)

    assert [] == own
    assert failure.localpart is None


def test_a_password_beyond_1024_bytes_is_never_hashed(door: Door, compared: list[str]) -> None:
    for password in ("x" * 1024, "x" * 1025, "ü" * 513, "x" * 10_000):
        with pytest.raises(NotSignedIn):
            door.try_it(password=password)

    assert 1 == len(compared)
    assert ["wrong password"] * 4 == door.reasons


@pytest.mark.parametrize("password", [" ", "ü" * 512, "u\N{COMBINING DIAERESIS}", "\U0001f511"])
def test_a_password_is_taken_as_it_is(door: Door, password: str) -> None:
    door.cms.credentials["ada.cms"] = Credential(ADA, hashed(password), active=True)

    assert ADA == door.try_it(password=password).session.localpart
    with pytest.raises(NotSignedIn):
        door.try_it(password=password + " ")


@pytest.mark.parametrize("addition", ["\0", "\0rest", "\ud800"], ids=ascii)
def test_what_no_password_has_makes_it_a_wrong_one(door: Door, addition: str) -> None:
    with pytest.raises(NotSignedIn):
        door.try_it(password=PASSWORD + addition)

    assert ["wrong password"] == door.reasons


def test_a_hash_of_an_unknown_kind_is_refused_and_named_once_without_it(
    door: Door, compared: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    hash_authenticator._complain.cache_clear()
    caplog.set_level(logging.WARNING)
    for kind in (
        "bcrypt_sha256$secret",
        "bcrypt_sha256$secret",
        "5f4dcc3b5aa765d61d8327deb882cf99",
    ):
        door.cms.credentials["ada.cms"] = Credential(ADA, kind, active=True)
        with pytest.raises(NotSignedIn):
            door.try_it(password=PASSWORD)

    assert ["unknown kind of hash"] * 3 == door.reasons
    assert 3 == compared.count(hashed(PASSWORD))
    logged = [record.getMessage() for record in caplog.records]
    assert ["bcrypt_sha256", "unknown"] == [line.rpartition(" ")[2] for line in logged]
    assert "secret" not in caplog.text
    assert "5f4dcc3b" not in caplog.text


@pytest.mark.parametrize("address", [None, "", "unix:", "203.0.113.1, 192.0.2.1", "localhost"])
def test_without_an_address_nobody_signs_in(door: Door, address: str) -> None:
    with pytest.raises(Malformed):
        door.try_it(password=PASSWORD, address=address)

    assert [] == door.attempts


def test_while_the_cms_is_away_nobody_signs_in_and_nothing_counts(door: Door) -> None:
    door.cms.away = True
    for _ in range(30):
        with pytest.raises(TryLater) as refused:
            door.try_it(password=PASSWORD)
    door.cms.away = False

    assert 30 == refused.value.seconds
    assert ["the CMS does not answer"] == door.reasons
    assert ADA == door.try_it(password=PASSWORD).session.localpart
