"""What is typed into a search, understood."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.archive.search.query import LONGEST, MOST_WORDS, Has, Query, parse
from schemas.refusals import Malformed


def at(year: int, month: int = 1, day: int = 1) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", Query()),
        ("budget plan", Query(words=("budget", "plan"))),
        ('"next week" budget', Query(words=("budget",), phrases=("next week",))),
        ("„nächste Woche“ «la semaine»", Query(phrases=("nächste Woche", "la semaine"))),
        ("from:ada from:grace@stoa.test", Query(senders=("ada", "grace@stoa.test"))),
        ('from:"Ada Lovelace" plan', Query(words=("plan",), senders=("Ada Lovelace",))),
        ("in:research IN:ada", Query(places=("research", "ada"))),
        ("before:2026-11-20", Query(before=at(2026, 11, 20))),
        ("before:2026-11-20 before:2025", Query(before=at(2025))),
        ("after:2026-11-20", Query(after=at(2026, 11, 21))),
        ("after:2026-12", Query(after=at(2027))),
        ("after:2026-2 after:2025", Query(after=at(2026, 3))),
        ("has:image has:LINK", Query(has=frozenset({Has.IMAGE, Has.LINK}))),
        ("is:unread", Query(unread=True)),
        ("#Straße #Q-3", Query(tags=frozenset({"straße", "q-3"}))),
        ("budget budget", Query(words=("budget",))),
    ],
)
def test_what_is_typed_is_understood(typed: str, expected: Query) -> None:
    assert expected == parse(typed)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("has:money is:late", ("has:money", "is:late")),
        ("before:tomorrow after:2026-13-01", ("before:tomorrow", "after:2026-13-01")),
        (
            "before:2026-02-30 after:9999 after:0000",
            ("before:2026-02-30", "after:9999", "after:0000"),
        ),
        ("subject:plan https://stoa.test/x", ("subject:plan", "https://stoa.test/x")),
        ("from: in:", ("from:", "in:")),
        ("plan & !budget | (x <-> y:*)", ("plan", "!budget", "(x", "y:*)")),
        ("'; drop table stoa.message; --", ("drop", "table", "stoa.message;")),
        ('unended "phrase here', ("unended", '"phrase', "here")),
        ("c++ #1 ##x #", ("c++", "#1", "##x")),
        ("مرحبا שלום \u202eabc", ("مرحبا", "שלום", "\u202eabc")),
        ("\0plan\x1b[0m", ("plan", "[0m")),
        ("\ud800plan", ("plan",)),
        ('😀 -- :: "" "  "', ()),
    ],
)
def test_what_is_no_operator_is_a_word(typed: str, words: tuple[str, ...]) -> None:
    assert Query(words=words) == parse(typed)


def test_too_much_is_refused() -> None:
    with pytest.raises(Malformed):
        parse("x" * (LONGEST + 1))


def test_of_very_many_words_the_first_count() -> None:
    many = [str(number) for number in range(MOST_WORDS + 5)]

    assert tuple(many[:MOST_WORDS]) == parse(" ".join(many)).words


def test_of_very_many_names_the_first_count() -> None:
    found = parse(" ".join(f"from:p{number} in:r{number}" for number in range(50)))

    assert [f"p{number}" for number in range(20)] == list(found.senders)
    assert [f"r{number}" for number in range(20)] == list(found.places)


@given(st.text(max_size=LONGEST))
def test_nothing_that_is_typed_is_an_error(typed: str) -> None:
    found = parse(typed)

    assert all(not set(term) & {"\0", "\ud800"} for term in found.terms + found.senders)
