"""A person's programs: a token counts within its scopes, for its owner, until it ends."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from components.directory import api_tokens, tokens
from components.directory.api_tokens import NewProgram
from schemas.refusals import Malformed, NotAllowed, NotFound, NotSignedIn
from tests.harness.cast import ADA, GRACE, MARGARET
from tests.store.conftest import as_owner

pytestmark = pytest.mark.usefixtures("people")


def mint(connection: Connection, localpart: str = ADA, *scopes: str) -> NewProgram:
    return api_tokens.mint(connection, localpart, "backup", scopes or ("people:read",))


def change(connection: Connection, statement: str) -> None:
    with as_owner(connection):
        connection.execute(text(statement))


def test_a_token_is_found_with_its_owner_and_scopes(connection: Connection) -> None:
    made = mint(connection, ADA, "people:read", "devices:read")
    found = api_tokens.find(connection, made.token)

    assert made.program.id == found.id
    assert (ADA, "Ada", False) == (found.localpart, found.name, found.administrator)
    assert {"people:read", "devices:read"} == found.scopes
    assert api_tokens.SHAPE.fullmatch(made.token)


def test_the_token_itself_is_stored_nowhere(connection: Connection) -> None:
    made = mint(connection)
    (row,) = connection.execute(text("select t::text as all from stoa.api_token t"))

    assert made.token.removeprefix("stoa_") not in row.all


@pytest.mark.parametrize(
    "end",
    [
        "update stoa.api_token set revoked_at = now()",
        "update stoa.api_token set expires_at = now()",
        "update stoa.account set disabled_at = now()",
        "update stoa.person set removed_at = now()",
    ],
)
def test_what_ended_does_not_count(connection: Connection, end: str) -> None:
    made = mint(connection)
    before = api_tokens.find(connection, made.token)
    change(connection, end)

    assert ADA == before.localpart
    with pytest.raises(NotSignedIn):
        api_tokens.find(connection, made.token)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(exclude_categories=[])) | st.from_regex(api_tokens.SHAPE))
@example("stoa_" + "a" * 43 + "\n")
@example("stoa_" + "٣" * 43)
def test_no_other_text_is_a_token(connection: Connection, text: str) -> None:
    with pytest.raises(NotSignedIn):
        api_tokens.find(connection, text)


def test_the_last_use_is_noted_once_a_minute(connection: Connection) -> None:
    made = mint(connection)
    noted = []
    for _ in range(3):
        api_tokens.find(connection, made.token)
        (row,) = connection.execute(text("select last_used_at = now() from stoa.api_token"))
        noted.append(row[0])
        change(
            connection,
            "update stoa.api_token set last_used_at = last_used_at - interval '59 seconds'",
        )

    assert [True, False, True] == noted


@pytest.mark.parametrize("scope", [name for name, needed in api_tokens.SCOPES.items() if needed])
def test_scopes_of_roles_are_for_whoever_has_one(connection: Connection, scope: str) -> None:
    made = mint(connection, MARGARET, scope, "people:read")
    found = api_tokens.find(connection, made.token)
    change(connection, "delete from stoa.role")
    after = api_tokens.find(connection, made.token)

    assert {scope, "people:read"} == found.scopes
    assert {"people:read"} == after.scopes
    for asker in (ADA, MARGARET):
        with pytest.raises(NotAllowed):
            mint(connection, asker, scope)


def test_an_auditor_lets_programs_read_what_auditors_read(connection: Connection) -> None:
    change(connection, "insert into stoa.role (localpart, role) values ('ada', 'auditor')")
    auditors = {"audit:read", "ledger:read", "ledger:witness"}
    made = mint(connection, ADA, "people:read", *auditors)
    found = api_tokens.find(connection, made.token)
    change(connection, "delete from stoa.role")

    assert {"people:read", *auditors} == found.scopes
    assert not found.administrator
    assert {"people:read"} == api_tokens.find(connection, made.token).scopes


@pytest.mark.parametrize("scopes", [[], ["people:write"], ["people:read", ""], ["PEOPLE:READ"]])
def test_a_token_has_scopes_that_exist(connection: Connection, scopes: list[str]) -> None:
    with pytest.raises(Malformed):
        api_tokens.mint(connection, ADA, "backup", scopes)


@pytest.mark.parametrize(
    "expires_at",
    [
        datetime.now(UTC) - timedelta(seconds=1),
        datetime.now() + timedelta(days=1),  # noqa: DTZ005 - that is what is wrong with it
    ],
    ids=["past", "of no zone"],
)
def test_a_token_expires_in_the_future(connection: Connection, expires_at: datetime) -> None:
    with pytest.raises(Malformed):
        api_tokens.mint(connection, ADA, "backup", ["people:read"], expires_at)


def test_a_token_that_expires_later_counts(connection: Connection) -> None:
    expires_at = datetime.now(UTC) + timedelta(minutes=1)
    made = api_tokens.mint(connection, ADA, "backup", ["people:read"], expires_at)

    assert expires_at == made.program.expires_at
    assert ADA == api_tokens.find(connection, made.token).localpart


@pytest.mark.parametrize("name", ["", " ", "x" * 65, "a\nb", "\0"], ids=ascii)
def test_a_program_has_a_readable_name(connection: Connection, name: str) -> None:
    with pytest.raises(Malformed):
        api_tokens.mint(connection, ADA, name, ["people:read"])


def test_a_person_sees_their_own_programs_and_no_digest(connection: Connection) -> None:
    first, second, revoked = (mint(connection) for _ in range(3))
    mint(connection, GRACE)
    api_tokens.revoke(connection, ADA, revoked.program.id)
    listed = api_tokens.listed(connection, ADA)

    assert [second.program, first.program] == listed
    assert ("backup", ("people:read",), None) == (
        listed[0].name,
        listed[0].scopes,
        listed[0].last_used_at,
    )


def test_a_revoked_token_ends_at_once(connection: Connection) -> None:
    made, other = mint(connection), mint(connection)
    for _ in range(2):
        api_tokens.revoke(connection, ADA, made.program.id)

    with pytest.raises(NotSignedIn):
        api_tokens.find(connection, made.token)
    assert ADA == api_tokens.find(connection, other.token).localpart


@pytest.mark.parametrize("theirs", [True, False], ids=["another's", "nobody's"])
def test_nobody_revokes_what_is_not_theirs(connection: Connection, theirs: bool) -> None:
    made = mint(connection, GRACE)
    with pytest.raises(NotFound):
        api_tokens.revoke(connection, ADA, made.program.id + (not theirs))

    assert GRACE == api_tokens.find(connection, made.token).localpart


def test_an_api_token_does_not_sign_in_to_xmpp(connection: Connection) -> None:
    made = mint(connection)
    with as_owner(connection):
        (row,) = connection.execute(
            text("select stoa.sign_in('ada', :digest)"), {"digest": tokens.digest(made.token)}
        )

    assert row[0] < 0
