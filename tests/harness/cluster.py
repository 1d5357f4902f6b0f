"""A private PostgreSQL with our schema, made once for a layer of tests."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL

from deploy.instance import credentials
from deploy.instance.layout import Layout
from deploy.instance.settings import Settings
from deploy.instance.users import accounts
from deploy.servers import bootstrap, postgres
from schemas.db.migrate import upgrade
from tests.harness.stack import CHECKOUT, eventually, free_port_base

Database = psycopg.Connection[Any]


@dataclass(frozen=True)
class Cluster:
    """A bootstrapped and migrated database."""

    port: int
    superuser: str
    """The superuser's address."""
    secrets: credentials.Credentials

    def sign_in(self, role: str) -> Database:
        """A connection that never was anybody else's."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            dbname=bootstrap.DATABASE,
            user=role,
            password=self.secrets.read(role, "database_password"),
        )


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with fresh() as (layout, port, secrets):
        bootstrap.bootstrap(layout, port, secrets)
        upgrade(_migrate_url(port, secrets))
        address = postgres.superuser_connection(layout, port, secrets, bootstrap.DATABASE)
        yield Cluster(port, address, secrets)


@contextmanager
def fresh() -> Iterator[tuple[Layout, int, credentials.Credentials]]:
    """A server with nothing in it but its superuser, and the port it listens on."""
    home = Path(tempfile.mkdtemp(prefix="s", dir="/tmp"))
    home.chmod(0o755)  # PostgreSQL runs as a user of its own when root starts it
    layout = Layout(home, Settings().layout().tree, CHECKOUT)
    port = free_port_base()
    try:
        with _running(layout, port) as secrets:
            yield layout, port, secrets
    finally:
        shutil.rmtree(home)


@contextmanager
def _running(layout: Layout, port: int) -> Iterator[credentials.Credentials]:
    users = accounts()
    secrets = credentials.prepare(layout.secrets, users)
    postgres.create_cluster(layout, users)
    postgres.configure(layout, port, users)
    part = postgres.part(layout, port, users, secrets)
    as_postgres: dict[str, Any] = (
        {"user": users.postgres.uid, "group": users.postgres.gid, "extra_groups": []}
        if users.privileged
        else {}
    )
    with subprocess.Popen(
        part.argv,
        env=dict(part.environment),
        cwd=part.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **as_postgres,
    ) as server:
        try:
            address = postgres.superuser_connection(layout, port, secrets)
            assert eventually(lambda: _answers(address), bool, seconds=30)
            yield secrets
        finally:
            server.send_signal(part.stop_signal)


def _answers(address: str) -> bool:
    try:
        psycopg.connect(address).close()
    except psycopg.OperationalError:
        return False
    return True


def _migrate_url(port: int, secrets: credentials.Credentials) -> str:
    return URL.create(
        "postgresql+psycopg",
        username="migrate",
        password=secrets.read("migrate", "database_password"),
        host="127.0.0.1",
        port=port,
        database=bootstrap.DATABASE,
    ).render_as_string(hide_password=False)
