"""Bring schema `stoa` to the newest revision: `python -m schemas.db.migrate DATABASE_URL`."""

from __future__ import annotations

import sys
from pathlib import Path

from alembic import command
from alembic.config import Config


def upgrade(database_url: str) -> None:
    """Apply what is missing, each revision in one transaction; a second run changes nothing.

    `database_url` is SQLAlchemy's, of role `migrate`: `postgresql+psycopg://migrate:…@host/stoa`.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["database_url"] = database_url
    command.upgrade(config, "head")


if __name__ == "__main__":
    upgrade(sys.argv[1])
