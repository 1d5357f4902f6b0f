"""Accounts of a benchmark's own stack."""

from collections.abc import Sequence

from components.directory import accounts, app_passwords
from tests.harness.stack import Stack

DEVICE = "benchmark"


def enrol(stack: Stack, localparts: Sequence[str]) -> dict[str, str]:
    """Make the accounts; the password of each."""
    with stack.engine("app") as engine, engine.begin() as connection:
        for localpart in localparts:
            accounts.create(connection, localpart)
        return {one: app_passwords.mint(connection, one, DEVICE) for one in localparts}


def password(stack: Stack, localpart: str) -> str:
    """For a device more of an account that there is."""
    with stack.engine("app") as engine, engine.begin() as connection:
        return app_passwords.mint(connection, localpart, DEVICE)
