"""Devices: their passwords, the notice of a new one, and what ends with one."""

from dataclasses import dataclass
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from components.directory import app_passwords, labels, tokens
from schemas.refusals import Malformed, NotFound
from schemas.xmpp import namespaces
from tests.harness.cast import ADA, GRACE
from tests.store.conftest import as_owner, ends_asked_for

pytestmark = pytest.mark.usefixtures("people")


@dataclass(frozen=True)
class Place:
    domain: str = "example.org"
    origin: str = "https://talk.example.org"


def signs_in(connection: Connection, localpart: str, password: str) -> bool:
    digest = tokens.digest(password)
    with as_owner(connection):
        (row,) = connection.execute(
            text("select stoa.sign_in(:localpart, :digest) > 0"),
            {"localpart": localpart, "digest": digest},
        )
    return bool(row[0])


def notices(connection: Connection) -> list[str]:
    rows = connection.execute(
        text("select stanza from stoa.outbox where sender = 'directory' order by id")
    )
    return list(rows.scalars())


def test_a_new_device_signs_in_and_its_owner_is_told(connection: Connection) -> None:
    made = app_passwords.add(connection, ADA, "  phone ", Place())
    (stanza,) = notices(connection)
    message = fromstring(stanza)  # noqa: S314 - our own
    origin = message.find(f"{{{namespaces.STANZA_ID}}}origin-id")

    assert signs_in(connection, ADA, made.password)
    assert "phone" == made.device.device
    assert ("message", "chat") == (message.tag, message.get("type"))
    assert "ada@example.org" == message.get("to")
    assert message.get("from") is None  # the component is
    assert (
        "“phone” can now sign in to your account. If this was not you, remove it:"
        " https://talk.example.org/account/devices" == message.findtext("body")
    )
    assert origin is not None
    assert message.get("id") == origin.get("id") != ""
    assert made.password not in stanza


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(exclude_categories=[]), max_size=70))
@example("</body><body>")
@example("&lt;'\"]]>")
@example("<!--")
@example("\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER}")
def test_whatever_a_device_is_called_the_notice_is_one_body(
    connection: Connection, name: str
) -> None:
    app_passwords.revoke_all(connection, ADA)  # of the names tried before: there is a limit
    try:
        made = app_passwords.add(connection, ADA, name, Place())
    except Malformed:
        return
    message = fromstring(notices(connection)[-1])  # noqa: S314 - our own

    assert 2 == len(message)
    assert f"“{name.strip()}” can" in (message.findtext("body") or "")
    assert name.strip() == made.device.device


@pytest.mark.parametrize(
    "name",
    [
        "",
        "  ",
        "x" * 65,
        "a\nb",
        "a\0",
        "\ud800",
        "\u202egnp",
        "\u200b",
        "\x7f",
        "\u2028",
        "\uffff",
    ],
    ids=ascii,
)
def test_a_device_has_a_readable_name(connection: Connection, name: str) -> None:
    with pytest.raises(Malformed):
        app_passwords.add(connection, ADA, name, Place())

    assert [] == app_passwords.listed(connection, ADA)
    assert [] == notices(connection)


def test_a_name_of_64_characters_is_long_enough(connection: Connection) -> None:
    made = app_passwords.add(connection, ADA, "ü" * labels.LONGEST, Place())

    assert "ü" * 64 == made.device.device


def test_a_person_sees_their_own_devices(connection: Connection) -> None:
    first = app_passwords.add(connection, ADA, "phone", Place())
    second = app_passwords.add(connection, ADA, "laptop", Place())
    revoked = app_passwords.add(connection, ADA, "tablet", Place())
    app_passwords.add(connection, GRACE, "phone", Place())
    app_passwords.revoke(connection, ADA, revoked.device.id)

    assert [second.device, first.device] == app_passwords.listed(connection, ADA)
    assert signs_in(connection, ADA, first.password)
    assert app_passwords.listed(connection, ADA)[1].last_used_at is not None


def test_revoking_ends_the_password_and_its_streams(connection: Connection) -> None:
    made = app_passwords.add(connection, ADA, "phone", Place())
    other = app_passwords.add(connection, ADA, "laptop", Place())
    app_passwords.revoke(connection, ADA, made.device.id)

    assert not signs_in(connection, ADA, made.password)
    assert signs_in(connection, ADA, other.password)
    assert [{"app_password_id": made.device.id}] == ends_asked_for(connection)


@pytest.mark.parametrize("theirs", [True, False], ids=["another's", "nobody's"])
def test_nobody_revokes_what_is_not_theirs(connection: Connection, theirs: bool) -> None:
    made = app_passwords.add(connection, GRACE, "phone", Place())
    with pytest.raises(NotFound):
        app_passwords.revoke(connection, ADA, made.device.id + (not theirs))

    assert signs_in(connection, GRACE, made.password)
    assert [] == ends_asked_for(connection)
