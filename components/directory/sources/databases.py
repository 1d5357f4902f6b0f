"""Connections to a source's database: they only read, and give up soon."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from schemas.refusals import Malformed

PATIENCE_SECONDS = 5
READING_SECONDS = 60
"""Of a whole reading; somebody who signs in waits no longer than PATIENCE_SECONDS."""
DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}


def engine(address: str | URL) -> Engine:
    """Raises Malformed for an address that leads to no database we can read."""
    try:
        url = make_url(address)
        url = url.set(drivername=DRIVERS.get(url.drivername, url.drivername))
        if url.get_backend_name() == "sqlite":
            return _sqlite_file(url)
        arguments = _only_reading(url)
        return create_engine(
            url, pool_size=2, pool_pre_ping=True, hide_parameters=True, connect_args=arguments
        )
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise Malformed("the address of the CMS names no kind of database we know") from error


def _only_reading(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "postgresql":
        options = f"-c default_transaction_read_only=on -c statement_timeout={PATIENCE_SECONDS}s"
        return {"connect_timeout": PATIENCE_SECONDS, "options": options}
    if url.get_backend_name() in ("mysql", "mariadb"):
        return {
            "connect_timeout": PATIENCE_SECONDS,
            "read_timeout": READING_SECONDS,
            "init_command": "set session transaction read only",
        }
    return {}


def in_memory() -> Engine:
    """An empty database of its own, for one thread at a time."""
    return _sqlite(make_url("sqlite://"), poolclass=QueuePool, pool_size=1, max_overflow=0)


def _sqlite_file(url: URL) -> Engine:
    """Raises Malformed for an address without one."""
    place = Path(url.database or "")
    if not url.database:
        raise Malformed("the address of the CMS names no file")
    only_read = {"mode": "ro", "uri": "true"}
    return _sqlite(url.set(database=f"file:{quote(str(place.absolute()))}", query=only_read))


def _sqlite(url: URL, **pool: Any) -> Engine:
    threads = {"check_same_thread": False}
    found = create_engine(url, hide_parameters=True, connect_args=threads, **pool)
    event.listen(found, "connect", _as_other_databases)
    return found


def _as_other_databases(connection: sqlite3.Connection, _record: object) -> None:
    """SQLite's own knows the lower case of ASCII only."""
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(value: str | None) -> str | None:
    return value.lower() if isinstance(value, str) else value


def begin_reading(connection: Connection) -> None:
    """Everything that is read from now on is of one moment."""
    match connection.dialect.name:
        case "postgresql":
            connection.exec_driver_sql("set transaction isolation level repeatable read")
            connection.exec_driver_sql(f"set local statement_timeout = '{READING_SECONDS}s'")
        case "mysql" | "mariadb":
            connection.exec_driver_sql("start transaction with consistent snapshot, read only")
        case "sqlite":
            connection.exec_driver_sql("begin")
