"""What is kept of each run, what a run would do, and what a run does not do."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from components.directory import sync_runs
from components.directory.changes import Change
from components.directory.source import Source
from components.directory.sources.mapping_file import parsed
from components.directory.sources.opening import with_mapping
from components.directory.sync import Report, Wish, dry_run, rehearse
from schemas.refusals import TryLater
from tests.harness.cluster import Cluster
from tests.harness.organisation import address, picture
from tests.store.town import DATABASE, Town, cms, organisation, source, synced, town

__all__ = ["cms", "organisation", "source", "synced", "town"]

NOW_AND_THEN = Wish(full=False, asked_by="margaret")


def contents(town: Town) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of people, with its version."""
    tables = ("account", "person", "department", "membership", "role", "picture", "sync_change")
    query = "select xmin::text, * from stoa.{} order by 2, 3"
    return {name: town.rows(query.format(name)) for name in tables}


def change_everything(town: Town) -> None:
    office = town.organisation
    office.found("Support")
    office.cms.execute("update people_department set name = 'Science' where name = 'Research'")
    office.hire("linus", "Linus Pauling", "Support")
    office.user("grace", "last_name = 'Murray', username = 'amazing', is_superuser = true")
    office.leave("ada", "Science")
    office.report_to("ada", None)
    office.photograph("ada", picture("red"))
    office.user("alan", "is_active = false")


def test_a_dry_run_tells_exactly_what_the_run_will_do_and_writes_nothing(synced: Town) -> None:
    change_everything(synced)
    before = contents(synced), synced.runs(), synced.ended()
    planned = dry_run(synced.engine, synced.source)

    assert before == (contents(synced), synced.runs(), synced.ended())
    done = synced.sync()
    assert (planned, planned.changes) == (done, done.changes)
    assert (1, 2, 1) == (done.added, done.changed, done.removed)
    changes = {(each.subject, each.what): (each.before, each.after) for each in done.changes}
    version = changes.pop(("ada", "picture"))
    assert all(version)
    assert {
        ("alan", "removed"): ("Alan Turing", ""),
        ("linus", "added"): ("", "Linus Pauling"),
        ("support", "added"): ("", "Support"),
        ("research", "name"): ("Research", "Science"),
        ("grace", "user name"): ("grace", "amazing"),
        ("grace", "name"): ("Grace Hopper", "Grace Murray"),
        ("grace", "roles"): ("", "administrator"),
        ("ada", "departments"): ("Engineering, Science", "Engineering"),
        ("ada", "manager"): ("grace", ""),
    } == changes


def test_a_dry_run_that_somebody_asked_for_is_kept_and_changes_nothing(synced: Town) -> None:
    change_everything(synced)
    before = contents(synced)
    rehearse(synced.engine, synced.source, "margaret")
    with synced.engine.begin() as connection:
        run, first = sync_runs.runs(connection)
        kept = sync_runs.changes(connection, run.id)
        last = sync_runs.last(connection)
    changed = {name for name, rows in contents(synced).items() if rows != before[name]}

    assert {"sync_change"} == changed
    assert ("dry run", "margaret") == (run.kind, run.asked_by)
    assert (1, 2, 1) == (run.added, run.changed, run.removed)
    assert run.finished_at is not None
    assert first == last
    assert [change for _, change in kept] == [*synced.sync().changes]


def test_a_dry_run_of_a_source_that_is_away_says_so(
    synced: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise TryLater("The source does not answer", 60)

    monkeypatch.setattr(synced.source, "read", away)
    rehearse(synced.engine, synced.source, "margaret")
    with synced.engine.begin() as connection:
        run = sync_runs.runs(connection)[0]

    assert "The source does not answer" == run.trouble
    assert run.finished_at is not None


def test_a_run_keeps_who_changed_and_how(synced: Town) -> None:
    change_everything(synced)
    report = synced.sync(Wish(asked_by="margaret"))
    with synced.engine.begin() as connection:
        run, first = sync_runs.runs(connection)
        changes = sync_runs.changes(connection, run.id)
        page = sync_runs.changes(connection, run.id, after=changes[2][0], limit=2)
        older = sync_runs.runs(connection, before=run.id)

    assert ("full", "margaret", 1, 2, 1) == (
        *(run.kind, run.asked_by, run.added),
        *(run.changed, run.removed),
    )
    assert sorted(report.changes) == sorted(change for _, change in changes)
    assert changes[3:5] == page
    assert [first] == older


def test_what_the_database_refuses_is_not_told_as_done(
    synced: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("components.directory.screening._clashes", lambda *_: [])
    synced.organisation.hire("GRACE", "Another")
    synced.organisation.hire("linus", "Linus Pauling")
    report = synced.sync()

    expected = [Change("person", "linus", "added", "", "Linus Pauling")]
    assert expected == [*report.changes]
    with synced.engine.begin() as connection:
        run = sync_runs.last(connection)
        assert run is not None
        assert expected == [change for _, change in sync_runs.changes(connection, run.id)]


def test_old_runs_go_with_their_changes(synced: Town, cluster: Cluster) -> None:
    with psycopg.connect(cluster.superuser) as connection:
        connection.execute("update stoa.sync_run set started_at = now() - interval '91 days'")
    synced.sync()

    assert [(True, 0, 0, 0, "")] == synced.runs()
    assert [] == synced.rows("select * from stoa.sync_change")


def test_a_run_without_changes_writes_its_own_row_and_no_other(synced: Town) -> None:
    before = written(synced)
    synced.sync()

    after = written(synced)
    assert ["sync_run"] == [name for name in after if after[name] != before[name]]


def written(town: Town) -> dict[str, tuple[Any, ...]]:
    """By table: rows ever inserted, updated and deleted."""
    with town.engine.connect() as connection:
        pid = connection.execute(text("select pg_stat_force_next_flush(), pg_backend_pid()"))
        pid.all()
        connection.commit()
    town.engine.dispose()  # connections that end tell what they have done
    rows = town.rows(
        "select relname, n_tup_ins, n_tup_upd, n_tup_del from pg_stat_user_tables"
        " where schemaname in ('stoa', 'jobs')"
    )
    return {row[0]: row[1:] for row in rows}


@pytest.fixture
def telling(cms: psycopg.Connection[Any], cluster: Cluster) -> Iterator[Source]:
    """The same CMS with a time of each change."""
    cms.execute("alter table auth_user add column if not exists changed_at timestamptz")
    mapping = parsed(
        "extends = 'wagtail-profiles'\n[people]\nchanged_at = 'changed_at'\nquery = \"\"\""
        "select u.*, p.job_title, p.manager_id, p.photo, p.photo_hash from auth_user u"
        ' left join people_profile p on p.user_id = u.id"""',
        "people.toml",
    )
    place = address(cluster.superuser, DATABASE).render_as_string(hide_password=False)
    source = with_mapping(place, mapping)
    yield source
    source.close()
    cms.execute("alter table auth_user drop column changed_at")


def test_an_incremental_run_brings_changes_and_removes_only_who_is_inactive(
    town: Town, telling: Source
) -> None:
    office, town.source = town.organisation, telling
    office.cms.execute("update auth_user set changed_at = now() - id * interval '1 hour'")
    town.sync(NOW_AND_THEN)
    first = kinds(town)
    office.user("ada", "last_name = 'King', changed_at = now()")
    office.user("alan", "last_name = 'Mathison'")  # nobody tells
    office.hire("linus", "Linus Pauling", "Support")
    office.user("linus", "changed_at = now()")
    office.report_to("linus", "alan")
    office.dismiss("grace")
    second = town.sync(NOW_AND_THEN)
    office.user("ada", "is_active = false, changed_at = now()")
    third = town.sync(NOW_AND_THEN)

    assert (["full"], ["full", "incremental", "incremental"]) == (first, kinds(town))
    assert Report(added=1, changed=1) == second
    assert Report(removed=1) == third
    assert ["alan", "grace", "linus"] == town.everybody()
    assert ("Alan Turing", "alan") == (town.person("alan").name, town.person("linus").manager)

    fourth = town.sync(Wish())

    assert Report(changed=1, removed=1) == fourth
    assert ["alan", "linus"] == town.everybody()


def test_a_full_run_is_due_after_three_at_night(
    town: Town, telling: Source, cluster: Cluster
) -> None:
    town.source = telling
    town.organisation.cms.execute("update auth_user set changed_at = now()")
    town.sync(NOW_AND_THEN)
    with psycopg.connect(cluster.superuser) as connection:
        connection.execute(
            "update stoa.sync_run set started_at = date_trunc('day', now() - interval '3 hours',"
            " 'UTC') + interval '2 hours 59 minutes'"
        )
    town.sync(NOW_AND_THEN)
    town.sync(NOW_AND_THEN)

    assert ["full", "full", "incremental"] == kinds(town)


def kinds(town: Town) -> list[str]:
    return [row[0] for row in town.rows("select kind from stoa.sync_run order by id")]
