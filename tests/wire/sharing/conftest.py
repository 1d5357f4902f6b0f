"""The component's HTTP side on a real database."""

from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Engine, create_engine

from components.upload.access import Access
from components.upload.http import application
from components.upload.http.downloads import Downloads
from components.upload.http.uploads import Uploads
from components.upload.links import Links
from components.upload.storage import Storage
from tests.harness.cluster import Cluster
from tests.wire.server import DOMAIN
from tests.wire.sharing.service import Service


@pytest_asyncio.fixture
async def service(
    engine: Engine, people: None, cluster: Cluster, tmp_path: Path
) -> AsyncIterator[Service]:
    superuser = create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(cluster.superuser)
    )
    storage = Storage(tmp_path)
    links = Links("", DOMAIN, "a key")
    downloads = Downloads(engine, links, Access(engine).check, storage)
    site = application(Uploads(engine, links), downloads)
    async with TestClient(TestServer(site)) as client:
        yield Service(engine, links, storage, client, tmp_path, superuser)
    superuser.dispose()
