"""What signs an account in is limited in number, and ends together when its person leaves."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text

from components.directory import api_tokens, app_passwords
from components.directory.caps import MOST
from schemas.refusals import Conflict
from tests.harness.cast import ADA, GRACE
from tests.store.conftest import as_owner

pytestmark = pytest.mark.usefixtures("people")


def devices(connection: Connection, localpart: str, number: int) -> None:
    for _ in range(number):
        app_passwords.mint(connection, localpart, "phone")


def programs(connection: Connection, localpart: str, number: int) -> None:
    for _ in range(number):
        api_tokens.mint(connection, localpart, "list", ["people:read"])


@pytest.mark.parametrize(
    ("make", "table"), [(devices, "stoa.app_password"), (programs, "stoa.api_token")]
)
@pytest.mark.parametrize("end", ["revoked_at", "expires_at"])
def test_an_account_has_so_many_at_once(
    connection: Connection, make: Callable[[Connection, str, int], None], table: str, end: str
) -> None:
    make(connection, ADA, MOST)
    with pytest.raises(Conflict):
        make(connection, ADA, 1)
    make(connection, GRACE, 1)
    with as_owner(connection):
        connection.execute(
            text(f"update {table} set {end} = now() where localpart = 'ada'")  # noqa: S608
        )

    make(connection, ADA, 1)


def test_what_signs_in_ends_for_good_when_its_person_leaves(connection: Connection) -> None:
    for person in (ADA, GRACE):
        devices(connection, person, 2)
        programs(connection, person, 2)
    app_passwords.revoke_all(connection, ADA)
    api_tokens.revoke_all(connection, ADA)

    assert [] == app_passwords.listed(connection, ADA)
    assert [] == api_tokens.listed(connection, ADA)
    assert 2 == len(app_passwords.listed(connection, GRACE))
    assert 2 == len(api_tokens.listed(connection, GRACE))
