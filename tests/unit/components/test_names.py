"""Names that addresses are made of."""

import pytest

from components.directory import names
from components.directory.accounts import LOCALPART


@pytest.mark.parametrize(
    ("user_name", "localpart"),
    [
        ("ada", "ada"),
        ("Ada.Lovelace", "ada.lovelace"),
        ("ada@example.org", "ada"),
        ("Jörg Müller", "jorg.muller"),
        ("../../etc", "etc"),
        ("-_.x", "x"),
        ("李明", "person"),
        ("ada/phone", "ada.phone"),
        ("a" * 150, "a" * names.LONGEST),
    ],
)
def test_a_user_name_becomes_a_usable_localpart(user_name: str, localpart: str) -> None:
    assert localpart == names.localpart(user_name, set().__contains__)
    assert LOCALPART.fullmatch(localpart)


def test_a_taken_localpart_gets_a_number() -> None:
    taken = {"ada", "ada2", "person"}

    assert "ada3" == names.localpart("ADA", taken.__contains__)
    assert "person2" == names.localpart("李明", taken.__contains__)


@pytest.mark.parametrize(
    ("department", "room"),
    [
        ("Engineering", "engineering"),
        ("Research & Development", "research-development"),
        ("Öffentlichkeitsarbeit", "offentlichkeitsarbeit"),
        ("研究", "department"),
    ],
)
def test_a_department_becomes_a_usable_room(department: str, room: str) -> None:
    assert room == names.room(department, set().__contains__)
    assert f"{room}-2" == names.room(department, {room}.__contains__)
