"""`python -m deploy.servers.demo_people NAME…`: app passwords for the demo people but those
named, printed once.

The directory may not have read them from the CMS yet: it takes over the accounts made here.
"""

import json
import sys
from collections.abc import Collection

from sqlalchemy import Connection, create_engine

from components.directory import accounts, app_passwords
from deploy.servers.connection import DatabaseSettings
from deploy.servers.demo_organisation import PEOPLE

DEVICE = "demo"


def make(connection: Connection, but: Collection[str]) -> dict[str, str]:
    """By localpart. One minted by an interrupted first start stays unused: nobody has seen it."""
    names = [person.user_name for person in PEOPLE if person.user_name not in but]
    for name in names:
        accounts.ensure(connection, name)
    return {name: app_passwords.mint(connection, name, DEVICE) for name in names}


def main() -> None:
    settings = DatabaseSettings.from_environment()
    with create_engine(settings.url()).begin() as connection:
        made = make(connection, sys.argv[1:])
    json.dump(made, sys.stdout)


if __name__ == "__main__":
    main()
