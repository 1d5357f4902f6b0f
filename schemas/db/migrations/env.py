"""Alembic's environment: one connection, every revision in its own transaction."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from schemas.db.tables.base import metadata


def run() -> None:
    engine = create_engine(context.config.attributes["database_url"], poolclass=NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            version_table_schema="stoa",
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
