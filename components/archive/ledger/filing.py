"""Where a recorded stanza belongs: its conversation, its author and the key that encrypts it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, text

from components.archive.ledger.keys import Scope

MICROSECONDS = 1_000_000

# A room's is its own; whoever belongs to several writes for the one that was there first.
DEPARTMENTS = text("""
select true as of_room, room as name, id
  from stoa.department where room = any(:rooms)
 union all
select false, m.localpart, min(d.id)
  from stoa.membership m join stoa.department d on d.id = m.department_id
 where m.localpart = any(:people) and d.kind = 'department' and d.removed_at is null
 group by m.localpart
""")


class Waiting(NamedTuple):
    """A feed row; `recorded_at` is µs since 1970."""

    id: int
    recorded_at: int
    stanza_id: int
    host: str
    source: str
    kind: str
    type: str
    sender: str
    recipient: str
    nick: str
    message_id: str | None
    origin_id: str | None
    refers_how: str | None
    refers_to: str | None
    storable: bool
    xml: str


@dataclass(frozen=True, slots=True)
class Filed:
    """A row, and what the key store has to know for it."""

    row: Waiting
    conversation: str
    """A room's address, or those of two with a space between, in alphabetical order."""
    in_room: bool
    scope: Scope


def file(connection: Connection, rows: Iterable[Waiting]) -> list[Filed]:
    """In the order of the rows."""
    placed = [(row, *_place(row)) for row in rows]
    departments = _Departments(connection, placed)
    return [
        Filed(
            row,
            room or " ".join(sorted((author, _bare(row.recipient)))),
            bool(room),
            Scope(author, row.kind, departments.of(row.host, author, room), _month(row)),
        )
        for row, author, room in placed
    ]


class _Departments:
    """Ids of those that the rooms and authors of a batch belong to, by localpart."""

    def __init__(self, connection: Connection, placed: list[tuple[Waiting, str, str]]) -> None:
        rooms = {_localpart(room) for _, _, room in placed if room}
        people = {_localpart(author) for _, author, _ in placed}
        found = connection.execute(DEPARTMENTS, {"rooms": [*rooms], "people": [*people]})
        self._known = {(of_room, name): str(number) for of_room, name, number in found}

    def of(self, host: str, author: str, room: str) -> str:
        known = self._known.get((True, _localpart(room))) if room else None
        if known is None and author.endswith(f"@{host}"):
            known = self._known.get((False, _localpart(author)))
        return known or ""


def _place(row: Waiting) -> tuple[str, str]:
    """Author and room, as bare JIDs; '' where it is between two."""
    recipient = _bare(row.recipient)
    in_room = row.source == "muc" or recipient.endswith(f"@conference.{row.host}")
    return _bare(row.sender), recipient if in_room else ""


def _bare(jid: str) -> str:
    return jid.partition("/")[0]


def _localpart(jid: str) -> str:
    return jid.partition("@")[0]


def _month(row: Waiting) -> str:
    return f"{datetime.fromtimestamp(row.recorded_at // MICROSECONDS, UTC):%Y-%m}"
