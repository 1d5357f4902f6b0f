"""Connections to PostgreSQL, and the one place where blocking work leaves the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Connection, Engine, Row, TextClause, create_engine

from components.runtime.settings import ProcessSettings

T = TypeVar("T")

CONNECT_SECONDS = 5


def make_engine(settings: ProcessSettings, pool_size: int = 1) -> Engine:
    """`pool_size` connections and no more; whoever finds none free waits for `CONNECT_SECONDS`."""
    return create_engine(
        settings.database_url,
        pool_pre_ping=True,
        hide_parameters=True,  # an error's text may reach the log
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=CONNECT_SECONDS,
        connect_args={"connect_timeout": CONNECT_SECONDS},
    )


async def in_transaction(engine: Engine, work: Callable[[Connection], T]) -> T:
    """What `work` returns, done in a thread and in one transaction."""

    def run() -> T:
        with engine.begin() as connection:
            return work(connection)

    return await asyncio.to_thread(run)


def planned_anew(
    connection: Connection, statement: TextClause, values: Mapping[str, Any]
) -> Sequence[Row[Any]]:
    """All rows. A prepared statement has one plan for rare and common words, and for those who are
    in few and in many conversations."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 - for mypy
    threshold, driver.prepare_threshold = driver.prepare_threshold, None
    try:
        return connection.execute(statement, values).all()
    finally:
        driver.prepare_threshold = threshold
