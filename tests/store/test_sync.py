"""`sync.synchronise`: what becomes of people and departments of a CMS."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from sqlalchemy import Engine, text

from components.directory import accounts, people, person_sync, screening
from components.directory.people import DepartmentCard, PersonCard
from components.directory.pictures import squared
from components.directory.source import Credential, Person
from components.directory.sources import sql
from components.directory.sources.sql import SqlSource
from components.directory.sync import Report, synchronise
from components.runtime import jobs
from deploy.servers.demo_cms import TABLES
from schemas.refusals import Conflict, NotFound, TryLater
from tests.harness.cluster import Cluster
from tests.harness.organisation import Organisation, address, picture

DATABASE = "cms_of_sync"
SIGMAS = ("\u0391\u03a3", "\u03b1\u03c2", "\u03b1\u03c3")
"""Upper case, and two kinds of lower case: Python and PostgreSQL do not agree on them."""


@pytest.fixture(scope="module")
def cms(cluster: Cluster) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(cluster.superuser, autocommit=True) as server:
        server.execute(f"create database {DATABASE}")
    inside = make_conninfo(cluster.superuser, dbname=DATABASE)
    with psycopg.connect(inside, autocommit=True) as connection:
        connection.execute(TABLES)
        yield connection


@pytest.fixture
def organisation(cms: psycopg.Connection[Any]) -> Organisation:
    cms.execute(
        "truncate auth_user, people_department, people_profile, people_profile_departments"
        " restart identity"
    )
    return Organisation(cms)


@pytest.fixture
def source(cluster: Cluster) -> Iterator[SqlSource]:
    engine = sql.engine(address(cluster.superuser, DATABASE))
    yield SqlSource(engine)
    engine.dispose()


@dataclass
class Town:
    """The CMS, and what we know of its people."""

    organisation: Organisation
    engine: Engine
    source: SqlSource

    def sync(self) -> Report:
        return synchronise(self.engine, self.source)

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
def town(organisation: Organisation, engine: Engine, source: SqlSource) -> Town:
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


def test_everything_the_cms_says_is_known_afterwards(town: Town) -> None:
    report = town.sync()

    assert Report(added=3) == report
    engineering, research = town.departments()
    assert ("Engineering", "engineering") == (engineering.name, engineering.room)
    sha1 = squared(picture()).sha1
    expected = PersonCard(
        *("ada", "Ada Lovelace", "Software engineer", "ada@example.org"),
        (engineering, research),
        "grace",
        sha1,
    )
    assert expected == town.person("ada")
    with town.engine.begin() as connection:
        assert (sha1, squared(picture()).png) == people.picture(connection, "ada")
        assert people.is_administrator(connection, "alan")
        assert not people.is_administrator(connection, "ada")
    assert [(True, 3, 0, 0, "")] == town.runs()


def test_a_second_run_changes_nothing(synced: Town) -> None:
    before = synced.rows("select xmin::text, * from stoa.person order by localpart")

    assert Report() == synced.sync()
    assert before == synced.rows("select xmin::text, * from stoa.person order by localpart")


CHANGES: dict[str, Callable[[Organisation], None]] = {
    "title": lambda cms: cms.profile("ada", "job_title = 'Poet'"),
    "name": lambda cms: cms.user("ada", "last_name = 'King'"),
    "email": lambda cms: cms.user("ada", "email = ''"),
    "role": lambda cms: cms.user("ada", "is_superuser = true"),
    "picture": lambda cms: cms.photograph("ada", picture("red")),
    "no picture": lambda cms: cms.profile("ada", "photo = null, photo_hash = ''"),
    "department": lambda cms: cms.leave("ada", "Research"),
    "no manager": lambda cms: cms.report_to("ada", None),
    "manager": lambda cms: cms.report_to("ada", "alan"),
    "user name": lambda cms: cms.user("ada", "username = 'countess'"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_brought_once(synced: Town, change: str) -> None:
    before = synced.person("ada"), synced.rows("select * from stoa.role")
    names = synced.rows("select user_name from stoa.person order by 1")
    CHANGES[change](synced.organisation)

    assert Report(changed=1) == synced.sync()
    after = synced.person("ada"), synced.rows("select * from stoa.role")
    assert (before, names) != (after, synced.rows("select user_name from stoa.person order by 1"))
    assert Report() == synced.sync()


def test_a_picture_that_was_read_once_is_not_read_again(
    synced: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synced.source, "picture", _raise(AssertionError))

    assert Report() == synced.sync()


def test_user_names_can_be_exchanged_and_localparts_stay(synced: Town) -> None:
    synced.organisation.user("ada", "username = 'x'")
    synced.organisation.user("grace", "username = 'ada'")
    synced.organisation.user("x", "username = 'grace'")

    assert Report(changed=2) == synced.sync()
    names = synced.rows("select localpart, user_name from stoa.person order by 1")
    assert [("ada", "grace"), ("alan", "alan"), ("grace", "ada")] == names


def test_localparts_are_usable_unique_and_never_given_twice(town: Town) -> None:
    town.organisation.hire("Ada@example.org")
    town.sync()
    town.organisation.dismiss("ada")
    town.sync()
    town.organisation.hire("ada", "Ada Newcomer")
    town.sync()

    assert ["ada2", "ada3", "alan", "grace"] == town.everybody()
    assert "Ada Newcomer" == town.person("ada3").name


def test_whoever_is_inactive_is_disabled_and_comes_back(synced: Town) -> None:
    before = synced.person("ada")
    synced.organisation.user("ada", "is_active = false")

    assert Report(removed=1) == synced.sync()
    assert (["ada"], ["ada"]) == (synced.disabled(), synced.ended())
    with pytest.raises(NotFound):
        synced.person("ada")
    assert Report() == synced.sync()

    synced.organisation.user("ada", "is_active = true")

    assert Report(changed=1) == synced.sync()
    assert before == synced.person("ada")
    assert [] == synced.disabled()


def test_whoever_is_gone_leaves_no_rights_and_no_reports(synced: Town) -> None:
    synced.organisation.dismiss("grace")
    synced.organisation.user("alan", "is_active = false")
    synced.sync()

    assert ["alan", "grace"] == synced.disabled()
    assert ["ada"] == synced.everybody()
    assert None is synced.person("ada").manager
    assert [] == synced.rows("select * from stoa.role")


def test_disabling_and_the_end_of_sessions_are_one_transaction(
    synced: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced.organisation.user("ada", "is_active = false")
    monkeypatch.setattr(jobs, "defer", _raise(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        synced.sync()

    assert [] == synced.disabled()
    assert "ada" in synced.everybody()


def test_an_account_that_somebody_else_disabled_stays_disabled(synced: Town) -> None:
    with synced.engine.begin() as connection:
        accounts.disable(connection, "ada")
    synced.organisation.profile("ada", "job_title = 'Poet'")
    synced.sync()

    assert ["ada"] == synced.disabled()


def test_an_account_without_a_person_is_nobodys_but_whose_it_was_made_for(town: Town) -> None:
    with town.engine.begin() as connection:
        accounts.create(connection, "ada")
        accounts.create(connection, "grace")
        accounts.reserve(connection, "grace", "grace")
        accounts.reserve(connection, "alan", "another")
        with pytest.raises(Conflict):
            accounts.create(connection, "ada")
    town.sync()

    assert ["ada2", "alan2", "grace"] == town.everybody()


def test_an_account_that_was_disabled_before_its_person_came_stays_so(town: Town) -> None:
    with town.engine.begin() as connection:
        accounts.reserve(connection, "ada", "ada")
        accounts.disable(connection, "ada")
    report = town.sync()

    assert ("person 2 (ada): the account “ada” is disabled",) == report.trouble
    assert ["ada"] == town.disabled()


def test_user_names_are_compared_as_the_database_does(town: Town) -> None:
    for name in SIGMAS:
        town.organisation.hire(name, "Sigma")
    report = town.sync()

    names = ", ".join(f"('{name}')" for name in SIGMAS)
    same = town.rows(f"select distinct lower(name) from (values {names}) as name (name)")  # noqa: S608
    assert (3 + len(same), 3 - len(same)) == (report.added, len(report.trouble))
    assert {"ada", "alan", "grace"} < set(town.everybody())


def test_what_the_database_refuses_is_named_and_holds_up_nobody(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening, "_clashes", lambda *_: [])
    town.organisation.hire("GRACE", "Another")
    report = town.sync()

    assert ("person 4 (GRACE): contradicts what is there already",) == report.trouble
    assert (3, ["ada", "alan", "grace"]) == (report.added, town.everybody())
    assert [True] == [run[0] for run in town.runs()]


def test_new_user_names_that_the_database_refuses_hold_up_nobody(
    synced: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening, "_clashes", lambda *_: [])
    synced.organisation.user("ada", "username = 'GRACE'")
    synced.organisation.profile("alan", "job_title = 'Head'")
    report = synced.sync()

    assert ("user names that have changed: contradicts what is there already",) == report.trouble
    assert "Head" == synced.person("alan").title


def test_a_run_that_fails_says_so(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(town.source, "departments", _raise(RuntimeError))
    with pytest.raises(RuntimeError):
        town.sync()

    assert [(True, 0, 0, 0, "failed: the log says why")] == town.runs()


@pytest.mark.parametrize(
    ("people", "gone", "removed"),
    [(1, 1, 0), (2, 1, 1), (7, 3, 3), (7, 4, 0), (40, 8, 8), (40, 9, 0)],
)
def test_more_than_a_fifth_is_never_removed_at_once(
    organisation: Organisation,
    engine: Engine,
    source: SqlSource,
    people: int,
    gone: int,
    removed: int,
) -> None:
    town = Town(organisation, engine, source)
    for number in range(people):
        organisation.hire(f"p{number}")
    town.sync()
    for number in range(gone):
        organisation.dismiss(f"p{number}")
    report = town.sync()

    assert (removed, removed == 0) == (report.removed, bool(report.trouble))
    assert removed == len(town.disabled()) == len(town.ended())


def test_whoever_the_source_says_is_inactive_is_always_removed(synced: Town) -> None:
    synced.organisation.cms.execute("update auth_user set is_active = false")
    report = synced.sync()

    assert (3, ()) == (report.removed, report.trouble)
    assert ["ada", "alan", "grace"] == synced.disabled()


def test_memberships_that_are_all_missing_stay(synced: Town) -> None:
    before = synced.person("ada").departments
    synced.organisation.cms.execute("delete from people_profile_departments")
    report = synced.sync()

    assert ("4 of 4 memberships are missing in the source: none was removed",) == report.trouble
    assert before == synced.person("ada").departments


def test_whoever_moves_is_not_missing(synced: Town) -> None:
    for name in ("ada", "grace"):
        synced.organisation.leave(name, "Engineering")
    synced.organisation.join("grace", "Research")
    synced.organisation.leave("alan", "Research")
    synced.organisation.join("alan", "Engineering")
    report = synced.sync()

    assert (3, ()) == (report.changed, report.trouble)


def test_the_last_administrator_stays_until_there_is_another(synced: Town) -> None:
    synced.organisation.user("alan", "is_superuser = false")
    report = synced.sync()
    roles = synced.rows("select localpart from stoa.role")
    synced.organisation.user("ada", "is_superuser = true")
    synced.sync()

    assert ("no administrator is left in the source: none was removed",) == report.trouble
    assert [("alan",)] == roles
    assert [("ada",)] == synced.rows("select localpart from stoa.role")


def test_whoever_the_guard_keeps_keeps_the_user_name(
    organisation: Organisation, engine: Engine, source: SqlSource
) -> None:
    town = Town(organisation, engine, source)
    for number in range(7):
        organisation.hire(f"p{number}")
    town.sync()
    for number in range(7):
        organisation.dismiss(f"p{number}")
    organisation.hire("p0", "Another")
    report = town.sync()

    assert ["7 of 7 people are missing in the source: none was removed"] == [report.trouble[0]]
    assert report.trouble[1].endswith("somebody else has that user name")
    assert 7 == len(town.everybody())


SPOILT: dict[str, Callable[[Organisation], None]] = {
    "no name": lambda cms: cms.user("ada", "first_name = '', last_name = ' '"),
    "control characters in the name": lambda cms: cms.user("ada", "last_name = E'a\\tb'"),
    "no user name": lambda cms: cms.user("ada", "username = ''"),
    "somebody else has that user name": lambda cms: cms.user("ada", "username = 'GRACE'"),
    "the picture is no PNG, JPEG or WebP": lambda cms: cms.photograph("ada", b"<svg/>"),
    "more than 10,000,000 bytes": lambda cms: cms.photograph("ada", bytes(10_000_001)),
}


@pytest.mark.parametrize("why", SPOILT)
def test_a_bad_row_is_named_its_person_stays_and_the_rest_goes_on(synced: Town, why: str) -> None:
    before = synced.person("ada")
    SPOILT[why](synced.organisation)
    synced.organisation.profile("alan", "job_title = 'Head'")
    report = synced.sync()

    assert (0, 1, 0) == (report.added, report.changed, report.removed)
    (trouble,) = report.trouble
    assert trouble.startswith("person 2 (")
    assert trouble.endswith(why)
    assert before == synced.person("ada")
    assert [] == synced.disabled()
    assert trouble == synced.runs()[-1][-1]


def test_a_new_person_comes_without_the_picture_that_is_none(town: Town) -> None:
    town.organisation.photograph("grace", b"GIF89a")
    report = town.sync()

    assert (3, 1) == (report.added, len(report.trouble))
    assert None is town.person("grace").picture_sha1


def test_a_circle_of_managers_is_cut(synced: Town) -> None:
    synced.organisation.report_to("grace", "ada")
    report = synced.sync()

    assert 2 == len(report.trouble)
    assert None is synced.person("ada").manager is synced.person("grace").manager


def test_a_renamed_department_keeps_its_room(synced: Town) -> None:
    synced.organisation.cms.execute("update people_department set name = 'Science' where id = 2")
    synced.sync()

    assert [("Engineering", "engineering"), ("Science", "research")] == [
        (department.name, department.room) for department in synced.departments()
    ]


def test_rooms_of_departments_are_unique_also_among_those_that_are_gone(synced: Town) -> None:
    before = synced.departments()
    synced.organisation.cms.execute(
        "delete from people_profile_departments where department_id = 2"
    )
    synced.organisation.cms.execute("delete from people_department where id = 2")
    synced.organisation.found("Research!", "Engineering?")
    synced.sync()

    assert before[:1] == synced.departments()[:1]
    assert ["engineering", "engineering-2", "research-2"] == [
        department.room for department in synced.departments()
    ]
    assert () == synced.person("alan").departments


def test_a_source_that_is_away_changes_nothing_and_is_told(synced: Town, source: SqlSource) -> None:
    synced.organisation.cms.execute("alter table auth_user rename to away")
    try:
        with pytest.raises(TryLater):
            synced.sync()
    finally:
        synced.organisation.cms.execute("alter table away rename to auth_user")

    assert 3 == len(synced.everybody())
    assert (True, 0, 0, 0, "The CMS does not answer") == synced.runs()[-1]


def test_an_interrupted_run_is_completed_by_the_next(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person_sync, "BATCH", 1)
    monkeypatch.setattr(town.source, "picture", _raise(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        town.sync()
    before = town.everybody()
    monkeypatch.undo()
    report = town.sync()

    assert (["grace"], 2) == (before, report.added)
    assert ["ada", "alan", "grace"] == town.everybody()
    assert "grace" == town.person("ada").manager
    assert [False, True] == [run[0] for run in town.runs()]


def test_two_runs_at_once_are_refused(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    people_of = town.source.people

    def people_while_another_tries() -> list[Person]:
        with pytest.raises(Conflict):
            synchronise(town.engine, SqlSource(town.engine))
        return people_of()

    monkeypatch.setattr(town.source, "people", people_while_another_tries)

    assert 3 == town.sync().added


def test_people_come_in_pages_and_by_department(synced: Town) -> None:
    engineering, _ = synced.departments()
    with synced.engine.begin() as connection:
        first = people.people(connection, None, 2)
        rest = people.people(connection, first[-1].localpart, 2)
        engineers = people.people(connection, None, 10, engineering.id)

    assert [["ada", "alan"], ["grace"], ["ada", "grace"]] == [
        [card.localpart for card in page] for page in (first, rest, engineers)
    ]
    assert 2 == len(engineers[0].departments)


def test_a_credential_is_found_by_the_name_as_it_is_typed(town: Town) -> None:
    town.organisation.user("ada", "password = 'argon2$x', is_active = false")
    town.organisation.hire("ADA")

    assert Credential("2", "argon2$x", False) == town.source.password_hash("ada")
    assert Credential("4", "", True) == town.source.password_hash("ADA")
    assert Credential("2", "argon2$x", False) == town.source.password_hash("Ada")
    assert None is town.source.password_hash("nobody") is town.source.password_hash("a\0da")


def test_the_cms_is_only_read(town: Town) -> None:
    with pytest.raises(Exception, match="read-only"), town.source._engine.begin() as connection:
        connection.execute(text("delete from auth_user"))


def _raise(kind: type[BaseException]) -> Callable[..., None]:
    def call(*_: object, **__: object) -> None:
        raise kind

    return call
