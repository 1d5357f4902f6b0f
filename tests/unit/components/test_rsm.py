"""Pages of what was found (XEP-0059)."""

from xml.etree.ElementTree import Element, fromstring

import pytest

from components.runtime.rsm import Page, cut, parse_rsm
from schemas.refusals import Malformed, NotFound

IDS = ["a", "b", "c", "d", "e"]


def asked(inside: str) -> Element:
    return fromstring(f"<q><set xmlns='http://jabber.org/protocol/rsm'>{inside}</set></q>")  # noqa: S314


def page(inside: str) -> Page:
    found = parse_rsm(asked(inside), 4)
    assert found
    return found


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("", "abcd"),
        ("<max>2</max>", "ab"),
        ("<max>100</max>", "abcd"),
        ("<max>2</max><after>b</after>", "cd"),
        ("<max>2</max><after>e</after>", ""),
        ("<max>2</max><before>d</before>", "bc"),
        ("<max>2</max><before>b</before>", "a"),
        ("<max>2</max><before/>", "de"),
        ("<max>2</max><index>3</index>", "de"),
        ("<max>2</max><index>9</index>", ""),
        ("<max>0</max>", ""),
    ],
)
def test_a_page_has_what_was_asked_for(inside: str, expected: str) -> None:
    shown, described = cut(IDS, page(inside))

    assert list(expected) == list(shown)
    assert "5" == described.findtext("{*}count")
    assert (expected[:1] or None) == described.findtext("{*}first")
    assert (expected[-1:] or None) == described.findtext("{*}last")
    first = described.find("{*}first")
    assert first is None or str(IDS.index(expected[0])) == first.get("index")


def test_what_asks_for_no_page_gets_none() -> None:
    assert parse_rsm(Element("q"), 4) is None


@pytest.mark.parametrize(
    "inside",
    [
        "<max>-1</max>",
        "<max>x</max>",
        "<max>1.5</max>",
        "<max>9999999999</max>",
        "<max/>",
        "<index>x</index>",
        "<after>a</after><before>b</before>",
        "<before/><index>1</index>",
    ],
)
def test_a_page_that_cannot_be_is_refused(inside: str) -> None:
    with pytest.raises(Malformed):
        page(inside)


@pytest.mark.parametrize("inside", ["<after>x</after>", "<before>x</before>"])
def test_an_unknown_item_is_not_found(inside: str) -> None:
    with pytest.raises(NotFound):
        cut(IDS, page(inside))
