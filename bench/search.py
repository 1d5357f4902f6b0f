"""Searching messages: rare, usual and very common words, by people in few and many conversations.

Beside it: the same words counted in all messages by the index alone, without asking who may read
what. Also how fast the views are made anew from the ledger. A very common word is in three to five
of a hundred messages, a usual one in one to four of a thousand, a rare one in one of twenty
thousand.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import product
from statistics import median, quantiles

import psycopg
from sqlalchemy import Connection, text

from bench import said
from bench.own_stack import own_stack
from bench.report import Figures, figure, options, show
from components.archive.ledger.keys import KeyStore
from components.archive.search.hits import find
from components.archive.search.query import parse
from components.archive.views.languages import Languages
from components.archive.views.views import Views, records
from tests.harness.stack import Stack

GOAL_MS, RATIO_GOAL, REBUILD_GOAL = 30, 1.5, 5000
A_PAGE, ROUNDS = 20, 3
COMMON, USUAL, RARE = (25, 30, 35, 40), (300, 500, 800, 1000), (18_000, 19_000, 20_000, 21_000)
PLAIN = "the index alone"
SMALL = "a tenth of the messages"
SETTLE_SECONDS = 300

COUNT = text(
    "select count(*) from stoa.message where words @@ plainto_tsquery('pg_catalog.english', :typed)"
)
EMPTY = (
    "truncate stoa.conversation, stoa.participant, stoa.message, stoa.reading, stoa.mark,"
    " stoa.receipt, stoa.occupant, stoa.message_edit"
)
SAY = """
insert into stoa.feed (host, source, kind, type, sender, recipient, nick, stanza_id, message_id,
                       storable, xml)
select %(domain)s, 'c2s', 'message', 'chat', s.jid || '/phone', r.jid, '',
       %(first)s + n, 'b' || n, true,
       '<message xmlns=''jabber:client'' type=''chat'' id=''b' || n || ''' from=''' || s.jid
       || '/phone'' to=''' || r.jid || '''><body>Is the engine ready for the test number ' || n
       || ' of this week?</body></message>'
  from generate_series(1, %(messages)s) n,
       lateral (select 'person' || n %% 50 || '@' || %(domain)s as jid) s,
       lateral (select 'person' || 50 + n %% 40 || '@' || %(domain)s as jid) r
"""


def queries() -> dict[str, list[str]]:
    """What is typed, by kind."""
    words = {
        name: [said.word(rank) for rank in ranks]
        for name, ranks in (("common", COMMON), ("usual", USUAL), ("rare", RARE))
    }
    pairs = zip(words["common"], words["usual"], strict=True)
    return words | {"several": [f"{one} {other}" for one, other in pairs]}


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def p95(taken: Sequence[float]) -> float:
    return quantiles(taken, n=20)[18]


class Search:
    """Each kind of query by each reader, and the index alone, in turn."""

    def __init__(self, connection: Connection, domain: str) -> None:
        self._connection, self._domain = connection, domain
        self.taken: dict[tuple[str, int], list[float]] = {}
        self.plain: list[float] = []

    def measure(self) -> None:
        for (kind, asked), count in product(queries().items(), said.READERS):
            for typed in asked:
                reader = f"reader{count}@{self._domain}"
                search = partial(find, self._connection, reader, parse(typed), A_PAGE)
                self.taken.setdefault((kind, count), []).append(timed(search))
                plain = partial(self._connection.execute, COUNT, {"typed": typed})
                self.plain.append(timed(plain))

    def of(self, kind: str | None = None, count: int | None = None) -> list[float]:
        return [
            each
            for (found, reader), taken in self.taken.items()
            if kind in (None, found) and count in (None, reader)
            for each in taken
        ]


def searched(stack: Stack, messages: int) -> list[Search]:
    """One a round, after one that warms up."""
    with stack.database("postgres") as database:
        database.execute(EMPTY)
        said.say(database, messages, stack.domain)
    with stack.engine("app") as engine, engine.connect() as connection:
        rounds = [Search(connection, stack.domain) for _ in range(ROUNDS + 1)]
        for each in rounds:
            each.measure()
    return rounds[1:]


def rebuilt(stack: Stack, messages: int) -> float:
    """Messages a second, from the ledger's entries to views in place."""
    first = time.time_ns() // 1000
    with stack.database("postgres") as database:
        database.execute(SAY, {"domain": stack.domain, "first": first, "messages": messages})
        _until_told(database, messages)
    keys = KeyStore(stack.home / "keys", read_only=True)
    with stack.engine("ledger") as engine:
        languages = Languages()
        languages.of("Is the engine ready?")  # which loads the model
        views = Views(engine, records(engine, keys), languages.of)
        taken = timed(lambda: views.rebuild(lambda _: None))
    return messages / taken * 1000


def _until_told(database: psycopg.Connection[tuple[int]], messages: int) -> None:
    deadline = time.monotonic() + SETTLE_SECONDS
    count = "select count(*) from stoa.message where message_id like 'b%'"
    while (database.execute(count).fetchone() or (0,))[0] < messages:
        assert time.monotonic() < deadline, "the views do not follow"
        time.sleep(0.5)


def figures(small: Sequence[Search], large: Sequence[Search], rebuild: float) -> Figures:
    made = {
        "search_p95": figure([p95(each.of()) for each in large], "ms", "lower", GOAL_MS),
        "search_p50": figure([median(each.of()) for each in large], "ms", "lower"),
        "plain_p95": figure([p95(each.plain) for each in large], "ms", "lower"),
        "ratio_to_plain": figure(
            [p95(each.of()) / p95(each.plain) for each in large],
            "ratio",
            "lower",
            RATIO_GOAL,
            PLAIN,
        ),
        "small_p95": figure([p95(each.of()) for each in small], "ms", "lower", GOAL_MS),
        "growth": figure(
            [p95(one.of()) / p95(other.of()) for one, other in zip(large, small, strict=True)],
            "ratio",
            "lower",
            None,
            SMALL,
        ),
        "rebuild_rate": figure([rebuild], "messages/s", "higher", REBUILD_GOAL),
    }
    for kind in queries():
        made[f"{kind}_p95"] = figure([p95(each.of(kind)) for each in large], "ms", "lower")
    for count in said.READERS:
        taken = [p95(each.of(count=count)) for each in large]
        made[f"of_{count}_p95"] = figure(taken, "ms", "lower")
    return made


def main() -> None:
    parser = options(__doc__ or "", messages=1_000_000, rebuilt_messages=50_000)
    chosen = parser.parse_args()
    with own_stack(chosen.port_base) as stack:
        rate = rebuilt(stack, chosen.rebuilt_messages)
        small = searched(stack, chosen.messages // 10)
        large = searched(stack, chosen.messages)
    show("search", figures(small, large, rate), chosen)


if __name__ == "__main__":
    main()
