"""What somebody typed, understood: nothing they type is an error, unless it is too much.

    "in this order" word from:ada in:research before:2026-11-20 after:2026-10 has:image
    is:unread #tag

A day, month or year is UTC's; `before:` and `after:` leave it out. The same operator again means
either of the two for `from:` and `in:`, both for all others. What is no operator is a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from components.archive.views.words import hashtags
from schemas.refusals import Malformed

LONGEST = 1000
"""Characters."""
MOST_WORDS = 100
"""Words and phrases that count; a longer text is looked for by its beginning."""
MOST_NAMES = 20
"""Of people, and of places: each is compared with those of everybody."""

TOKEN = re.compile(r'(?:(\w+):)?(?:["“”„«»]([^"“”„«»]*)["“”„«»]|(\S+))')
PERIOD = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
# Control characters, and code points that are no characters: neither XML nor PostgreSQL has them.
UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Has(StrEnum):
    FILE = "file"
    IMAGE = "image"
    LINK = "link"
    VOICE = "voice"


@dataclass(frozen=True)
class Query:
    """What is left empty asks for nothing."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    """As typed: addresses, localparts or names."""
    places: tuple[str, ...] = ()
    """As typed: addresses, localparts or names of rooms or people."""
    before: datetime | None = None
    after: datetime | None = None
    """The first moment that counts."""
    has: frozenset[Has] = field(default_factory=frozenset)
    unread: bool = False
    tags: frozenset[str] = field(default_factory=frozenset)
    """As messages' hashtags are stored."""

    @property
    def terms(self) -> tuple[str, ...]:
        return self.words + self.phrases


def parse(typed: str) -> Query:
    """Raises Malformed for more than `LONGEST` characters."""
    if len(typed) > LONGEST:
        raise Malformed(f"A search has at most {LONGEST} characters")
    query = Query()
    for operator, phrase, word in TOKEN.findall(UNWRITABLE.sub(" ", typed)):
        query = _with(query, operator.lower(), phrase, word)
    return replace(
        query,
        words=_first(query.words, MOST_WORDS),
        phrases=_first(query.phrases, MOST_WORDS),
        senders=_first(query.senders, MOST_NAMES),
        places=_first(query.places, MOST_NAMES),
    )


def _first(typed: tuple[str, ...], most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(typed))[:most]


def _with(query: Query, operator: str, phrase: str, word: str) -> Query:
    value = phrase.strip() or word
    understood = OPERATORS[operator](query, value) if operator in OPERATORS and value else None
    if understood is not None:
        return understood
    if operator:
        return _plain(query, f"{operator}:{value}")
    if phrase:
        return replace(query, phrases=(*query.phrases, value)) if value else query
    tags = hashtags(word) if word.startswith("#") else ()
    return replace(query, tags=query.tags.union(tags)) if tags else _plain(query, word)


def _plain(query: Query, word: str) -> Query:
    """Without a letter or digit there is nothing to look for, whatever it looks like."""
    if not any(map(str.isalnum, word)):
        return query
    return replace(query, words=(*query.words, word))


def _sender(query: Query, value: str) -> Query:
    return replace(query, senders=(*query.senders, value))


def _place(query: Query, value: str) -> Query:
    return replace(query, places=(*query.places, value))


def _before(query: Query, value: str) -> Query | None:
    period = _period(value)
    return period and replace(query, before=min(period[0], query.before or period[0]))


def _after(query: Query, value: str) -> Query | None:
    period = _period(value)
    return period and replace(query, after=max(period[1], query.after or period[1]))


def _has(query: Query, value: str) -> Query | None:
    known = value.lower() in list(Has)
    return replace(query, has=query.has | {Has(value.lower())}) if known else None


def _is(query: Query, value: str) -> Query | None:
    return replace(query, unread=True) if value.lower() == "unread" else None


OPERATORS: dict[str, Callable[[Query, str], Query | None]] = {
    "from": _sender,
    "in": _place,
    "before": _before,
    "after": _after,
    "has": _has,
    "is": _is,
}
"""None: the value makes no sense, so that it is a word."""


def _period(value: str) -> tuple[datetime, datetime] | None:
    """Where a year, month or day begins and where it is over."""
    found = PERIOD.fullmatch(value)
    if not found:
        return None
    year, month, day = (int(part or 0) for part in found.groups())
    try:
        begin = datetime(year, month or 1, day or 1, tzinfo=UTC)
        if day:
            return begin, begin + timedelta(days=1)
        return begin, begin.replace(
            year=year + (month in (0, 12)), month=month % 12 + 1 if month else 1
        )
    except (ValueError, OverflowError):
        return None
