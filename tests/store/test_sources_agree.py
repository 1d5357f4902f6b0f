"""The same organisation, from a database and from CSV files, becomes the same people."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, text

from components.directory.source import Source
from components.directory.sources.mapping_file import parsed
from components.directory.sources.opening import opened, with_mapping
from components.directory.sync import Report, dry_run, synchronise
from tests.store.conftest import WRITTEN
from tests.store.town import Town, cms, organisation, source, synced, town

__all__ = ["cms", "organisation", "source", "synced", "town"]

SHOWN = (
    "select localpart, source_id, user_name, name, title, email, manager, removed_at is null"
    " from stoa.person order by 1",
    "select kind, source_id, name, room, removed_at is null from stoa.department order by 1, 2",
    "select m.localpart, d.kind, d.name from stoa.membership m"
    " join stoa.department d on d.id = m.department_id order by 1, 2, 3",
    "select localpart, role, origin from stoa.role order by 1, 2",
    "select localpart, disabled_at is null from stoa.account order by 1",
)
PEOPLE = """
select u.id, u.username as user_name, concat_ws(' ', u.first_name, u.last_name) as name,
       p.job_title as title, u.email, p.manager_id as manager, u.is_active as active,
       (select string_agg(d.department_id::text, '|' order by d.department_id)
          from people_profile_departments d where d.profile_id = p.id) as departments,
       case when u.is_superuser then 'administrator' end as roles, u.password
  from auth_user u left join people_profile p on p.user_id = u.id order by u.username
"""


@pytest.fixture
def grown(town: Town) -> Town:
    """With everything a source may tell, and names that make trouble."""
    for user_name, name in (
        ("Jörg.Müller@corp", 'Jörg "Jo" Müller; Ph.D., b|c'),
        ("jorg.muller", "Jorg Muller"),
        ("O'Brien", "Robert'); drop table auth_user; --"),
        ("éмиля", "Эмилия дю Шатле"),
    ):
        town.organisation.hire(user_name, name, "Research", "Engineering")
    for number in range(12):
        town.organisation.hire(f"p{number}", f"Person {number}")
    town.organisation.user("p3", "is_active = false")
    town.organisation.report_to("jorg.muller", "O'Brien")
    return town


@pytest.fixture
def files(grown: Town, cms: psycopg.Connection[Any], tmp_path: Path) -> Iterator[Source]:
    """What somebody would export."""
    _export(cms, tmp_path / "people.csv", PEOPLE)
    _export(cms, tmp_path / "departments.csv", "select id, name from people_department")
    source = opened(f"csv:{tmp_path}", "csv")
    yield source
    source.close()


def _export(cms: psycopg.Connection[Any], file: Path, query: str) -> None:
    cursor = cms.execute(query)
    with file.open("w", encoding="utf-16", newline="") as opened_file:
        writer = csv.writer(opened_file, delimiter=";")
        writer.writerow([column.name for column in cursor.description or ()])
        writer.writerows(cursor.fetchall())


def known(engine: Engine) -> list[list[tuple[Any, ...]]]:
    with engine.begin() as connection:
        return [[tuple(row) for row in connection.execute(text(query))] for query in SHOWN]


def forget(owner: str) -> None:
    with psycopg.connect(owner) as connection:
        connection.execute("set local session_replication_role = replica")
        for table in WRITTEN:
            connection.execute(sql.SQL("delete from {}").format(sql.Identifier(*table.split("."))))


def test_the_same_organisation_is_the_same_from_csv(
    grown: Town, files: Source, cluster: Any
) -> None:
    from_sql = grown.sync()
    expected = known(grown.engine)
    forget(cluster.superuser)
    from_csv = synchronise(grown.engine, files)

    assert 18 == from_sql.added
    assert from_sql == from_csv
    assert expected == known(grown.engine)
    assert Report() == synchronise(grown.engine, files)


def test_to_change_from_one_to_the_other_changes_nobody(grown: Town, files: Source) -> None:
    grown.organisation.profile("ada", "photo = null, photo_hash = ''")
    grown.sync()

    assert (Report(), ()) == ((report := dry_run(grown.engine, files)), report.changes)
    assert Report() == synchronise(grown.engine, files)


def test_projects_and_roles_in_departments_come_and_go(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(
        "id,user_name,name,departments,projects\n1,ada,Ada,10,Apollo|Gemini\n2,grace,Grace,10,Apollo\n"
    )
    (tmp_path / "departments.csv").write_text("id,name\n10,Engineering\n")
    (tmp_path / "roles.csv").write_text("who,what,where\n1,Lead,10\n2,Chief,\n2,Nobody,\n")
    told = parsed(
        "extends = 'csv'\n[roles]\ntable = 'roles'\nperson = 'who'\nrole = 'what'\n"
        "department = 'where'\n[role_names]\nLead = 'moderator'\nChief = 'administrator'\n",
        "people.toml",
    )
    source = with_mapping(f"csv:{tmp_path}", told)
    synchronise(engine, source)
    before = _rooms_and_roles(engine)
    (tmp_path / "people.csv").write_text(
        "id,user_name,name,departments,projects\n1,ada,Ada,10,Gemini\n2,grace,Grace,10,Gemini\n"
    )
    (tmp_path / "roles.csv").write_text("who,what,where\n1,Chief,\n")
    report = synchronise(engine, source)
    source.close()

    assert [("Apollo", "ada"), ("Apollo", "grace"), ("Engineering", "ada")] == before[0][:3]
    assert [("ada", "moderator", "Engineering"), ("grace", "administrator", None)] == before[1]
    assert [
        ("project", "apollo", "removed", "Apollo", ""),
        ("person", "ada", "roles", "moderator in Engineering", "administrator"),
        ("person", "grace", "projects", "", "Gemini"),
        ("person", "grace", "roles", "administrator", ""),
    ] == [tuple(change) for change in report.changes]
    assert [("ada", "administrator", None)] == _rooms_and_roles(engine)[1]


def _rooms_and_roles(engine: Engine) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    with engine.begin() as connection:
        rooms = connection.execute(
            text(
                "select d.name, m.localpart from stoa.department d join stoa.membership m"
                " on m.department_id = d.id where d.removed_at is null order by 1, 2"
            )
        )
        roles = connection.execute(
            text(
                "select r.localpart, r.role, d.name from stoa.role r"
                " left join stoa.department d on d.id = r.department_id order by 1, 2"
            )
        )
        return [tuple(row) for row in rooms], [tuple(row) for row in roles]
