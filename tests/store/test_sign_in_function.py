"""`stoa.sign_in`: which app passwords count, and what is recorded of each attempt."""

import hashlib

import psycopg
import pytest

from tests.harness.cluster import Database
from tests.store.conftest import AsRole

PASSWORD = b"correct-horse"


def digest(password: bytes) -> bytes:
    return hashlib.sha256(password).digest()


@pytest.fixture(autouse=True)
def ada(database: Database) -> int:
    """Ada with one app password; its id."""
    database.execute("insert into stoa.account (localpart) values ('ada')")
    row = database.execute(
        "insert into stoa.app_password (localpart, device, digest) values ('ada', 'phone', %s)"
        " returning id",
        (digest(PASSWORD),),
    ).fetchone()
    assert row is not None
    return int(row[0])


def sign_in(database: Database, as_role: AsRole, localpart: str, password: bytes) -> int:
    with as_role("ejabberd"):
        row = database.execute(
            "select stoa.sign_in(%s, %s, '')", (localpart, digest(password))
        ).fetchone()
    assert row is not None
    return int(row[0])


def attempt(database: Database, number: int) -> tuple[str, bool, str, int | None]:
    row = database.execute(
        "select localpart, succeeded, reason, app_password_id"
        " from stoa.sign_in_attempt where id = %s",
        (abs(number),),
    ).fetchone()
    assert row is not None
    return row[0], row[1], row[2], row[3]


def test_the_right_password_counts(database: Database, as_role: AsRole, ada: int) -> None:
    number = sign_in(database, as_role, "ada", PASSWORD)

    assert number > 0
    assert ("ada", True, "ok", ada) == attempt(database, number)


def test_the_right_password_notes_its_last_use(
    database: Database, as_role: AsRole, ada: int
) -> None:
    before = _last_use(database, ada)
    sign_in(database, as_role, "ada", b"wrong")
    unchanged = _last_use(database, ada)
    sign_in(database, as_role, "ada", PASSWORD)

    assert before is None
    assert unchanged is None
    assert _last_use(database, ada) is not None


def _last_use(database: Database, password_id: int) -> object:
    row = database.execute(
        "select last_used_at from stoa.app_password where id = %s", (password_id,)
    ).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("update stoa.app_password set revoked_at = now()", "password revoked"),
        ("update stoa.app_password set expires_at = now()", "password expired"),
        ("update stoa.account set disabled_at = now()", "account disabled"),
    ],
)
def test_what_ended_does_not_count(
    database: Database, as_role: AsRole, ada: int, change: str, reason: str
) -> None:
    before = sign_in(database, as_role, "ada", PASSWORD)
    database.execute(change)
    after = sign_in(database, as_role, "ada", PASSWORD)

    assert before > 0
    assert after < 0
    assert ("ada", False, reason, ada) == attempt(database, after)


def test_a_password_that_has_not_expired_yet_counts(database: Database, as_role: AsRole) -> None:
    database.execute("update stoa.app_password set expires_at = now() + interval '1 minute'")

    assert sign_in(database, as_role, "ada", PASSWORD) > 0


@pytest.mark.parametrize("password", [b"", b"\0", b"' or true --", b"\xff\xfe", b"x" * 100_000])
def test_a_wrong_password_does_not_count(
    database: Database, as_role: AsRole, password: bytes
) -> None:
    number = sign_in(database, as_role, "ada", password)

    assert number < 0
    assert attempt(database, number) == ("ada", False, "wrong password", None)


@pytest.mark.parametrize(
    "localpart",
    ["", "nobody", "ADA", "ada ", "ada\n", "' or true --", "\N{RIGHT-TO-LEFT OVERRIDE}ada"],
)
def test_an_unknown_account_is_recorded_as_it_was_typed(
    database: Database, as_role: AsRole, localpart: str
) -> None:
    number = sign_in(database, as_role, localpart, PASSWORD)

    assert number < 0
    assert (localpart, False, "unknown account", None) == attempt(database, number)


def test_a_long_name_is_cut_in_the_record(database: Database, as_role: AsRole) -> None:
    number = sign_in(database, as_role, "x" * 100_000, PASSWORD)

    assert attempt(database, number)[0] == "x" * 255


def test_a_password_of_another_account_does_not_count(database: Database, as_role: AsRole) -> None:
    database.execute("insert into stoa.account (localpart) values ('grace')")
    number = sign_in(database, as_role, "grace", PASSWORD)

    assert attempt(database, number) == ("grace", False, "wrong password", None)


@pytest.mark.parametrize("password", [PASSWORD, b"wrong"])
def test_an_attempt_says_where_it_came_from(
    database: Database, as_role: AsRole, password: bytes
) -> None:
    with as_role("ejabberd"):
        database.execute("select stoa.sign_in('ada', %s, '2001:db8::1')", (digest(password),))

    rows = database.execute("select host(address) from stoa.sign_in_attempt").fetchall()
    assert rows == [("2001:db8::1",)]


def test_the_release_before_signs_in_without_an_address(
    database: Database, as_role: AsRole
) -> None:
    with as_role("ejabberd"):
        database.execute("select stoa.sign_in('ada', %s)", (digest(PASSWORD),))

    rows = database.execute("select succeeded, address from stoa.sign_in_attempt").fetchall()
    assert rows == [(True, None)]


def test_the_session_adds_address_and_resource(database: Database, as_role: AsRole) -> None:
    number = sign_in(database, as_role, "ada", PASSWORD)
    with as_role("ejabberd"):
        database.execute("select stoa.sign_in_session(%s, '2001:db8::1', 'phone')", (number,))

    row = database.execute(
        "select host(address), resource from stoa.sign_in_attempt where id = %s", (number,)
    ).fetchone()
    assert row == ("2001:db8::1", "phone")


def test_a_refusal_before_the_password_is_recorded(database: Database, as_role: AsRole) -> None:
    with as_role("ejabberd"):
        database.execute("select stoa.sign_in_refused('ada', %s, '192.0.2.1')", ("why" * 200,))

    rows = database.execute(
        "select localpart, succeeded, length(reason), host(address) from stoa.sign_in_attempt"
    ).fetchall()
    assert rows == [("ada", False, 255, "192.0.2.1")]


def test_whether_an_account_exists(database: Database, as_role: AsRole) -> None:
    with as_role("ejabberd"):
        rows = database.execute(
            "select stoa.account_exists(name) from unnest(array['ada', 'nobody', '']) as name"
        ).fetchall()

    assert rows == [(True,), (False,), (False,)]


def test_a_digest_of_another_length_cannot_be_stored(database: Database) -> None:
    with pytest.raises(psycopg.errors.CheckViolation), database.transaction():
        database.execute("update stoa.app_password set digest = 'short'::bytea")
