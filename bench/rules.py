"""Rules about who may write to whom, switched on and off in a running stack."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.harness.stack import Stack

PEOPLE, DEPARTMENTS, RULES = 10_000, 200, 4_000

# The people have all left, so that nobody tells the server of them; rules do not ask that.
ORGANISATION = (
    "insert into stoa.department (source_id, name, room)"
    " select 'rules ' || n, 'Rules ' || n, 'rules-' || n from generate_series(1, %(groups)s) n",
    "insert into stoa.account (localpart)"
    " select 'rules-' || n from generate_series(1, %(people)s) n",
    "insert into stoa.person (localpart, source_id, user_name, name, removed_at)"
    " select localpart, localpart, localpart, localpart, now() from stoa.account"
    " where starts_with(localpart, 'rules-') or localpart = any(%(crowd)s)",
    "insert into stoa.membership"
    " select p.localpart, d.id from"
    " (select localpart, row_number() over (order by md5(localpart)) as n from stoa.person"
    "   where source_id = localpart) p join"
    " (select id, row_number() over (order by id) as n from stoa.department"
    "   where starts_with(source_id, 'rules ')) d"
    " on d.n in (1 + p.n %% %(groups)s, 1 + p.n * 7 %% %(groups)s)",
)

# All of them allow: every message is to arrive, and each asks the rules of both directions.
MADE = """
insert into stoa.message_rule (sender_department, recipient_department, allowed)
select s.id, r.id, true from stoa.department s, stoa.department r
 where starts_with(s.source_id, 'rules ') and starts_with(r.source_id, 'rules ')
 order by md5(s.id || ' ' || r.id) limit %(rules)s
"""
TIDY = "vacuum (analyze) stoa.message_rule, stoa.membership, stoa.role, stoa.department"


class Rules:
    """Of 10,000 people in 200 departments, the crowd of the benchmark among them."""

    def __init__(self, stack: Stack, crowd: Sequence[str]) -> None:
        self._stack = stack
        values = {"groups": DEPARTMENTS, "people": PEOPLE, "crowd": list(crowd)}
        with stack.database("migrate") as connection:
            for statement in ORGANISATION:
                connection.execute(statement, values)

    @contextmanager
    def made(self, on: bool) -> Iterator[None]:
        if not on:
            yield
            return
        self._execute(MADE)
        yield
        self._execute("delete from stoa.message_rule")

    def _execute(self, statement: str) -> None:
        """And what autovacuum would do within a minute."""
        with self._stack.database("migrate") as connection:
            connection.execute(statement, {"rules": RULES} if "%" in statement else None)
            connection.execute(TIDY)
