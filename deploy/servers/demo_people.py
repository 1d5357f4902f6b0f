"""`python -m deploy.servers.demo_people`: makes the demo people and prints their sign-ins."""

import json
import sys

from sqlalchemy import Connection, create_engine

from components.directory import accounts, app_passwords
from deploy.servers.connection import DatabaseSettings
from deploy.servers.demo import PEOPLE
from schemas.refusals import Conflict

DEVICE = "demo"


def make(connection: Connection) -> dict[str, str]:
    """Each person's password; one made by an interrupted first start is kept, and
    its password, which nobody has seen, replaced."""
    return {localpart: _password(connection, localpart) for localpart in PEOPLE}


def _password(connection: Connection, localpart: str) -> str:
    try:
        with connection.begin_nested():
            accounts.create(connection, localpart)
    except Conflict:
        pass
    return app_passwords.mint(connection, localpart, DEVICE)


def main() -> None:
    settings = DatabaseSettings.from_environment()
    with create_engine(settings.url()).begin() as connection:
        made = make(connection)
    json.dump(made, sys.stdout)


if __name__ == "__main__":
    main()
