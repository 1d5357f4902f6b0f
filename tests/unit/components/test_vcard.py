"""A profile as clients read it."""

from dataclasses import replace
from xml.etree.ElementTree import fromstring

from components.directory.vcard import EMPTY, vcard, vcard4
from components.directory.wanted import Profile

ADA = Profile("ada", "Ada <King> & Lovelace", "Engineer", "ada@example.org", ("R & D", "Press"), "")


def test_a_profile_is_told_in_the_standards_order_with_nothing_of_it_as_markup() -> None:
    card = fromstring(vcard(ADA, "example.org"))  # noqa: S314  our own

    assert ["FN", "N", "TITLE", "EMAIL", "ORG"] == [child.tag.partition("}")[2] for child in card]
    assert ADA.name == card.findtext("{vcard-temp}FN")
    assert ["Lovelace", "Ada <King> &"] == [one.text for one in card[1]]
    assert ["example.org", "R & D", "Press"] == [one.text for one in card[4]]


def test_what_is_not_known_is_left_out() -> None:
    bare = fromstring(vcard(replace(ADA, title="", email="", departments=()), "x"))  # noqa: S314

    assert ["FN", "N"] == [child.tag.partition("}")[2] for child in bare]
    assert [] == list(fromstring(EMPTY))  # noqa: S314


NS4 = "{urn:ietf:params:xml:ns:vcard-4.0}"


def test_vcard4_says_the_same() -> None:
    card = fromstring(vcard4(ADA, "example.org"))  # noqa: S314  our own

    assert [f"{NS4}{name}" for name in ("fn", "n", "title", "email", "org")] == [
        child.tag for child in card
    ]
    assert ADA.name == card.findtext(f"{NS4}fn/{NS4}text")
    assert ["Lovelace", "Ada <King> &"] == [one.text for one in card[1]][:2]
    assert ["example.org", "R & D", "Press"] == [one.text for one in card[4]]
