"""What people report of others (XEP-0377), and those who look into it.

Nobody handles a report of themselves, and nobody but those who may handle reports sees any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, text

from components.directory import audit, grants
from components.directory.audit import Action
from components.directory.roles import Permission, Scope
from schemas.refusals import Conflict, Malformed, NotFound, TryLater

REASONS = ("spam", "abuse")
LONGEST_NOTE = 2000
MOST_MESSAGES = 50
AGAIN_SECONDS = 3600
# Moderators of departments handle what is reported of their people.
HANDLED = """r.reported <> :asker || '@' || :domain and (:everywhere or exists (
    select from stoa.membership m
     where m.localpart || '@' || :domain = r.reported and m.department_id = any(:departments)))"""
REPORT = text("select stoa.report(:reporter, :reported, :reason, :note, :messages, false)")
LISTED = text(f"""
select r.*, p.name as reporter_name, q.name as reported_name,
       (select count(*) from stoa.reported_message m where m.report_id = r.id) as messages
  from stoa.report r
  left join stoa.person p on p.localpart = r.reporter
  left join stoa.person q on q.localpart || '@' || :domain = r.reported
 where {HANDLED} and (r.closed_at is null) = :open and r.id < :before
 order by r.id desc limit :most
""")  # noqa: S608 - constants of ours
ONE = text(f"""
select r.*, p.name as reporter_name, q.name as reported_name, 0 as messages
  from stoa.report r
  left join stoa.person p on p.localpart = r.reporter
  left join stoa.person q on q.localpart || '@' || :domain = r.reported
 where {HANDLED} and r.id = :id
""")  # noqa: S608 - constants of ours
WAITING = text(f"select count(*) from stoa.report r where {HANDLED} and r.closed_at is null")  # noqa: S608
MESSAGES = text("""
select message_id, room, at, kind, body, encrypted
  from stoa.reported_message where report_id = :id order by message_id
""")
CLOSE = text("""
update stoa.report set closed_at = now(), closed_by = :actor, outcome = :outcome
 where id = :id and closed_at is null returning reported
""").bindparams(bindparam("outcome"))


@dataclass(frozen=True, slots=True)
class Report:
    id: int
    at: datetime
    reporter: str
    """A localpart."""
    reporter_name: str
    reported: str
    """A bare JID."""
    reported_name: str
    reason: str
    note: str
    blocked: bool
    """Its reporter does not get anything from them any more."""
    closed_at: datetime | None
    closed_by: str | None
    outcome: str
    messages: int


@dataclass(frozen=True, slots=True)
class Reported:
    """A message as it was when it was reported."""

    message_id: int
    room: str | None
    """None: among people."""
    at: datetime
    kind: str
    body: str
    encrypted: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Who handles reports, where, and of which domain."""

    localpart: str
    scope: Scope
    domain: str

    @property
    def values(self) -> Mapping[str, Any]:
        return {
            "asker": self.localpart,
            "domain": self.domain,
            "everywhere": self.scope.everywhere,
            "departments": list(self.scope.departments),
        }


def make(
    connection: Connection,
    reporter: str,
    reported: str,
    reason: str,
    note: str = "",
    messages: Sequence[int] = (),
) -> int:
    """Both by bare JID, the reported also by an occupant's. The report shows messages that its
    reporter may read and the reported has written, and no others. Raises Malformed and TryLater."""
    if reporter == reported.partition("/")[0].lower():
        raise Malformed("Nobody reports themselves")
    values = {
        "reporter": reporter,
        "reported": reported,
        "reason": reason,
        "note": note,
        "messages": list(messages),
    }
    made = int(connection.execute(REPORT, values).scalar_one())
    if made == 0:
        raise TryLater("That were too many reports for a day", AGAIN_SECONDS)
    return made


def listed(
    connection: Connection, reader: Reader, *, handled: bool, before: int, most: int
) -> list[Report]:
    """The newest first, of those before an id."""
    values = {**reader.values, "open": not handled, "before": before, "most": most}
    return [Report(**row._mapping) for row in connection.execute(LISTED, values)]


def waiting(connection: Connection, reader: Reader) -> int:
    return int(connection.execute(WAITING, reader.values).scalar_one())


def seen(connection: Connection, reader: Reader, id: int) -> tuple[Report, list[Reported]]:
    """With what it is about; whoever looks at it has done so. Raises NotFound."""
    row = connection.execute(ONE, {**reader.values, "id": id}).one_or_none()
    if row is None:
        raise NotFound("There is no such report")
    found = [Reported(*each) for each in connection.execute(MESSAGES, {"id": id})]
    audit.record(
        connection, reader.localpart, Action.REPORT_SEEN, _who(row.reported), {"report": id}
    )
    return Report(**{**row._mapping, "messages": len(found)}), found


def close(connection: Connection, reader: Reader, id: int, outcome: str) -> None:
    """Raises NotAllowed, NotFound and Conflict."""
    grants.check(connection, reader.localpart, Permission.HANDLE_REPORTS)
    if connection.execute(ONE, {**reader.values, "id": id}).one_or_none() is None:
        raise NotFound("There is no such report")
    said = outcome.replace("\0", "")[:LONGEST_NOTE]  # PostgreSQL keeps no such character
    values = {"id": id, "actor": reader.localpart, "outcome": said}
    closed = connection.execute(CLOSE, values).scalar_one_or_none()
    if closed is None:
        raise Conflict("Somebody else has closed it")
    audit.record(connection, reader.localpart, Action.REPORT_CLOSED, _who(closed), {"report": id})


def _who(reported: str) -> str:
    """As the audit names people."""
    return reported.partition("@")[0] if "/" not in reported else reported
