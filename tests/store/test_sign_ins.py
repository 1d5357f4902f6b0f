"""The record of sign-ins: what people see of it, and which streams end with what signed them in."""

import pytest
from sqlalchemy import Connection, text

from components.directory import app_passwords, ending, sign_ins, web_sessions
from tests.harness.cast import ADA, GRACE
from tests.store.conftest import as_owner

pytestmark = pytest.mark.usefixtures("people")


def attempt(connection: Connection, localpart: str, reason: str = "ok", **values: object) -> None:
    known: dict[str, object] = {
        "door": "xmpp",
        "address": "192.0.2.1",
        "resource": None,
        "app_password_id": None,
        "web_session_id": None,
    }
    with as_owner(connection):
        connection.execute(
            text(
                "insert into stoa.sign_in_attempt (localpart, succeeded, reason, door, address,"
                " resource, app_password_id, web_session_id) values (:localpart, :succeeded,"
                " :reason, :door, cast(:address as inet), :resource, :app_password_id,"
                " :web_session_id)"
            ),
            {"localpart": localpart, "succeeded": reason == "ok", "reason": reason}
            | known
            | values,
        )


def device(connection: Connection, localpart: str, name: str) -> int:
    app_passwords.mint(connection, localpart, name)
    return app_passwords.listed(connection, localpart)[0].id


def browser(connection: Connection, localpart: str) -> int:
    return web_sessions.begin(connection, localpart, "192.0.2.1", "Firefox").session.id


def test_administrators_see_the_newest_failures_of_everybody(connection: Connection) -> None:
    attempt(connection, ADA, "wrong password", door="web")
    attempt(connection, ADA)
    attempt(connection, "nobody", "unknown account", address="2001:db8::1")
    failures = sign_ins.recent_failures(connection, 10)

    assert [
        ("nobody", "xmpp", "unknown account", "2001:db8::1"),
        (ADA, "web", "wrong password", "192.0.2.1"),
    ] == [(one.localpart, one.door, one.reason, one.address) for one in failures]
    assert failures[:1] == sign_ins.recent_failures(connection, 1)


def test_a_person_sees_their_own_sign_ins_and_by_what(connection: Connection) -> None:
    attempt(connection, ADA, app_password_id=device(connection, ADA, "phone"))
    attempt(connection, ADA, door="web", web_session_id=browser(connection, ADA))
    attempt(connection, ADA, "wrong password", address=None)
    attempt(connection, GRACE)
    own = sign_ins.own(connection, ADA, 10)

    assert [(False, None, None), (True, "Firefox", "192.0.2.1"), (True, "phone", "192.0.2.1")] == [
        (one.succeeded, one.by, one.address) for one in own
    ]
    assert own[:2] == sign_ins.own(connection, ADA, 2)


def test_the_streams_of_a_device_are_known(connection: Connection) -> None:
    phone, laptop = device(connection, ADA, "phone"), device(connection, ADA, "laptop")
    theirs = device(connection, GRACE, "phone")
    for resource in ("one", "two", "one", None):
        attempt(connection, ADA, app_password_id=phone, resource=resource)
    attempt(connection, ADA, app_password_id=laptop, resource="three")
    attempt(connection, GRACE, app_password_id=theirs, resource="one")

    found = ending.resources_of(connection, app_password_id=phone)
    assert [(ADA, "one"), (ADA, "two")] == sorted(found)


def test_a_resource_is_of_everything_that_signed_in_to_it(connection: Connection) -> None:
    """Attempts are numbered by when a password was given: the first to give one may bind last."""
    thief, phone = device(connection, ADA, "lost"), device(connection, ADA, "phone")
    attempt(connection, ADA, app_password_id=thief, resource="phone")
    attempt(connection, ADA, app_password_id=phone, resource="phone")
    attempt(connection, ADA, "password revoked", app_password_id=phone, resource="never")

    assert [(ADA, "phone")] == ending.resources_of(connection, app_password_id=thief)
    assert [(ADA, "phone")] == ending.resources_of(connection, app_password_id=phone)


def test_the_streams_of_a_browser_are_known(connection: Connection) -> None:
    first, second = browser(connection, ADA), browser(connection, ADA)
    attempt(connection, ADA, web_session_id=first, resource="tab")
    attempt(connection, ADA, web_session_id=second, resource="other")

    assert [(ADA, "tab")] == ending.resources_of(connection, web_session_id=first)


@pytest.mark.parametrize("of", ["app_password_id", "web_session_id"])
def test_what_does_not_exist_has_no_streams(connection: Connection, of: str) -> None:
    attempt(connection, ADA, resource="phone")

    assert [] == ending.resources_of(connection, **{of: 1_000_000})
