"""What stands in a text: links, hashtags, names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

LINK = re.compile(r"https?://[^\s<>\"]{1,2000}", re.IGNORECASE)
CLOSING = ".,;:!?'\")]}"
HASHTAG = re.compile(r"(?<![\w&#/])#(\w[\w-]{0,63})")
MOST = 50


def links(body: str) -> list[str]:
    if "://" not in body:
        return []
    found = (each.rstrip(CLOSING) for each in LINK.findall(body))
    return list(dict.fromkeys(found))[:MOST]


def hashtags(body: str) -> list[str]:
    """Lower case, without the #; a number is none."""
    if "#" not in body:
        return []
    found = (each.lower().rstrip("-") for each in HASHTAG.findall(LINK.sub(" ", body)))
    return list(dict.fromkeys(each for each in found if not each.isdecimal()))[:MOST]


def named(body: str, names: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The addresses of those whose name, of (address, name), stands in it as a word of its own."""
    text = body.casefold()
    for address, name in names:
        folded = name.casefold()
        if folded in text and re.search(rf"(?<!\w){re.escape(folded)}(?!\w)", text):
            yield address
