"""Names that addresses are made of."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.directory import names
from components.directory.accounts import LOCALPART

ESCAPE = re.compile(r"\\(20|22|26|27|2f|3a|3c|3e|40|5c)")


def nobody(_: str) -> bool:
    return False


def unescaped(localpart: str) -> str:
    """As clients show it (XEP-0106)."""
    return ESCAPE.sub(lambda found: chr(int(found[1], 16)), localpart)


@pytest.mark.parametrize(
    ("user_name", "localpart"),
    [
        ("ada", "ada"),
        ("Ada.Lovelace", "ada.lovelace"),
        ("ada@example.org", "ada"),
        ("Jörg Müller", r"jorg\20muller"),
        ("O'Brien", r"o\27brien"),
        ("'t Hooft", r"\27t\20hooft"),
        ("a" * 49 + "   b", "a" * 49),
        ('a"&/:<>@b@example.org', r"a\22\26\2f\3a\3c\3e\40b"),
        (r"CORP\ada", r"corp\ada"),
        (r"x\27y", r"x\5c27y"),
        ("ada+test", "ada.test"),
        ("-_.x ", "x"),
        ("李明", "person"),
        ("a" * 150, "a" * names.LONGEST),
    ],
)
def test_a_user_name_becomes_a_usable_localpart(user_name: str, localpart: str) -> None:
    assert localpart == names.localpart(user_name, nobody)
    assert LOCALPART.fullmatch(localpart)


@given(st.text(max_size=80))
def test_whatever_is_typed_becomes_an_address_that_reads_as_it_was_typed(user_name: str) -> None:
    localpart = names.localpart(user_name, nobody)
    shown = unescaped(localpart)

    assert LOCALPART.fullmatch(localpart)
    assert not localpart.startswith(r"\20")
    assert not localpart.endswith(r"\20")
    assert localpart == names.localpart(shown + "@example.org", nobody)


def test_a_long_name_is_not_cut_within_an_escape() -> None:
    localpart = names.localpart("o'" * 100, nobody)

    assert "'" in unescaped(localpart)
    assert set(unescaped(localpart)) == {"o", "'"}


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
