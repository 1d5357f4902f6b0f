"""Finding people: what fits, in which order, and who is asked about."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, text

from components.directory import people, permissions, search
from components.directory.permissions import ANYBODY, Side
from components.directory.roles import Role
from components.directory.search import MOST_WORDS, Question
from schemas.refusals import Malformed, NotFound
from tests.harness.cluster import Database
from tests.store.conftest import as_owner

NAMES = {
    "ada": ("Ada Lovelace", "Software engineer", "Engineering"),
    "grace": ("Grace Hopper", "Head of research", "Research"),
    "lukasz": ("Łukasz Müller", "Analyst", "Research"),
    "soren": ("Søren Adamson", "Designer", "Engineering"),
    "wang": ("王伟", "Analyst", "Research"),
    "obrien": ("Siobhán O'Brien", "100% nurse", "Engineering"),
    "gone": ("Ada Gone", "Nobody", "Research"),
}

Find = Callable[..., list[str]]


@pytest.fixture
def departments(connection: Connection) -> dict[str, int]:
    """With their people; Grace is administrator, Łukasz agent of Research."""
    with as_owner(connection):
        rows = connection.execute(
            text(
                "insert into stoa.department (source_id, name, room)"
                " values ('1', 'Engineering', 'eng'), ('2', 'Research', 'res') returning name, id"
            )
        )
        ids = {row.name: int(row.id) for row in rows}
        for localpart, (name, title, department) in NAMES.items():
            _hire(connection, localpart, name, title, ids[department])
        connection.execute(
            text("update stoa.person set removed_at = now() where localpart = 'gone'")
        )
        connection.execute(
            text(
                "insert into stoa.role (localpart, role, department_id)"
                " values ('grace', 'administrator', null), ('lukasz', 'agent', :id)"
            ),
            {"id": ids["Research"]},
        )
    return ids


def _hire(connection: Connection, localpart: str, name: str, title: str, department: int) -> None:
    values = {"localpart": localpart, "name": name, "title": title, "department": department}
    for statement in (
        "insert into stoa.account (localpart) values (:localpart)",
        "insert into stoa.person (localpart, source_id, user_name, name, title, email) values"
        " (:localpart, :localpart, :localpart, :name, :title, :localpart || '@example.org')",
        "insert into stoa.membership values (:localpart, :department)",
    ):
        connection.execute(text(statement), values)


@pytest.fixture
def find(connection: Connection, departments: dict[str, int]) -> Find:
    def find(typed: str = "", asker: str = "ada", **more: Any) -> list[str]:
        question = Question(typed)._replace(**more)
        return search.find(connection, asker, question)

    return find


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Ada Lovelace", "ada"),
        ("lovelace ada", "ada"),
        ("LOVE", "ada"),
        ("lovelase", "ada"),
        ("gracw hoper", "grace"),
        ("lukasz", "lukasz"),
        ("Łukasz", "lukasz"),
        ("muller", "lukasz"),
        ("Müller", "lukasz"),
        ("soren", "soren"),
        ("o'brien", "obrien"),
        ("siobhan", "obrien"),
        ("伟", "wang"),
        ("head of", "grace"),
        ("analyst research", "lukasz"),
        ("grace@ex", "grace"),
        ("100%", "obrien"),
    ],
)
def test_a_person_is_found_by_what_somebody_may_type(find: Find, typed: str, first: str) -> None:
    assert first == find(typed)[0]


def test_whose_name_begins_like_that_comes_first_and_typing_errors_last(find: Find) -> None:
    assert ["ada", "soren"] == find("ada")[:2]
    assert "ada" == find("a")[0]
    assert ["soren", "ada"] == find("adam")[:2]


def test_a_departments_name_finds_its_people(find: Find) -> None:
    assert {"grace", "lukasz", "wang"} == {*find("research")}
    assert "grace" == find("research")[0]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "%%%", "' --", "\N{SNOWMAN}", "z%z_z"])
def test_signs_of_patterns_are_only_signs(find: Find, typed: str) -> None:
    assert [] == find(typed)


@pytest.mark.parametrize(
    "typed", ["x" * 101, "a\0b", "a\nb", " ".join("abcdefg"[: MOST_WORDS + 1])]
)
def test_what_nobody_types_is_refused(find: Find, typed: str) -> None:
    with pytest.raises(Malformed):
        find(typed)


def test_without_words_everybody_comes_by_name(find: Find) -> None:
    assert ["ada", "grace", "lukasz", "obrien", "soren", "wang"] == find()


def test_department_and_role_narrow_it_down(find: Find, departments: dict[str, int]) -> None:
    assert ["ada", "obrien", "soren"] == find(department_id=departments["Engineering"])
    assert ["soren"] == find("designer", department_id=departments["Engineering"])
    assert ["lukasz"] == find(role=Role.AGENT)
    assert [] == find("ada", role=Role.AGENT)


def test_who_has_left_is_not_found(find: Find) -> None:
    assert "gone" not in find("gone")


# -- only people the asker may see --------------------------------------------------------


@pytest.fixture
def apart(connection: Connection, departments: dict[str, int]) -> None:
    """Nobody of Engineering writes to Research."""
    sides = (Side(departments[name]) for name in ("Engineering", "Research"))
    permissions.make(connection, "grace", *sides, allowed=False)


@pytest.mark.usefixtures("apart")
def test_whom_one_may_not_write_to_is_not_found(find: Find) -> None:
    assert ["ada", "obrien", "soren"] == find()
    assert {"ada", "obrien", "soren"} >= {*find("grace"), *find("research")}
    assert "grace" in find("grace", asker="lukasz")
    assert "ada" in find("ada", asker="lukasz")


@pytest.mark.usefixtures("apart")
def test_administrators_see_everybody(connection: Connection, find: Find) -> None:
    everybody = Side()
    permissions.make(connection, "grace", everybody, everybody, allowed=False)

    assert 6 == len(find(asker="grace"))
    assert ["ada"] == find(asker="ada")


@pytest.mark.usefixtures("apart")
def test_whom_one_may_not_write_to_is_nobody_in_lists_pages_and_pictures(
    connection: Connection,
) -> None:
    listed = [card.localpart for card in people.people(connection, None, 10, asker="ada")]

    assert ["ada", "obrien", "soren"] == listed
    assert "Grace Hopper" == people.person(connection, "grace", "lukasz").name
    with pytest.raises(NotFound):
        people.person(connection, "grace", "ada")
    with pytest.raises(NotFound):
        people.picture(connection, "grace", "ada")


@pytest.mark.usefixtures("apart")
def test_whom_one_may_answer_is_found(connection: Connection, find: Find) -> None:
    with as_owner(connection):
        connection.execute(text("insert into stoa.may_answer values ('ada', 'lukasz')"))

    assert ["lukasz"] == find("lukasz")
    assert permissions.may_write(connection, "ada", "lukasz")


RULES = [
    (Side(None, None), Side(1), False),
    (Side(1), Side(None, Role.AGENT), True),
    (Side(2), ANYBODY, False),
    (Side(2), Side(2), True),
    (ANYBODY, Side(2, Role.AGENT), False),
    (Side(None, Role.AGENT), Side(1, Role.ADMINISTRATOR), True),
    (Side(1), ANYBODY, True),
]


@pytest.mark.parametrize("number", range(1, len(RULES) + 1))
def test_a_search_and_a_message_agree_about_everybody(
    connection: Connection, departments: dict[str, int], number: int
) -> None:
    ids = {1: departments["Engineering"], 2: departments["Research"], None: None}
    for sender, recipient, allowed in RULES[:number]:
        sides = (
            side._replace(department_id=ids[side.department_id]) for side in (sender, recipient)
        )
        permissions.make(connection, "grace", *sides, allowed=allowed)
    present = [name for name in NAMES if name != "gone"]
    writes = {(a, b) for a in present for b in present if permissions.may_write(connection, a, b)}
    rows = {
        (a, row[0])
        for a in present
        for row in connection.execute(text("select stoa.unseen_by(:a)"), {"a": a})
    }

    assert {(a, b) for a in present for b in present} - writes == rows


def test_ejabberd_does_not_search(database: Database) -> None:
    found = database.execute(
        "select has_schema_privilege('ejabberd', 'extensions', 'usage'),"
        " has_function_privilege('ejabberd', 'stoa.unseen_by(text)', 'execute')"
    ).fetchone()

    assert (False, False) == found
