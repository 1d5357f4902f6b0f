"""`python -m deploy.servers.demo_people NAME…`: app passwords for the demo people but those
named, printed once.

The directory may not have read them from the CMS yet: the accounts made here, and those of an
earlier release, are reserved for them.
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
    names = [person.user_name for person in PEOPLE]
    for name in names:
        accounts.reserve(connection, name, name)
    return {name: app_passwords.mint(connection, name, DEVICE) for name in names if name not in but}


def main() -> None:
    settings = DatabaseSettings.from_environment()
    with create_engine(settings.url()).begin() as connection:
        made = make(connection, sys.argv[1:])
    json.dump(made, sys.stdout)


if __name__ == "__main__":
    main()
