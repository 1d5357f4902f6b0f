"""`python -m deploy.servers.demo_people`: app passwords for the demo people, printed once.

The directory may not have read them from the CMS yet: it takes over the accounts made here.
"""

import json
import sys

from sqlalchemy import Connection, create_engine

from components.directory import accounts, app_passwords
from deploy.servers.connection import DatabaseSettings
from deploy.servers.demo_organisation import PEOPLE

DEVICE = "demo"


def make(connection: Connection) -> dict[str, str]:
    """By localpart. One minted by an interrupted first start stays unused: nobody has seen it."""
    for person in PEOPLE:
        accounts.ensure(connection, person.user_name)
    return {
        person.user_name: app_passwords.mint(connection, person.user_name, DEVICE)
        for person in PEOPLE
    }


def main() -> None:
    settings = DatabaseSettings.from_environment()
    with create_engine(settings.url()).begin() as connection:
        made = make(connection)
    json.dump(made, sys.stdout)


if __name__ == "__main__":
    main()
