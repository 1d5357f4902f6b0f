"""`python -m deploy.servers.migration`: the schema brought up to date, as role migrate.

A process of its own, so that the password is in no argument list and the supervisor
stays small.
"""

from deploy.servers.connection import DatabaseSettings
from schemas.db.migrate import upgrade


def main() -> None:
    upgrade(DatabaseSettings.from_environment().url().render_as_string(hide_password=False))


if __name__ == "__main__":
    main()
