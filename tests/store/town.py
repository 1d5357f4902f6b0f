"""A CMS of its own for the tests of `sync.synchronise`, and what is known of its people."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, Engine, text

from components.directory import people
from components.directory.people import DepartmentCard, PersonCard
from components.directory.picture_sync import bring_pictures
from components.directory.records import KnownPerson
from components.directory.source import Source
from components.directory.sources.mapping_file import DEFAULT
from components.directory.sources.opening import opened
from components.directory.sync import EVERYTHING, Report, Wish, synchronise
from deploy.servers.demo_cms import TABLES
from tests.harness.cluster import Cluster
from tests.harness.organisation import Organisation, address, picture

DATABASE = "cms_of_sync"


@pytest.fixture(scope="module")
def cms(cluster: Cluster) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(cluster.superuser, autocommit=True) as server:
        server.execute(f"create database {DATABASE}")
    inside = make_conninfo(cluster.superuser, dbname=DATABASE)
    with psycopg.connect(inside, autocommit=True) as connection:
        connection.execute(TABLES)
        yield connection
    with psycopg.connect(cluster.superuser, autocommit=True) as server:
        server.execute(f"drop database {DATABASE}")


@pytest.fixture
def organisation(cms: psycopg.Connection[Any]) -> Organisation:
    cms.execute(
        "truncate auth_user, people_department, people_profile, people_profile_departments"
        " restart identity"
    )
    return Organisation(cms)


@pytest.fixture
def source(cluster: Cluster) -> Iterator[Source]:
    place = address(cluster.superuser, DATABASE).render_as_string(hide_password=False)
    source = opened(place, DEFAULT)
    yield source
    source.close()


@dataclass
class Town:
    """The CMS, and what we know of its people."""

    organisation: Organisation
    engine: Engine
    source: Source

    def sync(self, wish: Wish = EVERYTHING) -> Report:
        report = synchronise(self.engine, self.source, wish)
        bring_pictures(self.engine, self.source, lambda *_: None)
        return report

    def person(self, localpart: str) -> PersonCard:
        with self.engine.begin() as connection:
            return people.person(connection, localpart)

    def everybody(self) -> list[str]:
        with self.engine.begin() as connection:
            return [card.localpart for card in people.people(connection, None, 100)]

    def departments(self) -> list[DepartmentCard]:
        with self.engine.begin() as connection:
            return people.departments(connection)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.engine.begin() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def disabled(self) -> list[str]:
        query = "select localpart from stoa.account where disabled_at is not null order by 1"
        return [row[0] for row in self.rows(query)]

    def ended(self) -> list[str]:
        """Whose streams are to be ended."""
        query = (
            "select args->>'localpart' from jobs.procrastinate_jobs"
            " where task_name = 'directory.end_sessions' order by id"
        )
        return [row[0] for row in self.rows(query)]

    def runs(self) -> list[tuple[Any, ...]]:
        return self.rows(
            "select finished_at is not null, added, changed, removed, trouble"
            " from stoa.sync_run order by id"
        )


@pytest.fixture
def town(organisation: Organisation, engine: Engine, source: Source) -> Town:
    """Three people in two departments, not synchronised yet."""
    organisation.found("Engineering", "Research")
    organisation.hire("grace", "Grace Hopper", "Engineering")
    organisation.hire("ada", "Ada Lovelace", "Engineering", "Research", photo=picture())
    organisation.hire("alan", "Alan Turing", "Research")
    organisation.profile("ada", "job_title = 'Software engineer'")
    organisation.user("ada", "email = 'ada@example.org'")
    organisation.user("alan", "is_superuser = true")
    organisation.report_to("ada", "grace")
    return Town(organisation, engine, source)


@pytest.fixture
def synced(town: Town) -> Town:
    town.sync()
    return town


def raising_for(localpart: str, call: Callable[..., None]) -> Callable[..., None]:
    """`call`, unless it is about that person."""

    def perhaps(connection: Connection, after: list[KnownPerson]) -> None:
        if any(each.localpart == localpart for each in after):
            raise KeyboardInterrupt
        call(connection, after)

    return perhaps


def raising(kind: type[BaseException]) -> Callable[..., None]:
    def call(*_: object, **__: object) -> None:
        raise kind

    return call
