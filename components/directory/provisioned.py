"""What ejabberd has been told, noted by subject with a digest of each fact's state."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from components.directory.wanted import Fact, state
from schemas.db.tables.people import provisioned


def known(connection: Connection) -> dict[str, str]:
    """State by subject."""
    rows = connection.execute(select(provisioned.c.subject, provisioned.c.state))
    return {row.subject: row.state for row in rows}


def note(connection: Connection, facts: Iterable[Fact], over: Collection[str] = ()) -> None:
    """`over` are the subjects of what has been withdrawn."""
    # A note that a crash loses costs another telling; waiting for the disk would cost each of them.
    connection.execute(text("set local synchronous_commit = off"))
    if over:
        connection.execute(delete(provisioned).where(provisioned.c.subject.in_(over)))
    rows = [{"subject": fact.subject, "state": state(fact)} for fact in facts]
    if rows:
        new = insert(provisioned).values(rows)
        told = {"state": new.excluded.state, "at": func.now()}
        connection.execute(new.on_conflict_do_update(index_elements=["subject"], set_=told))
