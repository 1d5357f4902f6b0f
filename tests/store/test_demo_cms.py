"""The demo's CMS: filled, filled again, and read by the directory."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import URL, Engine, create_engine, text

from components.directory import passwords, people
from components.directory.picture_sync import bring_pictures
from components.directory.source import Source
from components.directory.sources.mapping_file import DEFAULT
from components.directory.sources.opening import opened
from components.directory.sync import Report, synchronise
from deploy.servers.demo_cms import fill
from deploy.servers.demo_organisation import PEOPLE
from tests.harness.cluster import Cluster
from tests.harness.organisation import address

DATABASE = "demo_cms"


@pytest.fixture(scope="module")
def place(cluster: Cluster) -> URL:
    with psycopg.connect(cluster.superuser, autocommit=True) as server:
        server.execute(f"create database {DATABASE}")
    return address(cluster.superuser, DATABASE)


@pytest.fixture(scope="module")
def filled(place: URL) -> Iterator[Engine]:
    """Once by an interrupted start, and once more after somebody has edited it."""
    cms = create_engine(place)
    with cms.begin() as connection:
        fill(connection)
        connection.execute(text("update people_profile set job_title = 'Poet' where user_id = 1"))
    yield cms
    cms.dispose()


@pytest.fixture
def source(filled: Engine) -> Iterator[Source]:
    source = opened(filled.url.render_as_string(hide_password=False), DEFAULT)
    yield source
    source.close()


def test_filling_again_gives_new_passwords_and_changes_nothing_else(
    filled: Engine, source: Source
) -> None:
    content = text("select count(*), max(job_title) from people_profile where job_title = 'Poet'")
    with filled.begin() as connection:
        made = fill(connection)
        assert (1, "Poet") == tuple(connection.execute(content).one())
    credential = source.password_hash("ada")

    assert {person.user_name for person in PEOPLE} == made.keys()
    assert credential is not None
    assert credential.hash.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches(made["ada"].encode(), credential.hash)
    assert not passwords.matches(made["alan"].encode(), credential.hash)


def test_the_directory_takes_everybody_with_the_pictures_as_they_are(
    filled: Engine, source: Source, engine: Engine
) -> None:
    report = synchronise(engine, source)
    bring_pictures(engine, source, lambda *_: None)
    with engine.begin() as connection:
        everybody = people.people(connection, None, 100)
        departments = people.departments(connection)
    with filled.begin() as connection:
        query = text("select photo_hash from people_profile")
        pictures = set(connection.execute(query).scalars())

    assert Report(added=25) == report
    assert {person.user_name for person in PEOPLE} == {card.localpart for card in everybody}
    assert ["marie"] == [card.localpart for card in everybody if card.manager is None]
    assert 5 == len(departments)
    assert pictures == {card.picture_sha1 for card in everybody}
