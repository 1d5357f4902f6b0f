"""One page of somebody's conversations, and what is unread in all of them: worked out by the
database, so that of a thousand conversations fifty are handed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import NamedTuple

from sqlalchemy import Connection, text

from components.archive.inbox import LONGEST_PREVIEW, MINE, PREVIEW, Entry, Preview
from components.runtime.database import planned_anew

NEWEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page of those that have an address and a message, the last active first."""

    most: int
    oldest: int = 1
    newest: int = NEWEST
    """Between these are the ids of their newest messages, both included."""
    skipped: int = 0
    backwards: bool = False
    """The last ones of these, nothing skipped."""
    unread_only: bool = False


class Page(NamedTuple):
    entries: Sequence[Entry]
    previews: Mapping[int, Preview]
    """Of their newest messages, by conversation."""
    first: int
    """How many of those wanted come before them."""
    listed: int
    """Those wanted, on whichever page."""
    conversations: int
    """Wanted or not, as are these."""
    unread: int
    messages: int
    """Unread ones."""


# One row without a conversation where none is shown. What may not be read has no `last_id` in MINE.
PARTS = """, listed as (
    select m.*, m.unread > 0 or not :unread_only as wanted
      from counted m where m.last_id > 0 and m.kind <> 'private'
), total as (
    select count(*) as total, count(*) filter (where unread > 0) as some_unread,
           coalesce(sum(unread), 0)::bigint as all_unread, count(*) filter (where wanted) as listed,
           count(*) filter (where wanted and last_id > :newest) as newer,
           count(*) filter (where wanted and last_id < :oldest) as older
      from listed
), shown as (
    select * from listed where wanted and last_id between :oldest and :newest
     order by last_id * :towards desc, id * :towards desc limit :most offset :skipped
)"""
LAST = slice(6, 13)
"""Columns of a page: of a `Preview`, after the totals and before an `Entry`."""
PAGE = text(
    MINE.format(
        which="true",
        parts=PARTS,
        before=f"t.*, {PREVIEW}, ",
        shown="total t left join shown m on true left join stoa.message l on l.id = m.last_id",
    )
)


def page(connection: Connection, asker: str, wanted: Wanted) -> Page:
    """What is unread is counted in all of them, mentions only in those of the page."""
    values = asdict(wanted) | {
        "asker": asker,
        "towards": -1 if wanted.backwards else 1,
        "longest": LONGEST_PREVIEW,
    }
    rows = planned_anew(connection, PAGE, values)
    shown = [row for row in rows if row.conversation_id is not None]
    total, end = rows[0], rows[0].listed - rows[0].older
    return Page(
        [Entry._make(row[LAST.stop :]) for row in shown],
        {row.conversation_id: Preview(*row[LAST]) for row in shown},
        end - len(shown) if wanted.backwards else total.newer + wanted.skipped,
        total.listed,
        total.total,
        total.some_unread,
        total.all_unread,
    )
