"""People of databases: what mappings make of tables, and what of them is never done."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from components.directory.source import Credential, Department, Grant, Person, Source
from components.directory.sources import databases
from components.directory.sources.mapping_file import parsed
from components.directory.sources.opening import opened, with_mapping
from schemas.refusals import Malformed, TooLarge, TryLater
from tests.harness.organisation import picture

WORDPRESS = """
create table wp_users (ID integer primary key, user_login text, user_pass text, user_email text,
                       display_name text);
create table wp_usermeta (umeta_id integer primary key, user_id integer, meta_key text,
                          meta_value text);
insert into wp_users values (1, 'ada', '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0', 'a@e.org', 'Ada'),
                            (2, 'grace', '$wp$2y$10$x', 'g@example.org', 'Grace'),
                            (3, 'gone', '', '', 'Gone');
insert into wp_usermeta (user_id, meta_key, meta_value) values
    (1, 'wp_capabilities', 'a:1:{s:13:"administrator";b:1;}'), (1, 'department', 'Research'),
    (1, 'job_title', 'Head'), (2, 'wp_capabilities', 'a:1:{s:6:"editor";b:1;}'),
    (2, 'nickname', 'g'), (3, 'wp_capabilities', 'a:0:{}');
"""
STAFF = """
create table staff (id text primary key, login text, name text, changed timestamp, active text,
                    photo blob, version text, path text);
create table member (person text, team text);
insert into staff (id, login, name, changed, active) values
    ('a', 'ada', 'Ada', '2026-01-01 10:00:00', 'yes'),
    ('b', 'grace', 'Grace', '2026-01-02 10:00:00', 'yes');
insert into member values ('a', 'Research'), ('b', 'Research'), ('b', 'Support');
"""
MAPPING = """
[people]
table = "staff"
id = "id"
user_name = "login"
name = "name"
active = "active"
changed_at = "changed"
[departments]
query = "select distinct team from member where team <> ':nobody' and team not like '%?%'"
id = "team"
name = "team"
[memberships]
table = "member"
person = "person"
department = "team"
"""
FILES = (
    MAPPING.replace('changed_at = "changed"', 'picture_path = "path"')
    + "[pictures]\nfolder = '{}'\n"
)


@pytest.fixture
def cms(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "cms", isolation_level=None)) as connection:
        connection.executescript(STAFF + WORDPRESS)
        yield connection


@pytest.fixture
def address(cms: sqlite3.Connection, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/cms"


@pytest.fixture
def source(address: str) -> Iterator[Source]:
    source = with_mapping(address, parsed(MAPPING, "x"))
    yield source
    source.close()


def test_wordpress_has_people_roles_and_departments(address: str) -> None:
    source = opened(address, "wordpress")
    content = source.read()
    credential = source.password_hash("ADA")
    complaints = source.check()
    source.close()

    assert (Department("Research", "Research"),) == content.departments
    assert [
        Person(
            *("1", "ada", "Ada", "Head", "a@e.org", ("Research",)),
            roles=(Grant("administrator"),),
        ),
        Person("2", "grace", "Grace", "", "g@example.org", roles=(Grant("publisher"),)),
        Person("3", "gone", "Gone", active=False),
    ] == [*content.people]
    assert Credential("1", "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", True) == credential
    assert [] == complaints


def test_only_whoever_changed_is_read_after_the_first_time(
    cms: sqlite3.Connection, source: Source
) -> None:
    first = source.read()
    cms.execute(
        "insert into staff (id, login, name, changed, active)"
        " values ('c', 'alan', 'Alan', '2026-01-03', 'no')"
    )
    second = source.read(first.mark)
    third = source.read(second.mark)

    assert (True, ["a", "b"]) == (first.complete, [person.source_id for person in first.people])
    assert (False, ["b", "c"]) == (second.complete, [each.source_id for each in second.people])
    assert ("Research", "Support") == second.people[0].departments
    assert ["c"] == [person.source_id for person in third.people]
    assert first.departments == third.departments


def test_nothing_is_ever_written(cms: sqlite3.Connection, address: str) -> None:
    engine = databases.engine(address)
    with engine.connect() as connection, pytest.raises(Exception, match="readonly"):
        connection.exec_driver_sql("delete from staff")
    engine.dispose()

    assert (2,) == cms.execute("select count(*) from staff").fetchone()


def test_names_are_quoted_and_values_bound(cms: sqlite3.Connection, address: str) -> None:
    evil = "staff; drop table member; --"
    cms.execute(f'alter table staff rename to "{evil}"')
    source = with_mapping(address, parsed(MAPPING.replace('"staff"', f'"{evil}"'), "x"))
    people = source.read().people
    credential = source.password_hash("x' or '1'='1")
    source.close()

    assert (2, None) == (len(people), credential)
    assert (3,) == cms.execute("select count(*) from member").fetchone()


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("login", "logn"), "[people] user_name: there is no column “logn”; there are: id, login"),
        (('"staff"', '"stuff"'), "[people] table “stuff”: the database answers: no such table"),
        (("from member", "from mumber"), "[departments] query: the database answers: no such"),
        (('"person"\n', '"persona"\n'), "[memberships] person: there is no column “persona”"),
    ],
)
def test_a_mapping_is_compared_with_the_database(
    address: str, change: tuple[str, str], complaint: str
) -> None:
    source = with_mapping(address, parsed(MAPPING.replace(*change), "x"))
    complaints = source.check()
    with pytest.raises(TryLater, match="people check says why"):
        source.read()
    source.close()

    assert [True] == [each.startswith(complaint) for each in complaints]


@pytest.mark.parametrize("address", ["oracle://x", "nonsense", "sqlite://", "xml:/people", ""])
def test_an_address_that_leads_nowhere_is_refused(address: str) -> None:
    with pytest.raises(Malformed):
        opened(address, "django")


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:////no/such/file",
        "csv:/no/such/folder",
        "postgresql://127.0.0.1:9/x",
        "mysql://127.0.0.1:9/x",
    ],
)
def test_a_source_that_is_away_is_asked_later(address: str) -> None:
    source = opened(address, "csv")
    for call in (source.read, source.check, lambda: source.password_hash("ada")):
        with pytest.raises(TryLater):
            call()
    source.close()


def test_pictures_are_read_below_their_folder_only(
    cms: sqlite3.Connection, address: str, tmp_path: Path
) -> None:
    media = tmp_path / "media"
    media.mkdir()
    (tmp_path / "secret.png").write_bytes(picture())
    (media / "link.png").symlink_to(tmp_path / "secret.png")
    (media / "large.png").write_bytes(bytes(10_000_001))
    (media / "good.png").write_bytes(picture())
    source = with_mapping(address, parsed(FILES.format(media), "x"))

    def version(path: str | None) -> str | None:
        cms.execute("update staff set path = ? where id = 'a'", [path])
        return source.read().people[0].picture

    assert ("", "gone.png") == (version(None), version("gone.png"))
    for path in ("../secret.png", "link.png", f"{tmp_path}/secret.png", "", ".", "a\0b"):
        version(path)
        with pytest.raises(Malformed):
            source.picture("a")
    version("large.png")
    with pytest.raises(TooLarge):
        source.picture("a")
    first = version("good.png")
    (media / "good.png").write_bytes(picture("red"))

    assert first != version("good.png")
    assert picture("red") == source.picture("a")
    media.rename(tmp_path / "unmounted")
    assert None is version("good.png")
    source.close()
