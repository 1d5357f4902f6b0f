"""The messages that were found: how many, in which order, and what is shown of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, RowMapping, text

from components.archive.search.asked import EVER, OTHER, Asked, asked
from components.archive.search.query import Query
from components.runtime.database import planned_anew

MOST = 100
RANKED = 1000
"""Hits that are compared with each other; those after them come as they were said."""
SNIPPET, LOOKED_THROUGH = 200, 10_000
"""Characters that are shown of a message in which nothing is marked, and of a message in which
something to mark is looked for."""

START, STOP = "\x02", "\x03"
"""What PostgreSQL puts around a mark: no message has either, because XML has not."""
MARKING = (
    f"StartSel={START}, StopSel={STOP}, MaxFragments=2, FragmentDelimiter=' … ', MinWords=8,"
    " MaxWords=24, ShortWord=0"
)

MATCHING = """
with hit as materialized (select m.id from stoa.message m where {where})
select (select count(*) from hit),
       array(select id from hit where id > :above and id < :below order by id {order} limit :most)
"""
CLOSEST = text("""
select id from stoa.message where id = any(:ids)
 order by ts_rank_cd(words, cast(:words as tsquery)) desc, id desc
""")
SHOWN = text(f"""
select m.id, m.conversation_id, c.kind as conversation_kind, c.key,
       case when c.kind = 'room' then c.name else coalesce(p.name, '') end as conversation_name,
       {OTHER} as other, m.sender, m.nick, m.at, m.kind, m.body,
       m.thread, m.message_id,
       case when :words = '' then left(m.body, :longest)
            else ts_headline(stoa.text_configuration(m.language), left(m.body, :looked_through),
                             cast(:words as tsquery), :marking)
       end as marked
  from stoa.message m
  join stoa.conversation c on c.id = m.conversation_id
  join stoa.readable(:asker) may
    on may.conversation_id = m.conversation_id and m.id between may.from_id and may.to_id
  left join stoa.person p
    on c.kind <> 'room' and p.localpart || '@' || split_part(:asker, '@', 2) = {OTHER}
 where m.id = any(:ids)
""")  # noqa: S608 - a constant of ours


@dataclass(frozen=True, slots=True)
class Hit:
    """A message as it is shown among others; `marks` are where in `snippet` what was looked for
    begins and is over, in characters."""

    id: int
    conversation_id: int
    conversation_kind: str
    conversation_name: str
    address: str
    """As `inbox.Entry.address`."""
    sender: str
    nick: str
    at: datetime
    kind: str
    body: str
    thread: str | None
    message_id: str | None
    snippet: str
    marks: tuple[tuple[int, int], ...]


class Place(NamedTuple):
    """Where a further page begins: below an id, after so many of those."""

    below: int = EVER
    skipped: int = 0


class Found(NamedTuple):
    total: int
    hits: list[Hit]
    further: Place | None


class Matching(NamedTuple):
    total: int
    ids: Sequence[int]


def find(
    connection: Connection,
    asker: str,
    query: Query,
    most: int,
    place: Place = Place(),  # noqa: B008 - immutable
    *,
    best_first: bool = True,
) -> Found:
    """Of what `asker`, a bare JID, may read. The best are those in which several words stand
    closest together; otherwise the newest come first."""
    meant = asked(connection, asker, query) if query != Query() else None
    if meant is None:
        return Found(0, [], None)
    ranked = best_first and len(query.terms) > 1
    block = RANKED if ranked else most
    total, ids = matching(connection, meant, block + 1, below=place.below)
    within = ids[:block]
    ordered = _closest(connection, within, meant.words) if ranked else within
    shown, rest = ordered[place.skipped : place.skipped + most], ordered[place.skipped + most :]
    further = None
    if rest:
        further = Place(within[0] + 1, place.skipped + most)
    elif len(ids) > block:
        further = Place(within[-1])
    return Found(total, details(connection, asker, shown, meant.words), further)


def matching(
    connection: Connection,
    meant: Asked,
    most: int,
    *,
    above: int = 0,
    below: int = EVER,
    newest_first: bool = True,
) -> Matching:
    """How many there are at all, and the first ones between two ids."""
    order = "desc" if newest_first else "asc"
    statement = text(MATCHING.format(where=meant.where, order=order))
    values = {**meant.values, "above": above, "below": below, "most": most}
    (found,) = planned_anew(connection, statement, values)
    return Matching._make(found)


def details(connection: Connection, asker: str, ids: Sequence[int], words: str = "") -> list[Hit]:
    """In the order of `ids`; those that `asker` may not read are left out."""
    values = {
        "asker": asker,
        "ids": list(ids),
        "words": words,
        "longest": SNIPPET,
        "looked_through": LOOKED_THROUGH,
        "marking": MARKING,
    }
    found = {row.id: _hit(row._mapping) for row in connection.execute(SHOWN, values)}
    return [found[each] for each in ids if each in found]


def _closest(connection: Connection, ids: Sequence[int], words: str) -> list[int]:
    values = {"ids": list(ids), "words": words}
    return list(connection.execute(CLOSEST, values).scalars())


def _hit(row: RowMapping) -> Hit:
    values: dict[str, Any] = dict(row)
    key, other = values.pop("key"), values.pop("other")
    private = values["conversation_kind"] == "private"
    address = f"{key.split(' ')[0]}:{other}" if private else other
    snippet, marks = marked(values.pop("marked"))
    return Hit(**values, address=address, snippet=snippet, marks=marks)


def marked(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text without `START` and `STOP`, and the characters that were between two."""
    plain, marks = "", []
    for number, part in enumerate(text.split(START)):
        inside, _, after = part.partition(STOP) if number else ("", "", part)
        if inside:
            marks.append((len(plain), len(plain) + len(inside)))
        plain += inside + after
    return plain, tuple(marks)
