"""Every test is rolled back."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import psycopg
import pytest

from tests.harness.cluster import Cluster, Database, cluster

__all__ = ["cluster"]

AsRole = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def database(cluster: Cluster) -> Iterator[Database]:
    """Nothing written through it outlives the test."""
    with psycopg.connect(cluster.superuser) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def as_role(database: Database) -> AsRole:
    """Runs a block with the rights of one of our roles; an error undoes only the block."""

    @contextmanager
    def as_role(role: str) -> Iterator[None]:
        with database.transaction():
            database.execute(f"set local role {role}")  # a name of ours, never input
            yield
            database.execute("reset role")

    return as_role
