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
REPLICATION = ("session_replication_role = origin", "session_replication_role = replica")
"""The second switches off what guards a table usually, foreign keys among it."""


@pytest.mark.parametrize("statement", STATEMENTS)
@pytest.mark.parametrize("setting", ["role = migrate", *REPLICATION])
def test_not_even_a_statement_of_its_owner_or_a_superuser_changes_what_was_written(
    history: History, statement: str, setting: str
) -> None:
    with psycopg.connect(history.ledger.address) as connection:
        connection.execute(f"set local {setting}".encode())
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
