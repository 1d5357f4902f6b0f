"""Roles, who may write to whom, and the audit: for those whose role it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from admin import minting
from admin.api import permission_shapes as shapes
from admin.api.asking import asker, own_session, permitted
from admin.api.part import Part
from admin.services import connection
from components.directory import audit, ending, grants, permissions
from components.directory.audit import Action, Wanted
from components.directory.grants import Given, Origin
from components.directory.permissions import Rule, Side
from components.directory.roles import Grant, Permission, Role

ROLES = permitted(Permission.MANAGE_ROLES)
RULES = permitted(Permission.MANAGE_RULES)
LOCATION = {"Location": {"schema": {"type": "string"}, "description": "To remove it by"}}

part = Part("Permissions", "Who has which role, who may write to whom, and what was done.")


@part.operation(
    "/admin/roles", shapes.Grants, guard=permitted(Permission.MANAGE_ROLES, "roles:read")
)
def roles() -> dict[str, Any]:
    """Everybody's roles, by localpart

    Whoever has none is a user.
    """
    return {"roles": [_given(each) for each in grants.everybody(connection())]}


@part.operation(
    "/admin/people/<localpart:localpart>/roles",
    shapes.Grant,
    method="POST",
    status=201,
    guard=ROLES,
    body=shapes.NewGrant,
    errors=[404, 409],
    example={"role": "moderator", "department": 3},
    headers=LOCATION,
)
def give(wanted: Mapping[str, Any], localpart: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Give a role

    The source gives roles too; each takes away its own only.
    """
    minting.confirm(own_session())
    grant = Grant(Role(wanted["role"]), wanted["department"])
    grants.give(connection(), asker().localpart, localpart, grant)
    given = Given(localpart, grant, None, Origin.PORTAL)
    return _given(given), 201, {"Location": _address(localpart, grant)}


@part.operation(
    "/admin/people/<localpart:localpart>/roles/<role:role>",
    method="DELETE",
    status=204,
    guard=ROLES,
    errors=[404, 409],
)
def take(localpart: str, role: str) -> None:
    """Take a role that somebody has everywhere

    409 for the source's, and for the last administrator's.
    """
    grants.take(connection(), asker().localpart, localpart, Grant(Role(role)))


@part.operation(
    "/admin/people/<localpart:localpart>/roles/<role:role>/departments/<id:department_id>",
    method="DELETE",
    status=204,
    guard=ROLES,
    errors=[404, 409],
)
def take_in(localpart: str, role: str, department_id: int) -> None:
    """Take a role that somebody has in a department"""
    grants.take(connection(), asker().localpart, localpart, Grant(Role(role), department_id))


@part.operation(
    "/admin/people/<localpart:localpart>/end-sessions",
    method="POST",
    status=204,
    guard=permitted(Permission.END_SESSIONS),
    errors=[404],
)
def end_sessions(localpart: str) -> None:
    """Sign somebody out everywhere

    Browsers and streams end; devices and programs may come back.
    """
    ending.end_everything(connection(), asker().localpart, localpart)


@part.operation(
    "/admin/message-rules", shapes.Rules, guard=permitted(Permission.MANAGE_RULES, "roles:read")
)
def rules() -> dict[str, Any]:
    """Who may write to whom

    Somebody may write to somebody unless a rule that fits refuses it and none that fits allows it.
    """
    return {"rules": [_rule(each) for each in permissions.rules(connection())]}


@part.operation(
    "/admin/message-rules",
    shapes.Rule,
    method="POST",
    status=201,
    guard=RULES,
    body=shapes.NewRule,
    errors=[404, 409],
    example={
        "sender": {"department": None, "role": None},
        "recipient": {"department": 3, "role": None},
        "allowed": False,
    },
    headers=LOCATION,
)
def make_rule(wanted: Mapping[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Make a rule

    It counts from the next message on.
    """
    minting.confirm(own_session())
    made = permissions.make(
        connection(),
        asker().localpart,
        _side(wanted["sender"]),
        _side(wanted["recipient"]),
        allowed=wanted["allowed"],
    )
    return _rule(made), 201, {"Location": url_for(f"{part.name}.remove_rule", rule_id=made.id)}


@part.operation(
    "/admin/message-rules/<id:rule_id>", method="DELETE", status=204, guard=RULES, errors=[404]
)
def remove_rule(rule_id: int) -> None:
    """Remove a rule"""
    permissions.remove(connection(), asker().localpart, rule_id)


@part.operation(
    "/admin/audit",
    shapes.Audit,
    guard=permitted(Permission.READ_AUDIT, "audit:read"),
    query=shapes.AuditQuery,
)
def entries(query: Mapping[str, Any]) -> dict[str, Any]:
    """What was done, the newest first

    Sign-ins and refused ones, roles, rules, readings of the source. Auditors of departments see
    what the people of those did and what was done to them.
    """
    scope = grants.check(connection(), asker().localpart, Permission.READ_AUDIT)
    action = Action(query["action"]) if "action" in query else None
    wanted = Wanted(action, query.get("person"), None if scope.everywhere else scope.departments)
    found = audit.entries(connection(), wanted, query["limit"] + 1, query.get("before"))
    shown = found[: query["limit"]]
    return {"entries": shown, "next": shown[-1].cursor if len(found) > len(shown) else None}


def _given(given: Given) -> dict[str, Any]:
    role, department = given.grant
    return {
        "localpart": given.localpart,
        "role": role,
        "department": department,
        "origin": given.origin,
    }


def _address(localpart: str, grant: Grant) -> str:
    values: dict[str, Any] = {"localpart": localpart, "role": grant.role}
    if grant.department_id is None:
        return url_for(f"{part.name}.take", **values)
    return url_for(f"{part.name}.take_in", **values, department_id=grant.department_id)


def _rule(rule: Rule) -> dict[str, Any]:
    sides = {"sender": rule.sender, "recipient": rule.recipient}
    said = {name: {"department": each[0], "role": each[1]} for name, each in sides.items()}
    return {"id": rule.id, "allowed": rule.allowed, **said}


def _side(said: Mapping[str, Any]) -> Side:
    return Side(said["department"], Role(said["role"]) if said["role"] else None)
