"""How much of what signs in an account may have at once."""

from __future__ import annotations

from sqlalchemy import Connection, Table, func, select

from schemas.db.tables.account import account
from schemas.refusals import Conflict

MOST = 50


def check(connection: Connection, table: Table, localpart: str, what: str) -> None:
    """That one more may be made in this transaction. Raises Conflict.

    `table` has a row for each; those that ended do not count.
    """
    own = select(account.c.localpart).where(account.c.localpart == localpart)
    connection.execute(own.with_for_update(key_share=True))  # two at once wait for each other
    live = (
        select(func.count())
        .select_from(table)
        .where(table.c.localpart == localpart, table.c.revoked_at.is_(None))
        .where((table.c.expires_at > func.now()).is_not(False))
    )
    if connection.execute(live).scalar_one() >= MOST:
        raise Conflict(f"You have {MOST} {what} already; remove one first")
