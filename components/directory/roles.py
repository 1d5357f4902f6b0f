"""Roles, and what each may do: `MAY` is the only place that says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Role(StrEnum):
    USER = "user"
    """Everybody who has not left; never given nor taken."""
    PUBLISHER = "publisher"
    MODERATOR = "moderator"
    AGENT = "agent"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    FIND_PEOPLE = "find people"
    """Those whom the rules let one write to."""
    SEE_EVERYBODY = "see everybody"
    PUBLISH = "publish announcements"
    MODERATE = "moderate conversations"
    HANDLE_REPORTS = "handle reports"
    """What people report of others."""
    ANSWER_REQUESTS = "answer requests"
    READ_AUDIT = "read the audit"
    SEE_PROOFS = "see the ledger's proofs"
    MANAGE_ROLES = "give and take roles"
    MANAGE_RULES = "say who may write to whom"
    END_SESSIONS = "end sessions of others"
    SYNCHRONISE = "read people from their source"
    MANAGE_WITNESSES = "say who witnesses the ledger"
    SEE_HEALTH = "see how the instance is"


EVERYBODY = frozenset({Permission.FIND_PEOPLE})
MAY: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.USER: EVERYBODY,
        Role.PUBLISHER: EVERYBODY | {Permission.PUBLISH},
        Role.MODERATOR: EVERYBODY | {Permission.MODERATE, Permission.HANDLE_REPORTS},
        Role.AGENT: EVERYBODY | {Permission.ANSWER_REQUESTS},
        Role.AUDITOR: EVERYBODY | {Permission.READ_AUDIT, Permission.SEE_PROOFS},
        Role.ADMINISTRATOR: EVERYBODY
        | {
            Permission.SEE_EVERYBODY,
            Permission.HANDLE_REPORTS,
            Permission.READ_AUDIT,
            Permission.SEE_PROOFS,
            Permission.MANAGE_ROLES,
            Permission.MANAGE_RULES,
            Permission.END_SESSIONS,
            Permission.SYNCHRONISE,
            Permission.MANAGE_WITNESSES,
            Permission.SEE_HEALTH,
        },
    }
)
GIVEN = tuple(each for each in Role if each is not Role.USER)
"""Those that somebody has because somebody gave them."""
EVERYWHERE_ONLY = frozenset({Role.USER, Role.ADMINISTRATOR})
"""The others may be limited to departments."""


class Grant(NamedTuple):
    role: Role
    department_id: int | None = None
    """None: everywhere."""


class Scope(NamedTuple):
    """Where somebody may do something; false where they may not at all."""

    everywhere: bool = False
    departments: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.departments)


def scope(grants: Iterable[Grant], permission: Permission) -> Scope:
    """What somebody with these grants may do, as everybody or by one of them."""
    places = {each.department_id for each in grants if permission in MAY[each.role]}
    everywhere = permission in EVERYBODY or None in places
    return Scope(everywhere, frozenset(each for each in places if each is not None))
