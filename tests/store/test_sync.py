"""`sync.synchronise`: what becomes of people and departments of a CMS."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from components.directory import accounts, grants, people, person_sync, records
from components.directory.people import PersonCard
from components.directory.pictures import squared
from components.directory.source import Content, Credential, Source
from components.directory.sources.sql import SqlSource
from components.directory.sync import Report, synchronise
from components.runtime import jobs
from schemas.refusals import Conflict, NotFound, TryLater
from tests.harness.organisation import Organisation, picture
from tests.store.town import (
    Town,
    cms,
    organisation,
    raising,
    raising_for,
    source,
    synced,
    town,
)

__all__ = ["cms", "organisation", "source", "synced", "town"]


def test_everything_the_cms_says_is_known_afterwards(town: Town) -> None:
    report = town.sync()

    assert Report(added=3) == report
    engineering, research = town.departments()
    assert ("Engineering", "engineering") == (engineering.name, engineering.room)
    sha1 = squared(picture()).sha1
    expected = PersonCard(
        *("ada", "Ada Lovelace", "Software engineer", "ada@example.org"),
        (engineering, research),
        (),
        "grace",
        sha1,
    )
    assert expected == town.person("ada")
    with town.engine.begin() as connection:
        assert people.Shown(sha1, squared(picture()).png) == people.picture(connection, "ada")
        assert {"alan"} == grants.administrators(connection)
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
    monkeypatch.setattr(synced.source, "picture", raising(AssertionError))

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
    monkeypatch.setattr(jobs, "defer", raising(KeyboardInterrupt))
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


def test_a_new_person_comes_without_the_picture_that_is_none(town: Town) -> None:
    town.organisation.photograph("grace", b"GIF89a")
    report = town.sync()

    assert (3, 1) == (report.added, len(town.sync().trouble))
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


def test_a_source_that_is_away_changes_nothing_and_is_told(synced: Town, source: Source) -> None:
    synced.organisation.cms.execute("alter table auth_user rename to away")
    try:
        with pytest.raises(TryLater):
            synced.sync()
    finally:
        synced.organisation.cms.execute("alter table away rename to auth_user")

    assert 3 == len(synced.everybody())
    assert (
        True,
        0,
        0,
        0,
        "The CMS did not answer the query of [people]: ./stoa people check says why",
    ) == synced.runs()[-1]


def test_an_interrupted_run_is_completed_by_the_next(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person_sync, "BATCH", 1)
    monkeypatch.setattr(records, "change_people", raising_for("ada", records.change_people))
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
    read = town.source.read

    def read_while_another_tries(since: str) -> Content:
        with pytest.raises(Conflict):
            synchronise(town.engine, town.source)
        return read(since)

    monkeypatch.setattr(town.source, "read", read_while_another_tries)

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
    assert isinstance(town.source, SqlSource)
    with pytest.raises(Exception, match="read-only"), town.source._engine.begin() as connection:
        connection.execute(text("delete from auth_user"))
