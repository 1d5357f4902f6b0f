"""What somebody may have to answer for: written with the change itself, never changed.

Sign-ins are rows of `sign_in_attempt` already and are read from there; so are the ledger's keys, of
`ledger_signing_key`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, insert, or_, select, tuple_

from schemas.db.tables.people import membership
from schemas.db.tables.permissions import audit, audit_entry
from schemas.refusals import Malformed


class Action(StrEnum):
    SIGNED_IN = "signed in"
    SIGN_IN_REFUSED = "sign-in refused"
    ROLE_GIVEN = "role given"
    ROLE_TAKEN = "role taken"
    RULE_MADE = "rule made"
    RULE_REMOVED = "rule removed"
    SESSIONS_ENDED = "sessions ended"
    DEVICE_RENAMED = "device renamed"
    SYNC_ASKED = "synchronisation asked for"
    SYNC_DONE = "synchronised"
    SETTING_CHANGED = "setting changed"
    MESSAGES_EXPORTED = "own messages exported"
    WITNESS_ADDED = "witness added"
    WITNESS_REMOVED = "witness removed"
    REPORT_SEEN = "report seen"
    REPORT_CLOSED = "report closed"
    PICTURE_SET = "own picture set"
    PICTURE_REMOVED = "own picture removed"
    LEDGER_KEY_BEGUN = "ledger key begun"


class Record(NamedTuple):
    actor: str | None
    """A localpart; None: the server itself."""
    action: Action
    subject: str = ""
    """Whom or what it is about, mostly a localpart."""
    details: Mapping[str, object] = {}


@dataclass(frozen=True)
class Entry:
    at: datetime
    key: str
    """Tells it from others of that instant."""
    actor: str | None
    """None: the server itself, or a name typed at the portal that is nobody's."""
    action: str
    subject: str
    details: Mapping[str, Any]

    @property
    def cursor(self) -> str:
        return f"{self.at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}_{self.key}"


class Wanted(NamedTuple):
    action: Action | None = None
    person: str | None = None
    """A localpart, as actor or subject."""
    departments: Collection[int] | None = None
    """Only what people of these departments did or was done to them; None: everything."""


def record(
    connection: Connection,
    actor: str | None,
    action: Action,
    subject: str = "",
    details: Mapping[str, object] | None = None,
) -> None:
    """In the transaction of what it tells of; `details` as JSON takes them, never content."""
    record_all(connection, [Record(actor, action, subject, details or {})])


def record_all(connection: Connection, records: Iterable[Record]) -> None:
    rows = [each._asdict() for each in records]
    if rows:
        connection.execute(insert(audit_entry), rows)


def entries(
    connection: Connection, wanted: Wanted, limit: int, before: str | None = None
) -> list[Entry]:
    """The newest first; `before` is the cursor of an earlier entry. Raises Malformed."""
    shown = audit.c
    query = (
        select(shown.at, shown.key, shown.actor, shown.action, shown.subject, shown.details)
        .where(*_conditions(wanted))
        .order_by(shown.at.desc(), shown.key.desc())
        .limit(limit)
    )
    if before is not None:
        at, key = _place(before)
        query = query.where(shown.at <= at, tuple_(shown.at, shown.key) < tuple_(at, key))
    return [Entry(**row._mapping) for row in connection.execute(query)]


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.action is not None:
        yield audit.c.action == wanted.action
    if wanted.person is not None:
        yield or_(audit.c.actor == wanted.person, audit.c.subject == wanted.person)
    if wanted.departments is not None:
        theirs = membership.c.department_id.in_(wanted.departments)
        people = select(membership.c.localpart).where(theirs)
        yield or_(audit.c.actor.in_(people), audit.c.subject.in_(people))


def _place(cursor: str) -> tuple[datetime, str]:
    at, _, key = cursor.partition("_")
    try:
        if not key.isprintable():  # some of it no database takes
            raise ValueError(key)
        return datetime.strptime(at, "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC), key
    except ValueError:
        raise Malformed("There is no such page") from None
