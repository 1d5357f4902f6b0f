"""The portal with three people; what a test makes is gone after it."""

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from PIL import Image
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import URL

from admin import app as portal
from admin.api.limits import Limiter, Limits
from admin.services import Services
from admin.settings import PortalSettings
from components.directory.picture_sync import bring_pictures
from components.directory.source import Source
from components.directory.sources.mapping_file import DEFAULT
from components.directory.sources.opening import opened
from components.directory.sync import synchronise
from components.push import vapid
from deploy.servers.demo_cms import TABLES
from tests.harness import cast
from tests.harness.book import Book
from tests.harness.cluster import Cluster, Database, cluster
from tests.harness.ledger import key_store
from tests.harness.portal import Browser, cms_hash

__all__ = ["cluster"]

SignedIn = Callable[[str], Browser]

PEOPLE = (
    (cast.GRACE, "Grace Hopper", "Head of Engineering", None),
    (cast.ADA, "Ada Lovelace", "Software engineer", cast.GRACE),
    (cast.MARGARET, "Margaret Hamilton", "Systems engineer", cast.GRACE),
)
WRITTEN = (
    *("stoa.own_picture", "stoa.push_subscription", "stoa.notification_preference"),
    *("stoa.web_token", "stoa.sign_in_attempt", "stoa.web_session", "stoa.app_password"),
    *("stoa.api_token", "stoa.outbox"),
    *("jobs.procrastinate_events", "jobs.procrastinate_jobs"),
    *("stoa.sync_change", "stoa.sync_run", "stoa.own_export", "stoa.draft"),
    *("stoa.audit_entry", "stoa.message_rule", "stoa.may_answer", "stoa.ledger_witness"),
    "stoa.role where origin = 'portal'",
)


@pytest.fixture(scope="session")
def cms_url(cluster: Cluster) -> str:
    """The address of a CMS in which three people work."""
    with psycopg.connect(cluster.superuser, autocommit=True) as server:
        server.execute("create role cms_reader")
        server.execute("create database cms")
    with psycopg.connect(make_conninfo(cluster.superuser, dbname="cms")) as connection:
        connection.execute(TABLES)
        connection.execute("insert into people_department (name) values ('Engineering')")
        for person in PEOPLE:
            _employ(connection, *person)
    place = conninfo_to_dict(cluster.superuser)
    return URL.create(
        "postgresql+psycopg",
        username=str(place["user"]),
        password=str(place["password"]),
        database="cms",
        query={"host": str(place["host"]), "port": str(place["port"])},
    ).render_as_string(hide_password=False)


def _employ(connection: Database, person: str, name: str, title: str, manager: str | None) -> None:
    first, last = name.split()
    connection.execute(
        """insert into auth_user (username, password, first_name, last_name, email, is_superuser)
           values (%s, %s, %s, %s, %s, %s)""",
        [person, cms_hash(person), first, last, f"{person}@example.org", person == cast.MARGARET],
    )
    connection.execute(
        """insert into people_profile (user_id, job_title, manager_id, photo, photo_hash)
           select u.id, %s, (select id from auth_user where username = %s), %s, %s
             from auth_user u where username = %s""",
        [title, manager, _picture(), person, person],
    )
    connection.execute(
        """insert into people_profile_departments (profile_id, department_id)
           select p.id, 1 from people_profile p join auth_user u on u.id = user_id
            where username = %s""",
        [person],
    )


def _picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (96, 96), "#17588c").save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="session")
def settings(
    cluster: Cluster, cms_url: str, tmp_path_factory: pytest.TempPathFactory
) -> PortalSettings:
    folder = tmp_path_factory.mktemp("portal")
    return PortalSettings(
        domain="stoa.test",
        database_host="127.0.0.1",
        database_port=cluster.port,
        database_name="stoa",
        database_user="app",
        database_password=cluster.secrets.read("app", "database_password"),
        origin="http://stoa.test",
        session_key="a key of the tests",
        file_links="another key of the tests",
        push_key=vapid.public_of(vapid.make()),
        cms_url=cms_url,
        status_file=folder / "status.json",
        metrics_folder=folder,
        exports=folder,
        sending=folder / "sending.sock",
        client_port=5222,
        client_tls_port=5223,
        loopback=False,
    )


@pytest.fixture(scope="session")
def source(cms_url: str) -> Iterator[Source]:
    source = opened(cms_url, DEFAULT)
    yield source
    source.close()


@contextmanager
def running(settings: PortalSettings, source: Source) -> Iterator[Flask]:
    app = portal.create(settings, source)
    yield app
    services: Services = app.extensions["stoa"]
    services.engine.dispose()


@pytest.fixture(scope="session")
def whole_app(settings: PortalSettings, source: Source, cluster: Cluster) -> Iterator[Flask]:
    with running(settings, source) as app:
        services: Services = app.extensions["stoa"]
        synchronise(services.engine, source)
        bring_pictures(services.engine, source, lambda *_: None)
        _forget_what_was_written(cluster)
        yield app


def _forget_what_was_written(cluster: Cluster) -> None:
    with psycopg.connect(cluster.superuser) as connection:
        connection.execute(";".join(f"delete from {table}" for table in WRITTEN))  # noqa: S608


@pytest.fixture
def app(whole_app: Flask, cluster: Cluster) -> Iterator[Flask]:
    """The portal as it is when nobody has signed in yet or asked for anything."""
    whole_app.extensions["stoa.limiter"] = Limiter(Limits())
    yield whole_app
    _forget_what_was_written(cluster)


@pytest.fixture
def database(app: Flask, cluster: Cluster) -> Iterator[Database]:
    """What is in the database while a test runs; also a way to put something there."""
    with psycopg.connect(cluster.superuser, autocommit=True) as connection:
        yield connection


@pytest.fixture
def book(app: Flask, cluster: Cluster, tmp_path: Path) -> Iterator[Book]:
    """The ledger, which is empty at first."""
    with key_store(tmp_path) as keys:
        book = Book(cluster.superuser, keys)
        yield book
        book.empty()


@pytest.fixture
def stranger(app: Flask) -> Browser:
    """A browser in which nobody is signed in."""
    return Browser.open(app)


@pytest.fixture
def signed_in(app: Flask) -> SignedIn:
    def signed_in(person: str) -> Browser:
        browser = Browser.open(app)
        answer = browser.sign_in(person)
        assert answer.status_code == 302, answer.text
        return browser

    return signed_in


@pytest.fixture
def local(app: Flask, settings: PortalSettings, source: Source) -> Iterator[Browser]:
    """At a portal of an instance that only its own machine reaches."""
    with running(settings.model_copy(update={"loopback": True}), source) as alike:
        yield Browser.open(alike)


@pytest.fixture
def secure(app: Flask, settings: PortalSettings, source: Source) -> Iterator[Browser]:
    """At a portal behind TLS."""
    with running(settings.model_copy(update={"origin": "https://stoa.test"}), source) as alike:
        yield Browser.open(alike, scheme="https")


@pytest.fixture
def at_port(
    app: Flask, settings: PortalSettings, source: Source
) -> Iterator[Callable[[int], Browser]]:
    """At one of several instances on one machine."""
    with ExitStack() as instances:

        def at_port(port: int) -> Browser:
            told = settings.model_copy(update={"origin": f"http://stoa.test:{port}"})
            return Browser.open(instances.enter_context(running(told, source)))

        yield at_port


@pytest.fixture
def cut_off(settings: PortalSettings, source: Source) -> Iterator[Browser]:
    """At a portal whose database is away."""
    with running(settings.model_copy(update={"database_port": 1}), source) as alike:
        yield Browser.open(alike)


@pytest.fixture
def ada(signed_in: SignedIn) -> Browser:
    return signed_in(cast.ADA)


@pytest.fixture
def grace(signed_in: SignedIn) -> Browser:
    return signed_in(cast.GRACE)


@pytest.fixture
def margaret(signed_in: SignedIn) -> Browser:
    """The administrator."""
    return signed_in(cast.MARGARET)
