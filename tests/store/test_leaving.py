"""Whoever leaves the CMS leaves nothing behind that signs in, should they ever come back."""

from sqlalchemy import Engine

from components.directory import accounts, api_tokens, app_passwords, sync_runs
from components.directory.person_plan import PeoplePlan
from components.directory.person_sync import PersonSync
from components.directory.records import KnownPerson
from tests.harness.cast import ADA, GRACE
from tests.store.conftest import enrol


def test_whoever_comes_back_has_neither_devices_nor_programs(engine: Engine) -> None:
    with engine.begin() as connection:
        enrol(connection)
        for person in (ADA, GRACE):
            app_passwords.mint(connection, person, "phone")
            api_tokens.mint(connection, person, "list", ["people:read"])
    with engine.begin() as connection:
        run = sync_runs.begin(connection, sync_runs.FULL, "")
    with engine.connect() as connection:
        ada = KnownPerson(ADA, ADA, "ada.cms", "Ada")
        PersonSync(connection, run).bring(PeoplePlan(gone=[ada]))
    with engine.begin() as connection:
        accounts.enable(connection, ADA)
        left = {
            person: (
                app_passwords.listed(connection, person),
                api_tokens.listed(connection, person),
            )
            for person in (ADA, GRACE)
        }

    assert ([], []) == left[ADA]
    assert all(left[GRACE])
