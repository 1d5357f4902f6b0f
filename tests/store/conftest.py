"""Every test is rolled back."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import cast

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL, Connection, Engine, create_engine, text
from sqlalchemy.pool import NullPool

from components.archive.ledger.keys import KeyStore
from components.directory import passwords
from components.directory.source import Credential
from tests.harness.cast import ADA, GRACE, MARGARET
from tests.harness.cluster import Cluster, Database, cluster
from tests.harness.door import PASSWORD, Cms, Door, hashed

__all__ = ["cluster"]

WRITTEN = (
    "stoa.push_subscription",
    "stoa.own_export",
    "stoa.sign_in_attempt",
    "stoa.web_token",
    "stoa.web_session",
    "stoa.api_token",
    "stoa.app_password",
    "stoa.outbox",
    "stoa.provisioned",
    "stoa.sync_change",
    "stoa.sync_run",
    "stoa.role",
    "stoa.audit_entry",
    "stoa.message_rule",
    "stoa.may_answer",
    "stoa.picture",
    "stoa.own_picture",
    "stoa.membership",
    "stoa.department",
    "stoa.person",
    "stoa.account",
    "jobs.procrastinate_events",
    "jobs.procrastinate_jobs",
)
"""Tables that transactions of their own may fill."""

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


@pytest.fixture
def connection(cluster: Cluster) -> Iterator[Connection]:
    """What capabilities take, with the rights of role app; rolled back."""
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(cluster.superuser)
    )
    with engine.connect() as connection:
        connection.execute(text("set local role app"))
        yield connection
        connection.rollback()
    engine.dispose()


@pytest.fixture
def whole(cluster: Cluster) -> Iterator[Connection]:
    """The superuser's, for what an engine is tested with (`as_engine`); rolled back."""
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: psycopg.connect(cluster.superuser),
        poolclass=NullPool,
    )
    with engine.connect() as connection, connection.begin() as everything:
        connection.execute(text("select"))  # the transaction begins with the first statement
        yield connection
        everything.rollback()


class _OneTransaction:
    """Stands in for an engine; what is committed through it is rolled back after the test."""

    def __init__(self, connection: Connection, role: str) -> None:
        self._connection, self._role = connection, role

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        with self._connection.begin_nested():
            self._connection.execute(text(f"set local role {self._role}"))
            yield self._connection
            self._connection.execute(text("reset role"))

    connect = begin


def as_engine(connection: Connection, role: str) -> Engine:
    """With the rights of the role, one of ours, and on the one connection."""
    return cast(Engine, _OneTransaction(connection, role))


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[KeyStore]:
    keys = KeyStore(tmp_path)
    yield keys
    keys.close()


@contextmanager
def as_owner(connection: Connection) -> Iterator[None]:
    """For what the app may not do, such as to make a row older."""
    connection.execute(text("reset role"))
    yield
    connection.execute(text("set local role app"))


def ends_asked_for(connection: Connection) -> list[object]:
    """What the jobs that end streams were given, in order."""
    with as_owner(connection):
        rows = connection.execute(
            text(
                "select args from jobs.procrastinate_jobs"
                " where task_name = 'directory.end_sessions' order by id"
            )
        )
        return [row.args for row in rows]


@pytest.fixture
def engine(cluster: Cluster) -> Iterator[Engine]:
    """Role app's own connections, for what begins transactions itself. What it commits is removed
    after the test; nothing else is ever committed."""
    address = URL.create(
        "postgresql+psycopg",
        "app",
        cluster.secrets.read("app", "database_password"),
        "127.0.0.1",
        cluster.port,
        "stoa",
    )
    engine = create_engine(address, pool_size=20)
    yield engine
    engine.dispose()
    with psycopg.connect(cluster.superuser) as connection:
        connection.execute("set local session_replication_role = replica")  # in any order
        for table in WRITTEN:
            schema, name = table.split(".")
            connection.execute(sql.SQL("delete from {}").format(sql.Identifier(schema, name)))


def enrol(connection: Connection) -> None:
    """Ada, Grace and Margaret, who is administrator; user names as a CMS has them."""
    for person in (ADA, GRACE, MARGARET):
        values = {"localpart": person, "user_name": f"{person}.cms", "name": person.title()}
        connection.execute(text("insert into stoa.account (localpart) values (:localpart)"), values)
        connection.execute(
            text(
                "insert into stoa.person (localpart, source_id, user_name, name)"
                " values (:localpart, :localpart, :user_name, :name)"
            ),
            values,
        )
    connection.execute(
        text("insert into stoa.role (localpart, role) values (:localpart, 'administrator')"),
        {"localpart": MARGARET},
    )


@pytest.fixture
def people(connection: Connection) -> None:
    enrol(connection)


@pytest.fixture
def door(engine: Engine, cluster: Cluster) -> Door:
    with engine.begin() as connection:
        enrol(connection)
    credentials = {
        f"{person}.cms": Credential(person, hashed(PASSWORD), active=True)
        for person in (ADA, GRACE, MARGARET)
    }
    return Door(engine, Cms(credentials), cluster.superuser)


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each hash that a password was compared with."""
    seen: list[str] = []
    matches = passwords.matches

    def noted(password: bytes, encoded: str) -> bool:
        seen.append(encoded)
        return matches(password, encoded)

    monkeypatch.setattr(passwords, "matches", noted)
    return seen
