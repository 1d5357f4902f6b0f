"""Result sets in pages (XEP-0059 v1.0): which part of what was found, and where it lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from schemas.refusals import Malformed, NotFound
from schemas.xmpp.namespaces import RSM

MOST_DIGITS = 9


@dataclass(frozen=True)
class Page:
    """As it was asked for; `before` empty means the last page."""

    most: int
    after: str | None = None
    before: str | None = None
    index: int | None = None


def parse_rsm(payload: Element, most: int) -> Page | None:
    """The `set` in a request, of `most` items at most. Raises Malformed."""
    asked = payload.find(f"{{{RSM}}}set")
    if asked is None:
        return None
    after, before = (asked.findtext(f"{{{RSM}}}{name}") for name in ("after", "before"))
    wished, index = (_number(asked.findtext(f"{{{RSM}}}{name}")) for name in ("max", "index"))
    if sum(each is not None for each in (after, before, index)) > 1:
        raise Malformed("A page is after an item, before one, or at an index")
    return Page(most if wished is None else min(wished, most), after, before, index)


def cut(ids: Sequence[str], page: Page) -> tuple[Sequence[str], Element]:
    """The page's ids and the `set` that describes it. Raises NotFound for an id there is not
    (#forwards)."""
    first, end = _bounds(ids, page)
    shown = ids[first:end]
    return shown, described(shown, first, len(ids))


def described(shown: Sequence[str], first: int | None, count: int) -> Element:
    """The `set` of a page of `count` items; `first` is the index of its first one, if known."""
    found = Element(f"{{{RSM}}}set")
    if shown:
        index = {} if first is None else {"index": str(first)}
        SubElement(found, f"{{{RSM}}}first", index).text = shown[0]
        SubElement(found, f"{{{RSM}}}last").text = shown[-1]
    SubElement(found, f"{{{RSM}}}count").text = str(count)
    return found


def _bounds(ids: Sequence[str], page: Page) -> tuple[int, int]:
    if page.before is not None:
        end = _place(ids, page.before) if page.before else len(ids)
        return max(0, end - page.most), end
    first = _place(ids, page.after) + 1 if page.after else page.index or 0
    return first, first + page.most


def _place(ids: Sequence[str], item: str) -> int:
    if item not in ids:
        raise NotFound("There is no such item in what was found")
    return ids.index(item)


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdecimal() or len(text) > MOST_DIGITS:
        raise Malformed("A page's size and index are numbers")
    return int(text)
