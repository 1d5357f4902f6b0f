"""Which rows of a source are believed."""

from collections.abc import Collection

import pytest

from components.directory.screening import Screened, Staying, screen
from components.directory.source import DEPARTMENT, PROJECT, Content, Department, Grant, Person

ADA, GRACE = Person("1", "ada", "Ada Lovelace"), Person("2", "grace", "Grace Hopper")


def folded(names: Collection[str]) -> dict[str, str]:
    return {name: name.lower() for name in names}


def found(*people: Person, known: dict[str, str] | None = None) -> Screened:
    return screen(Content(people=people), Staying(known or {}), folded)


def test_good_rows_are_believed() -> None:
    content = Content((Department("1", "Engineering"),), people=(ADA, GRACE))
    screened = screen(content, Staying(), folded)

    assert {"1": ADA, "2": GRACE} == screened.people
    assert ["Engineering"] == [one.name for one in screened.groups.values()]
    assert [] == screened.trouble


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (Person("7", "", "Nobody"), "no user name"),
        (Person("7", "x", "  "), "no name"),
        (Person("7", "x", "Bell\a"), "control characters in the name"),
        (Person("7", "x", "Right\u202eleft"), "control characters in the name"),
        (Person("7", "x\0", "X"), "control characters in the user name"),
        (Person("7", "x", "X", title="a\nb"), "control characters in the title"),
        (Person("7", "x", "X", email="a\rb"), "control characters in the email"),
        (Person("7", "x", "X" * 201), "name longer than 200 characters"),
        (Person("7", "x", "X", picture="a\0b"), "empty bytes in the picture's name"),
    ],
)
def test_a_bad_row_is_named_and_the_rest_goes_on(row: Person, why: str) -> None:
    screened = found(row, ADA)

    assert ["1"] == list(screened.people)
    assert {"7"} == screened.refused
    (trouble,) = screened.trouble
    assert trouble.startswith("person 7 (")
    assert trouble.endswith(why)
    assert trouble.isprintable()


def test_names_may_be_written_in_any_script() -> None:
    """Persian needs a letter without a width."""
    person = Person("7", "ali", "علی\N{ZERO WIDTH NON-JOINER}رضا")
    assert {"7": person} == found(person).people


@pytest.mark.parametrize("key", ["", "a\0b"])
def test_nobody_and_no_department_has_an_unusable_id(key: str) -> None:
    """The next row without an id is somebody else's: it must not get this one's account."""
    content = Content((Department(key, "Sales"),), people=(Person(key, "x", "X"), ADA))
    screened = screen(content, Staying(), folded)

    assert (["1"], {}) == (list(screened.people), screened.groups)
    assert 2 == len(screened.trouble)


def test_an_inactive_row_is_not_looked_at() -> None:
    screened = found(Person("7", "", "", active=False))

    assert (set(), []) == (screened.refused, screened.trouble)


def test_the_second_of_a_user_name_is_refused_whatever_its_case() -> None:
    screened = found(ADA, Person("2", "ADA", "Ada Byron"))

    assert ["1"] == list(screened.people)
    assert ["person 2 (ADA): somebody else has that user name"] == screened.trouble


def test_whoever_has_a_user_name_keeps_it() -> None:
    screened = found(Person("1", "ada", "Newcomer"), ADA_OF_OLD, known={"2": "Ada"})

    assert ["2"] == list(screened.people)


ADA_OF_OLD = Person("2", "ada", "Ada Lovelace")


def test_user_names_can_be_exchanged() -> None:
    exchanged = Person("1", "grace", "Ada"), Person("2", "ada", "Grace")

    assert [] == found(*exchanged, known={"1": "ada", "2": "grace"}).trouble


def test_a_refused_person_keeps_the_user_name_from_others() -> None:
    nameless, newcomer = Person("1", "ada", ""), Person("3", "ada", "Newcomer")

    assert {"1", "3"} == found(nameless, newcomer, known={"1": "ada"}).refused


def test_a_circle_of_managers_is_cut_and_named() -> None:
    circle = (
        Person("1", "ada", "Ada", manager="2"),
        Person("2", "grace", "Grace", manager="1"),
        Person("3", "alan", "Alan", manager="3"),
        Person("4", "linus", "Linus", manager="1"),
    )
    screened = found(*circle)

    managers = {key: person.manager for key, person in screened.people.items()}
    assert {"1": None, "2": None, "3": None, "4": "1"} == managers
    assert ["1", "2", "3"] == [line.split()[1] for line in screened.trouble]


def test_only_roles_that_there_are_come_from_a_source() -> None:
    given = (
        Grant("agent", "7"),
        Grant("king"),
        Grant("administrator", "7"),
        Grant("administrator"),
    )
    screened = found(Person("1", "ada", "Ada", roles=given))

    assert (Grant("agent", "7"), Grant("administrator")) == screened.people["1"].roles
    assert [
        "person 1 (ada): there is no role king",
        "person 1 (ada): administrator is no role in a department",
    ] == screened.trouble


def test_two_of_an_id_are_both_refused_as_a_row_with_a_fault() -> None:
    screened = found(ADA, Person("1", "another", "Another"), Person("2", "x", "X", fault="torn"))

    assert ({}, {"1", "2"}) == (screened.people, screened.refused)
    assert ["person 1 (another): somebody else has that id", "person 2 (x): torn"] == (
        screened.trouble
    )


def test_a_circle_is_cut_where_only_part_of_it_was_read() -> None:
    staying = Staying({"2": "grace"}, {"2": "1"})
    screened = screen(Content(people=(Person("1", "ada", "A", manager="2"),)), staying, folded)

    assert None is screened.people["1"].manager


def test_a_department_without_a_name_is_refused() -> None:
    content = Content((Department("1", ""), Department("2", "Research")), (Department("1", ""),))
    screened = screen(content, Staying(), folded)

    assert [(DEPARTMENT, "2")] == list(screened.groups)
    assert {(DEPARTMENT, "1"), (PROJECT, "1")} == screened.refused_groups
    assert ["department 1: no name", "project 1: no name"] == screened.trouble
