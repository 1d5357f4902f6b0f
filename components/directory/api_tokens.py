"""API tokens: a person's programs, within scopes; they never sign in to XMPP."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, insert, select, text, update

from components.directory import caps, grants, labels, tokens
from components.directory.roles import MAY, Permission, Role
from schemas.db.tables.web import api_token
from schemas.refusals import Malformed, NotFound, NotSignedIn

SCOPES: Mapping[str, Permission | None] = MappingProxyType(
    {
        "people:read": None,
        "devices:read": None,
        "devices:write": None,
        "messages:read": None,
        "messages:write": None,
        "health:read": Permission.SEE_HEALTH,
        "metrics:read": Permission.SEE_HEALTH,
        "roles:read": Permission.MANAGE_ROLES,
        "audit:read": Permission.READ_AUDIT,
        "ledger:read": Permission.SEE_PROOFS,
        "ledger:witness": Permission.SEE_PROOFS,
    }
)
"""What a token may do, and which permission its owner needs for that; None: everybody has it."""

PREFIX = "stoa_"
"""Lets programs that look for secrets in published text recognise ours."""
SHAPE = re.compile(PREFIX + r"[A-Za-z0-9_-]{43}", re.ASCII)


@dataclass(frozen=True)
class ApiToken:
    """A token that counts, and whose it is."""

    id: int
    localpart: str
    name: str
    """The person's."""
    administrator: bool
    scopes: frozenset[str]
    """Each only while a role of the owner's allows it."""


@dataclass(frozen=True)
class Program:
    """A token as its owner sees it; expired ones are still shown."""

    id: int
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class NewProgram(NamedTuple):
    program: Program
    token: str
    """Shown once."""


SHOWN = tuple(api_token.c[field.name] for field in fields(Program))

FIND = """
select t.id, t.localpart, p.name, array(select role from stoa.role where localpart = t.localpart),
       t.scopes, (t.last_used_at < now() - interval '1 minute') is not false
  from stoa.api_token t
  join stoa.account a on a.localpart = t.localpart and a.disabled_at is null
  join stoa.person p on p.localpart = t.localpart and p.removed_at is null
 where t.digest = %(digest)s and t.revoked_at is null and (t.expires_at > now()) is not false
"""

# Two requests at once never wait for each other's write.
USED = text("""
update stoa.api_token set last_used_at = now()
 where id = (select id from stoa.api_token where id = :id for update skip locked)
""")


def mint(
    connection: Connection,
    localpart: str,
    name: str,
    scopes: Collection[str],
    expires_at: datetime | None = None,
) -> NewProgram:
    """Raises Malformed, NotAllowed for a scope that no role of the owner's allows, and Conflict
    where the account has enough."""
    name, scopes = labels.checked(name), frozenset(scopes)
    _check(scopes, expires_at)
    for needed in {SCOPES[each] for each in scopes}:
        if needed:
            grants.check(connection, localpart, needed)
    caps.check(connection, api_token, localpart, "tokens")
    token = PREFIX + tokens.make()
    made = connection.execute(
        insert(api_token)
        .values(
            localpart=localpart,
            name=name,
            digest=tokens.digest(token),
            scopes=sorted(scopes),
            expires_at=expires_at,
        )
        .returning(*SHOWN)
    )
    return NewProgram(_program(made.one()), token)


def _check(scopes: frozenset[str], expires_at: datetime | None) -> None:
    if not scopes or scopes - SCOPES.keys():
        raise Malformed("A token has at least one scope, and only scopes there are")
    if expires_at is None:
        return
    if expires_at.tzinfo is None or expires_at <= datetime.now(UTC):
        raise Malformed("A token expires in the future")


def find(connection: Connection, token: str) -> ApiToken:
    """Raises NotSignedIn, whatever the reason. Costs what `web_sessions.find` costs."""
    row = tokens.owner(connection, FIND, token) if SHAPE.fullmatch(token) else None
    if row is None:
        raise NotSignedIn("This token does not count")
    number, localpart, name, held, granted, unused = row
    if unused:
        connection.execute(USED, {"id": number})
    scopes = _allowed(held) & frozenset(granted)
    return ApiToken(number, localpart, name, Role.ADMINISTRATOR in held, scopes)


def _allowed(held: Iterable[str]) -> frozenset[str]:
    may = frozenset[Permission | None]({None}).union(*(MAY[Role(each)] for each in held))
    return frozenset(scope for scope, needed in SCOPES.items() if needed in may)


def listed(connection: Connection, localpart: str) -> list[Program]:
    """Those that were not revoked, the newest first."""
    query = (
        select(*SHOWN)
        .where(api_token.c.localpart == localpart, api_token.c.revoked_at.is_(None))
        .order_by(api_token.c.id.desc())
    )
    return [_program(row) for row in connection.execute(query)]


def _program(row: Row[Any]) -> Program:
    return Program(**{**row._mapping, "scopes": tuple(row.scopes)})


def revoke_all(connection: Connection, localpart: str) -> None:
    """For good."""
    connection.execute(
        update(api_token)
        .where(api_token.c.localpart == localpart, api_token.c.revoked_at.is_(None))
        .values(revoked_at=func.now())
    )


def revoke(connection: Connection, localpart: str, token_id: int) -> None:
    """For good. Raises NotFound, also for another's."""
    change = (
        update(api_token)
        .where(api_token.c.id == token_id, api_token.c.localpart == localpart)
        .values(revoked_at=func.coalesce(api_token.c.revoked_at, func.now()))
    )
    if connection.execute(change).rowcount == 0:
        raise NotFound("There is no such token")
