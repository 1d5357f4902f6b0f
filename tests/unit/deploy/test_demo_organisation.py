"""The demo organisation and its pictures."""

import io

import pytest
from PIL import Image

from components.directory.pictures import squared
from deploy.servers.demo_organisation import (
    ADMINISTRATOR,
    DEPARTMENTS,
    PEOPLE,
    departments_of,
    manager_of,
)
from deploy.servers.demo_pictures import COLOURS, DARKER_PERCENT, drawn
from tests.harness import cast

MOST_BYTES = 12_000


def luminance(colour: tuple[int, ...]) -> float:
    """Relative, as WCAG 2.2 defines it."""
    red, green, blue = (
        part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_25_people_work_in_five_departments() -> None:
    assert (25, 5) == (len(PEOPLE), len(DEPARTMENTS))
    assert len(PEOPLE) == len({person.user_name for person in PEOPLE})
    assert {*cast.EVERYBODY, ADMINISTRATOR} <= {person.user_name for person in PEOPLE}


def test_everybody_but_the_director_has_a_manager_who_leads() -> None:
    heads = {people[0] for people in DEPARTMENTS.values()}
    managers = {person.user_name: manager_of(person) for person in PEOPLE}

    assert ["marie"] == [name for name, manager in managers.items() if manager is None]
    assert heads == {manager for manager in managers.values() if manager}
    assert ("Engineering", "Research") == departments_of(
        next(person for person in PEOPLE if person.user_name == "katherine")
    )


@pytest.mark.parametrize("colour", COLOURS, ids=str)
def test_initials_are_easy_to_read_on_either_shade(colour: tuple[int, int, int]) -> None:
    darker = tuple(part * DARKER_PERCENT // 100 for part in colour)
    contrasts = [1.05 / (luminance(shade) + 0.05) for shade in (colour, darker)]

    assert min(contrasts) >= 4.5


def test_pictures_are_small_and_the_same_each_time() -> None:
    pictures = [drawn(person.name) for person in PEOPLE]

    assert pictures == [drawn(person.name) for person in PEOPLE]
    assert {(192, 192)} == {Image.open(io.BytesIO(each)).size for each in pictures}
    assert max(len(squared(each).png) for each in pictures) <= MOST_BYTES
