"""Who may write to whom: rules between sides, which `stoa.accept` asks about every message.

Somebody may write to somebody else unless a rule that fits both refuses it and none that fits
allows it; without rules everybody may write to everybody. Whoever was written to within the rules
may answer for thirty days, as long as the rules still let the other write. Rooms are open to those
who are in.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, delete, exists, func, select, text
from sqlalchemy.dialects.postgresql import insert

from components.directory import audit, grants
from components.directory.audit import Action
from components.directory.roles import Permission, Role
from schemas.db.tables.people import department
from schemas.db.tables.permissions import message_rule
from schemas.refusals import Conflict, Malformed, NotFound


class Side(NamedTuple):
    """A department's or project's people, whoever has a role, or whoever has it there: everywhere
    or in that department. Anybody, with neither."""

    department_id: int | None = None
    role: Role | None = None


ANYBODY = Side()
HAVE_PEOPLE = ("department", "project")
"""Kinds of rows of `stoa.department` that have members."""


class Rule(NamedTuple):
    id: int
    sender: Side
    recipient: Side
    allowed: bool


def rules(connection: Connection) -> list[Rule]:
    """The oldest first."""
    query = select(message_rule).order_by(message_rule.c.id)
    return [_rule(*row) for row in connection.execute(query)]


def make(
    connection: Connection, actor: str, sender: Side, recipient: Side, *, allowed: bool
) -> Rule:
    """Raises NotAllowed, NotFound for a department there is not, Malformed for the role of a user,
    and Conflict where there is a rule for the same sides."""
    grants.check(connection, actor, Permission.MANAGE_RULES)
    for side in (sender, recipient):
        _check_side(connection, side)
    row = insert(message_rule).values(_columns(sender, recipient, allowed))
    made = connection.execute(row.on_conflict_do_nothing().returning(*message_rule.c)).one_or_none()
    if made is None:
        raise Conflict("There is a rule for these two already")
    audit.record(connection, actor, Action.RULE_MADE, str(made.id), _details(_rule(*made)))
    return _rule(*made)


def remove(connection: Connection, actor: str, rule_id: int) -> None:
    """Raises NotAllowed and NotFound."""
    grants.check(connection, actor, Permission.MANAGE_RULES)
    gone = delete(message_rule).where(message_rule.c.id == rule_id).returning(*message_rule.c)
    row = connection.execute(gone).one_or_none()
    if row is None:
        raise NotFound("There is no such rule")
    audit.record(connection, actor, Action.RULE_REMOVED, str(rule_id), _details(_rule(*row)))


def may_write(connection: Connection, sender: str, recipient: str) -> bool:
    """As `stoa.accept` decides."""
    query = select(func.stoa.may_write(sender, recipient))
    return bool(connection.execute(query).scalar())


def forget_answers(connection: Connection) -> None:
    """Those who may not answer any more."""
    connection.execute(text("delete from stoa.may_answer where at < now() - interval '30 days'"))


def _check_side(connection: Connection, side: Side) -> None:
    if side.role is Role.USER:
        raise Malformed("Everybody is a user: leave the role out")
    if side.department_id is None:
        return
    there = exists().where(
        department.c.id == side.department_id,
        department.c.removed_at.is_(None),
        department.c.kind.in_(HAVE_PEOPLE),
    )
    if not connection.execute(select(there)).scalar():
        raise NotFound("There is no such department")


def _rule(
    number: int,
    sender_department: int | None,
    sender_role: str | None,
    recipient_department: int | None,
    recipient_role: str | None,
    allowed: bool,
) -> Rule:
    sender = Side(sender_department, Role(sender_role) if sender_role else None)
    recipient = Side(recipient_department, Role(recipient_role) if recipient_role else None)
    return Rule(number, sender, recipient, allowed)


def _columns(sender: Side, recipient: Side, allowed: bool) -> dict[str, object]:
    return {
        "sender_department": sender.department_id,
        "sender_role": sender.role,
        "recipient_department": recipient.department_id,
        "recipient_role": recipient.role,
        "allowed": allowed,
    }


def _details(rule: Rule) -> dict[str, object]:
    return _columns(rule.sender, rule.recipient, rule.allowed)
