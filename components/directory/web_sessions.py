"""Browsers that are signed in: begun with a password, found by the token of their cookie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, text, update

from components.directory import tokens
from components.runtime import jobs
from schemas.db.tables.web import web_session, web_token
from schemas.refusals import NotFound, NotSignedIn

LASTS = timedelta(days=30)
LASTS_WHERE_SHARED = timedelta(hours=12)
"""At a computer that others use too, and never longer than the browser is open."""
LONGEST_BROWSER_NAME = 300


class Session(NamedTuple):
    """A signed-in browser and whose it is."""

    id: int
    localpart: str
    name: str
    administrator: bool
    expires_at: datetime
    shared: bool
    """Others use this computer: nothing may stay on it."""


class Started(NamedTuple):
    session: Session
    token: str
    """For the cookie; it exists nowhere else."""


@dataclass(frozen=True)
class Browser:
    """A session as its owner sees it among others."""

    id: int
    browser: str
    """What it called itself (`User-Agent`)."""
    address: str | None
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    shared: bool


FIND = """
select s.id, s.localpart, p.name, r.role is not null, s.expires_at, s.shared,
       s.last_seen_at < now() - interval '1 minute'
  from stoa.web_session s
  join stoa.account a on a.localpart = s.localpart and a.disabled_at is null
  join stoa.person p on p.localpart = s.localpart and p.removed_at is null
  left join stoa.role r on r.localpart = s.localpart and r.role = 'administrator'
 where s.digest = %(digest)s and s.ended_at is null and s.expires_at > now()
"""

# Two requests at once never wait for each other's write.
SEEN = text("""
update stoa.web_session set last_seen_at = now()
 where id = (select id from stoa.web_session where id = :id for update skip locked)
""")


def begin(
    connection: Connection, localpart: str, address: str | None, browser: str, shared: bool = False
) -> Started:
    """Raises NotSignedIn where the account is disabled or nobody's."""
    token = tokens.make()
    connection.execute(
        insert(web_session).values(
            localpart=localpart,
            digest=tokens.digest(token),
            expires_at=func.now() + (LASTS_WHERE_SHARED if shared else LASTS),
            address=address,
            browser=_storable(browser),
            shared=shared,
        )
    )
    return Started(find(connection, token), token)


def _storable(browser: str) -> str:
    return "".join(filter(str.isprintable, browser))[:LONGEST_BROWSER_NAME]


def find(connection: Connection, token: str) -> Session:
    """Raises NotSignedIn, whatever the reason.

    One statement, and once a minute a second one that notes the time. A connection in AUTOCOMMIT
    saves two more.
    """
    row = tokens.owner(connection, FIND, token)
    if row is None:
        raise NotSignedIn("Sign in first")
    *session, unseen = row
    found = Session(*session)
    if unseen:
        connection.execute(SEEN, {"id": found.id})
    return found


def sessions(connection: Connection, localpart: str) -> list[Browser]:
    """Those that go on, the last seen first."""
    shown = web_session.c
    query = (
        select(
            shown.id,
            shown.browser,
            func.host(shown.address).label("address"),
            shown.created_at,
            shown.last_seen_at,
            shown.expires_at,
            shown.shared,
        )
        .where(shown.localpart == localpart, shown.ended_at.is_(None))
        .where(shown.expires_at > func.now())
        .order_by(shown.last_seen_at.desc(), shown.id.desc())
    )
    return [Browser(**row._mapping) for row in connection.execute(query)]


def end(connection: Connection, localpart: str, session_id: int) -> None:
    """Sign one browser out, with the streams it opened. Raises NotFound, also for another's."""
    change = (
        update(web_session)
        .where(web_session.c.id == session_id, web_session.c.localpart == localpart)
        .values(ended_at=func.coalesce(web_session.c.ended_at, func.now()))
    )
    if connection.execute(change).rowcount == 0:
        raise NotFound("There is no such session")
    connection.execute(delete(web_token).where(web_token.c.web_session_id == session_id))
    jobs.defer(connection, "directory.end_sessions", web_session_id=session_id)


def end_all(connection: Connection, localpart: str) -> None:
    """Sign every browser of an account out; whoever calls it ends the account's streams."""
    connection.execute(
        update(web_session)
        .where(web_session.c.localpart == localpart, web_session.c.ended_at.is_(None))
        .values(ended_at=func.now())
    )
    connection.execute(delete(web_token).where(web_token.c.localpart == localpart))
