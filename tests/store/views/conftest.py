"""Views of records that nobody encrypted; every test is rolled back."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

import psycopg
import pytest
from sqlalchemy import Connection, CursorResult, Engine, TextClause, create_engine, text
from sqlalchemy.pool import NullPool
from structlog.testing import capture_logs
from structlog.typing import EventDict

from components.archive.threads import Thread, Wanted, listed
from components.archive.views.languages import Languages
from components.archive.views.views import Views
from tests.harness.cluster import Cluster
from tests.harness.scribe import Scribe

Rows = list[tuple[Any, ...]]
languages = Languages()
ACCOUNT = text("""
insert into stoa.account (localpart) values (:owner) on conflict do nothing
""")
FILE = text("""
insert into stoa.file (id, owner, name, size, slot_until) values (:id, :owner, 'a', 1, now())
""")
DISABLE = text("update stoa.account set disabled_at = now() where localpart = :owner")
MAY_FETCH = text("select stoa.may_fetch(:person, cast(:id as uuid))")


class OneTransaction:
    """Stands in for an engine; what is committed through it is rolled back after the test."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        with self._connection.begin_nested():
            yield self._connection


class Seen:
    """A scribe's records, and what the views have made of them."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.begin_anew()
        engine = cast(Engine, OneTransaction(connection))
        self.views = Views(engine, self._after, languages.of)

    def begin_anew(self) -> None:
        self.scribe = Scribe()

    def _after(self, seq: int, limit: int) -> Any:
        return self.scribe.records[seq + 1 : seq + 1 + limit]

    def catch_up(self, limit: int = 1000) -> None:
        while self.views.advance(limit):
            pass

    def share(self, owners: Mapping[str, str]) -> None:
        """Files that people own: ids by bare JID."""
        for owner, id in owners.items():
            values = {"owner": owner.partition("@")[0], "id": id}
            self._anybody(ACCOUNT, values)
            self._anybody(FILE, values)

    def disable(self, person: str) -> None:
        self._anybody(DISABLE, {"owner": person.partition("@")[0]})

    def may_fetch(self, person: str, id: str) -> bool:
        return bool(self._anybody(MAY_FETCH, {"person": person, "id": id}).scalar())

    def _anybody(self, statement: TextClause, values: Mapping[str, str]) -> CursorResult[Any]:
        """With all rights."""
        self.connection.execute(text("reset role"))
        result = self.connection.execute(statement, values)
        self.connection.execute(text("set local role ledger"))
        return result

    def threads(self, person: str, wanted: Wanted) -> list[Thread]:
        """As the portal lists them."""
        self.connection.execute(text("set local role app"))
        found = listed(self.connection, person, wanted)
        self.connection.execute(text("set local role ledger"))
        return found

    def rows(self, query: str, **values: object) -> Rows:
        return [tuple(row) for row in self.connection.execute(text(query), values)]

    def now(self, query: str, **values: object) -> Rows:
        """After everything was told."""
        self.catch_up()
        return self.rows(query, **values)


@pytest.fixture
def ledger_connection(cluster: Cluster) -> Iterator[Connection]:
    """With the rights of role ledger."""
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: psycopg.connect(cluster.superuser),
        poolclass=NullPool,
    )
    with engine.connect() as connection:
        connection.execute(text("set local role ledger"))
        yield connection
        connection.rollback()


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[EventDict]]:
    """What was logged; written out, an exception takes seconds."""
    with capture_logs() as entries:
        yield entries


@pytest.fixture
def seen(ledger_connection: Connection) -> Seen:
    return Seen(ledger_connection)
