"""What the ledger has written stays as it is, whoever is connected to the database."""

import psycopg
import pytest

from tests.store.forger import TABLES, History, history

__all__ = ["history"]

VERBS = ("update stoa.{0} set {1} = {1}", "delete from stoa.{0}", "truncate stoa.{0} cascade")
STATEMENTS = [
    verb.format(*table)
    for table in TABLES.items()
    for verb in VERBS
    if (table[0], verb) != ("ledger_content", VERBS[1])
]
"""Only contents may be destroyed."""


@pytest.mark.parametrize("statement", STATEMENTS)
@pytest.mark.parametrize("replication", ["origin", "replica"])
def test_not_even_a_superusers_statement_changes_what_was_written(
    history: History, statement: str, replication: str
) -> None:
    with psycopg.connect(history.ledger.address) as connection:
        connection.execute(f"set local session_replication_role = {replication}".encode())
        with pytest.raises(psycopg.errors.RestrictViolation, match="only grows"):
            connection.execute(statement.encode())
        connection.rollback()


@pytest.mark.parametrize("statement", STATEMENTS)
@pytest.mark.parametrize("role", ["ejabberd", "ledger", "retention", "app"])
def test_no_role_may_change_what_was_written(history: History, role: str, statement: str) -> None:
    with psycopg.connect(history.ledger.address) as connection:
        connection.execute(f"set local role {role}".encode())
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())
        connection.rollback()
