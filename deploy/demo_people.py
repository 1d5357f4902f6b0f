"""`python -m deploy.demo_people`: makes the demo people and prints their sign-ins."""

import json
import sys

from components.directory import accounts, app_passwords
from sqlalchemy import Connection, create_engine

from deploy.connection import DatabaseSettings
from schemas.refusals import Conflict

PEOPLE = {
    "ada": "Ada Lovelace",
    "grace": "Grace Hopper",
    "linus": "Linus Pauling",
    "alan": "Alan Turing",
    "margaret": "Margaret Hamilton",
}
DEVICE = "demo"


def make(connection: Connection, domain: str) -> list[dict[str, str]]:
    """One sign-in per person; a person of an interrupted first start is kept."""
    return [
        {
            "localpart": localpart,
            "jid": f"{localpart}@{domain}",
            "name": name,
            "password": _password(connection, localpart, name),
        }
        for localpart, name in PEOPLE.items()
    ]


def _password(connection: Connection, localpart: str, name: str) -> str:
    try:
        with connection.begin_nested():
            accounts.create(connection, localpart, name)
    except Conflict:
        pass
    return app_passwords.mint(connection, localpart, DEVICE)


def main() -> None:
    settings = DatabaseSettings()
    with create_engine(settings.url()).begin() as connection:
        made = make(connection, settings.domain)
    json.dump({"domain": settings.domain, "people": made}, sys.stdout)


if __name__ == "__main__":
    main()
