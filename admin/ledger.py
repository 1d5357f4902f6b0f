"""Who witnesses the ledger is said by administrators, and the audit tells it."""

from __future__ import annotations

from sqlalchemy import Connection

from components.archive.ledger import witnesses
from components.archive.ledger.witnesses import Witness
from components.directory import audit, grants
from components.directory.audit import Action
from components.directory.roles import Permission


def add_witness(connection: Connection, actor: str, vkey: str) -> Witness:
    """Raises NotAllowed, Malformed and Conflict."""
    grants.check(connection, actor, Permission.MANAGE_WITNESSES)
    added = witnesses.add(connection, vkey)
    _record(connection, actor, Action.WITNESS_ADDED, added.name, added.vkey)
    return added


def remove_witness(connection: Connection, actor: str, witness_id: int) -> None:
    """Raises NotAllowed and NotFound."""
    grants.check(connection, actor, Permission.MANAGE_WITNESSES)
    _record(connection, actor, Action.WITNESS_REMOVED, *witnesses.remove(connection, witness_id))


def _record(connection: Connection, actor: str, action: Action, name: str, vkey: str) -> None:
    """Not as the subject, which is mostly somebody's localpart: witnesses choose their names."""
    audit.record(connection, actor, action, details={"name": name, "vkey": vkey})
