"""What operators write about their source, and what they are told of errors in it."""

from pathlib import Path

import pytest

from components.directory.sources import mapping_file
from schemas.refusals import Malformed

SHORT = """
[people]
table = "users"
id = "id"
user_name = "login"
name = "name"
"""


@pytest.mark.parametrize("name", mapping_file.READY)
def test_ready_mappings_are_whole(name: str) -> None:
    assert mapping_file.read(name).people.id == "id"


def test_a_short_mapping_is_enough() -> None:
    mapping = mapping_file.parsed(SHORT, "people.toml")

    assert ["people"] == list(mapping.sections)
    assert {"id": "id", "user_name": "login", "name_0": "name"} == mapping.people.columns


WRONG = {
    "no TOML": (SHORT + "title = ", "people.toml: Invalid value (at end of document)"),
    "a field that lacks": (
        SHORT.replace('user_name = "login"\n', ""),
        "people.toml line 2: [people] user_name: is missing",
    ),
    "an unknown field": (
        f"{SHORT}colour = 'x'\n",
        "people.toml line 7: [people] colour: is unknown here",
    ),
    "an unknown section": (f"{SHORT}[peple]\n", "people.toml line 7: [peple]: is unknown here"),
    "a wrong kind": (
        SHORT.replace('"login"', "7"),
        "people.toml line 5: [people] user_name: Input should be a valid string",
    ),
    "table and query": (
        f"{SHORT}query = 'select 1'\n",
        "people.toml line 2: [people]: name either a table or a query",
    ),
    "a query that writes": (
        SHORT.replace('table = "users"', 'query = "delete from users"'),
        "people.toml line 3: [people] query: a query is one SELECT, without a semicolon inside",
    ),
    "two queries": (
        SHORT.replace('table = "users"', 'query = "select 1; drop table users"'),
        "people.toml line 3: [people] query: a query is one SELECT, without a semicolon inside",
    ),
    "an unknown role": (
        f"{SHORT}[role_names]\nboss = 'king'\n",
        "people.toml line 7: [role_names]: there is no role king; there are administrator, agent,"
        " auditor, moderator, publisher",
    ),
    "a relative folder": (
        f"{SHORT}[pictures]\nfolder = 'media'\n",
        "people.toml line 8: [pictures] folder: name the folder from the root,"
        " as in /srv/site/media",
    ),
    "files without a folder": (
        f"{SHORT}picture_path = 'avatar'\n",
        "people.toml line 1: the whole: picture_path needs [pictures] with the folder of the files",
    ),
    "pictures without a version": (
        f"{SHORT}picture = 'photo'\n",
        "people.toml line 2: [people]: picture and picture_version need each other",
    ),
    "an unknown base": (
        f"extends = 'typo3'{SHORT}",
        "people.toml line 1: extends: there are csv, django, wagtail, wagtail-profiles, wordpress",
    ),
}


@pytest.mark.parametrize(("text", "complaint"), WRONG.values(), ids=WRONG)
def test_an_error_is_told_with_its_line_and_its_field(text: str, complaint: str) -> None:
    with pytest.raises(Malformed) as refused:
        mapping_file.parsed(text, "people.toml")

    assert complaint == str(refused.value)


def test_every_error_has_a_line_of_its_own() -> None:
    with pytest.raises(Malformed) as refused:
        mapping_file.parsed(
            "[people]\ntable = 'users'\n[guard]\nremoved_at_once_percent = 101", "x"
        )

    told = str(refused.value).splitlines()
    assert 4 == len(told)
    assert "x line 4: [guard] removed_at_once_percent:" in told[-1]


def test_a_mapping_extends_a_ready_one_where_it_differs() -> None:
    mapping = mapping_file.parsed(
        "extends = 'wagtail'\n"
        "[people]\ntable = 'staff'\ntitle = 'function'\nemail = ''\n"
        "[role_names]\nTeam = 'agent'\n",
        "people.toml",
    )

    assert ("staff", None) == (mapping.people.table, mapping.people.query)
    assert ("function", None) == (mapping.people.title, mapping.people.email)
    assert ("username", "auth_group") == (
        mapping.people.user_name,
        mapping.sections["departments"].table,
    )
    assert {"Team": "agent"} == mapping.role_names


def test_a_file_that_is_away_or_endless_is_refused(tmp_path: Path) -> None:
    endless = tmp_path / "endless.toml"
    endless.write_text("#" * 300_000)
    for path in (tmp_path / "away.toml", endless, tmp_path):
        with pytest.raises(Malformed, match=path.name):
            mapping_file.read(str(path))
