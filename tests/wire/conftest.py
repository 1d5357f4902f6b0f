"""A component on a loopback server, and a database for what it keeps there."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
import pytest_asyncio
from sqlalchemy import Engine, text

from components.runtime.database import make_engine
from components.runtime.dispatch import Dispatch
from components.runtime.health import Health
from components.runtime.settings import ComponentSettings
from components.runtime.stream import ComponentStream
from deploy.servers import bootstrap
from tests.harness.cluster import Cluster, cluster
from tests.wire.server import DOMAIN, SECRET, LoopbackServer

__all__ = ["cluster"]


@pytest_asyncio.fixture
async def server() -> AsyncIterator[LoopbackServer]:
    server = LoopbackServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def dispatch() -> Dispatch:
    return Dispatch()


@pytest.fixture
def health() -> Health:
    return Health()


@pytest.fixture
def settings(server: LoopbackServer) -> ComponentSettings:
    """Of a component that has no database."""
    return _settings(server, database_port=1)


def _settings(server: LoopbackServer, **more: Any) -> ComponentSettings:
    values: dict[str, Any] = {
        "domain": DOMAIN,
        "xmpp_host": "127.0.0.1",
        "xmpp_port": server.port,
        "database_host": "127.0.0.1",
        "database_name": bootstrap.DATABASE,
        "database_user": "app",
        "database_password": "none",
        "ejabberd_api": Path("/nowhere"),
        "component_secret": SECRET,
    }
    return ComponentSettings(**(values | more))


@pytest.fixture
def with_database(server: LoopbackServer, cluster: Cluster) -> ComponentSettings:
    password = cluster.secrets.read("app", "database_password")
    return _settings(server, database_port=cluster.port, database_password=password)


@pytest_asyncio.fixture
async def stream(
    settings: ComponentSettings, server: LoopbackServer, dispatch: Dispatch, health: Health
) -> AsyncIterator[ComponentStream]:
    """The archive's stream, up."""
    stream = ComponentStream(settings, "archive", dispatch, health)
    running = asyncio.create_task(stream.run())
    await asyncio.wait_for(stream.up.wait(), 15)
    yield stream
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


@pytest.fixture
def engine(with_database: ComponentSettings) -> Iterator[Engine]:
    """Empties outbox and jobs afterwards: both are about what is committed."""
    engine = make_engine(with_database, pool_size=5)
    yield engine
    with engine.begin() as connection:
        connection.execute(text("delete from stoa.outbox"))
        connection.execute(text("delete from jobs.procrastinate_jobs"))
        connection.execute(text("delete from jobs.procrastinate_workers"))
    engine.dispose()


@pytest.fixture
def people(cluster: Cluster, engine: Engine) -> Iterator[None]:
    """Accounts of Ada and Grace; their files go with them."""
    with psycopg.connect(cluster.superuser, autocommit=True) as database:
        database.execute("insert into stoa.account (localpart) values ('ada'), ('grace')")
        yield
        database.execute("delete from stoa.file")
        database.execute("delete from stoa.account where localpart in ('ada', 'grace')")
