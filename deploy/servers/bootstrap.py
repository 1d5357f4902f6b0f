"""Roles, database and schemas of a cluster: brought to their state at every start."""

from pathlib import Path

import psycopg
from psycopg import sql

from deploy.instance.credentials import ROLES, Credentials
from deploy.instance.layout import Layout
from deploy.servers.postgres import superuser_connection

DATABASE = "stoa"

IN_DATABASE = """
revoke create on schema public from public;
revoke all on database stoa from public;
grant connect, temporary on database stoa to ejabberd, ledger, retention, app, push, migrate;
create schema if not exists ejabberd authorization ejabberd;
create schema if not exists stoa authorization migrate;
create schema if not exists jobs authorization migrate;
create schema if not exists rebuild authorization migrate;
alter role ejabberd in database stoa set search_path = ejabberd;
alter role ejabberd in database stoa set statement_timeout = '4s';
alter role ejabberd in database stoa set lock_timeout = '2s';
grant usage on schema ejabberd to app, ledger;
"""
AFTER_TABLES = """
grant select on ejabberd.archive to app, ledger;
drop function if exists ejabberd.not_waited_for() cascade;
"""
"""Of the server's own tables only the archive is anybody else's business.

What is dropped let archives not wait for the disk, in versions of one day (2026-11-23): after a
crash of PostgreSQL people got again what they had.
"""


def bootstrap(layout: Layout, port: int, credentials: Credentials) -> None:
    """Makes what is missing; each step is one transaction and may be repeated."""
    address = superuser_connection(layout, port, credentials)
    with psycopg.connect(address, autocommit=True) as connection:
        with connection.transaction():
            for role in ROLES:
                set_role(connection, role, credentials.read(role, "database_password"))
        _database(connection)
    inside = superuser_connection(layout, port, credentials, DATABASE)
    with psycopg.connect(inside) as connection:
        connection.execute(IN_DATABASE)
        _server_tables(connection, server_schema(layout))
        connection.execute(AFTER_TABLES)


def server_schema(layout: Layout) -> Path:
    """The SQL file of this very ejabberd for tables of several hosts."""
    return layout.tree / "usr" / "share" / "ejabberd" / "sql" / "pg.new.sql"


def set_role(connection: psycopg.Connection, name: str, password: str) -> None:
    """Makes a role that may sign in, or gives it this password."""
    exists = connection.execute("select 1 from pg_roles where rolname = %s", [name])
    verb = "alter" if exists.fetchone() else "create"
    # Hashed here, so that no password can reach the server's log.
    verifier = connection.pgconn.encrypt_password(
        password.encode(), name.encode(), b"scram-sha-256"
    )
    connection.execute(
        sql.SQL("{} role {} login password {}").format(
            sql.SQL(verb), sql.Identifier(name), sql.Literal(verifier.decode())
        )
    )


def _database(connection: psycopg.Connection) -> None:
    found = connection.execute("select 1 from pg_database where datname = %s", [DATABASE])
    if not found.fetchone():
        connection.execute("create database stoa owner migrate")


def _server_tables(connection: psycopg.Connection, schema: Path) -> None:
    found = connection.execute("select to_regclass('ejabberd.archive')").fetchone()
    if found and found[0]:
        return
    connection.execute("set local role ejabberd")
    connection.execute("set local search_path = ejabberd")
    connection.execute(schema.read_bytes())
    connection.execute("reset role")
    connection.execute("set local search_path = default")
