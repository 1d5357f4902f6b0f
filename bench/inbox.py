"""Inbox: 1,000 conversations, pages of history, and how soon a message is in them.

One person's conversations in a stack of its own, filled as the archive fills them: first with a
tenth of the messages, then with all. Each is asked as clients ask, and of the database alone.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from statistics import quantiles
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import Connection

from bench.own_stack import own_stack
from bench.report import Figures, figure, options, show
from components.archive import conversations, inbox
from tests.harness import cast
from tests.harness.program import Program, program
from tests.harness.stack import Stack
from tests.harness.xmpp import Client

CONVERSATIONS = 1_000
PAGE = 50
INBOX_GOAL_MS, PAGE_GOAL_MS, LAG_GOAL_MS = 50, 20, 300
ROUNDS, ASKED = 5, 40
BETWEEN_SECONDS, LOOK_SECONDS = 0.05, 0.002
SEEN = "select id from stoa.message where md5(message_id) = md5(%(name)s)"
FIRST_ID, APART = 1_700_000_000_000_000, 1_000_000
"""µs: a message a second."""
FIRST_CONVERSATION = 1_000_000_000
"""Beyond what the ledger of the stack gives."""
XMPP_INBOX = "<inbox xmlns='urn:xmpp:inbox:1'/>"

MADE = (
    "insert into stoa.conversation (id, key, kind, name)"
    " select %(first)s + n, case when n %% 2 = 0 then 'bench-' || n || '@conference.' || %(domain)s"
    " else %(reader)s || ' person' || n || '@' || %(domain)s end,"
    " case when n %% 2 = 0 then 'room' else 'direct' end, 'Conversation ' || n"
    " from generate_series(0, %(conversations)s - 1) n",
    "insert into stoa.participant (conversation_id, address, since_id)"
    " select id, %(reader)s, 1 from stoa.conversation where id >= %(first)s",
    "insert into stoa.reading (address, conversation_id, read_to, counted, at)"
    " select %(reader)s, id, 0, 0, now() from stoa.conversation where id >= %(first)s",
)
# Early conversations hold more of what is said than late ones; the last fiftieth is not read.
SAID = (
    "insert into stoa.message (id, conversation_id, place, sender, at, kind, body, message_id)"
    " select %(first_id)s + n * %(apart)s::bigint, %(first)s + c, 1 + n, 'person@' || %(domain)s,"
    " to_timestamp(%(first_id)s::bigint / 1000000 + n), 'text',"
    " repeat('What was said. ', 1 + n %% 12), 'm' || n from (select n, (%(conversations)s"
    " * power(('x' || left(md5(n::text), 8))::bit(32)::bigint / 4294967296.0, 2))::int as c"
    " from generate_series(%(from)s, %(to)s - 1) n) s where c < %(conversations)s",
    "update stoa.conversation c set last_id = m.last_id, counted = m.counted from ("
    " select conversation_id, max(id) as last_id, max(place) as counted from stoa.message"
    " where conversation_id >= %(first)s group by 1) m where m.conversation_id = c.id",
    "update stoa.reading r set (read_to, counted) = (select m.id, m.place from stoa.message m"
    " where m.conversation_id = r.conversation_id and m.id <= %(read_to)s order by m.id desc"
    " limit 1) where r.conversation_id >= %(first)s and exists (select from stoa.message m"
    " where m.conversation_id = r.conversation_id and m.id <= %(read_to)s)",
)
TIDY = "vacuum (analyze) stoa.message, stoa.conversation, stoa.participant, stoa.reading"


def fill(database: psycopg.Connection[Any], stack: Stack, start: int, end: int) -> None:
    """Messages from one number up to another."""
    values = {
        "first": FIRST_CONVERSATION,
        "conversations": CONVERSATIONS,
        "reader": stack.jid(cast.ADA),
        "domain": stack.domain,
        "first_id": FIRST_ID,
        "apart": APART,
        "from": start,
        "to": end,
        "read_to": FIRST_ID + end * APART * 49 // 50,
    }
    for statement in SAID if start else (*MADE, *SAID):
        database.execute(statement, values)
    database.execute(TIDY)


def p95_ms(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1] * 1000


def timed(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began


def rounds(ask: Callable[[], object]) -> list[float]:
    ask()
    return [p95_ms([timed(ask) for _ in range(ASKED)]) for _ in range(ROUNDS)]


def whole_inbox(connection: Connection, reader: str) -> None:
    found = inbox.entries(connection, reader)
    assert len(found) >= CONVERSATIONS
    inbox.unread(found)
    inbox.previews(connection, reader, found[:PAGE])


class Places:
    """Pages anywhere in any conversation, the same in each run."""

    def __init__(self, stack: Stack, messages: int) -> None:
        self._stack, self._messages = stack, messages
        self._chance = random.Random(7)  # noqa: S311

    def next(self) -> tuple[str, int]:
        number = int(CONVERSATIONS * self._chance.random() ** 2) // 2 * 2
        place = FIRST_ID + self._chance.randrange(self._messages) * APART
        return f"bench-{number}@{self._stack.rooms}", place


def of_database(stack: Stack, connection: Connection, messages: int) -> dict[str, list[float]]:
    reader, places = stack.jid(cast.ADA), Places(stack, messages)

    def page() -> None:
        address, place = places.next()
        entry = conversations.find(connection, reader, address)
        conversations.before(connection, reader, entry, place, PAGE)

    return {
        "inbox_sql": rounds(lambda: whole_inbox(connection, reader)),
        "page_sql": rounds(page),
    }


def of_rest(asker: Program, stack: Stack, messages: int) -> dict[str, list[float]]:
    places = Places(stack, messages)

    def page() -> None:
        address, place = places.next()
        asker.get(f"/conversations/{address}/messages?before={place}&limit={PAGE}")

    return {
        "inbox_rest": rounds(lambda: asker.get(f"/conversations?limit={PAGE}")),
        "page_rest": rounds(page),
    }


async def of_xmpp(ada: Client) -> dict[str, list[float]]:
    async def ask() -> None:
        ada.forget()
        answer = await ada.ask("get", XMPP_INBOX)
        assert len(ada.messages) == PAGE, answer

    return {"inbox_xmpp": await async_rounds(ask)}


async def async_rounds(ask: Callable[[], Awaitable[None]]) -> list[float]:
    await ask()
    found = []
    for _ in range(ROUNDS):
        took = []
        for _ in range(ASKED):
            began = time.perf_counter()
            await ask()
            took.append(time.perf_counter() - began)
        found.append(p95_ms(took))
    return found


async def lag(ada: Client, grace: str, database: psycopg.Connection[Any]) -> list[float]:
    """ms from the record of a message, whose time its id is, to its place in the views."""
    found = []
    for _ in range(ROUNDS):
        took = []
        for _ in range(ASKED):
            name = uuid4().hex
            ada.say(grace, "How soon?", id=name)
            took.append(await asyncio.to_thread(seen, database, name))
            await asyncio.sleep(BETWEEN_SECONDS)
        found.append(p95_ms(took))
    return found


def seen(database: psycopg.Connection[Any], name: str) -> float:
    """Seconds since the message was recorded, as soon as it can be read."""
    while not (row := database.execute(SEEN, {"name": name}).fetchone()):
        time.sleep(LOOK_SECONDS)
    return time.time() - int(row[0]) / 1e6


async def measure(stack: Stack, messages: int) -> dict[str, list[float]]:
    """Rounds of p95 in ms."""
    grace = stack.jid(cast.GRACE)
    ada = await stack.sign_in(cast.ADA, "bench")
    with stack.engine("app") as engine, engine.connect() as connection:
        found = of_database(stack, connection, messages)
    with program(stack, cast.ADA, "messages:read") as asker:
        found |= of_rest(asker, stack, messages)
    found |= await of_xmpp(ada)
    with stack.database("app") as database:
        found["view_lag"] = await lag(ada, grace, database)
    await stack.hang_up()
    return found


GOALS = {
    **dict.fromkeys(("inbox_sql", "inbox_rest", "inbox_xmpp"), INBOX_GOAL_MS),
    **dict.fromkeys(("page_sql", "page_rest"), PAGE_GOAL_MS),
    "view_lag": LAG_GOAL_MS,
}


def figures(few: dict[str, list[float]], many: dict[str, list[float]], tenth: str) -> Figures:
    found = {
        f"{name}_p95_ms": figure(each, "ms", "lower", GOALS[name]) for name, each in many.items()
    }
    growth = {
        f"{name}_growth": figure(
            [late / early for early, late in zip(few[name], each, strict=True)],
            "ratio",
            "lower",
            beside=tenth,
        )
        for name, each in many.items()
    }
    return found | growth


def main() -> None:
    chosen = options(__doc__ or "", messages=1_000_000).parse_args()
    tenth, every = chosen.messages // 10, chosen.messages
    with own_stack(chosen.port_base) as stack, stack.database("postgres") as database:
        fill(database, stack, 0, tenth)
        few = asyncio.run(measure(stack, tenth))
        fill(database, stack, tenth, every)
        many = asyncio.run(measure(stack, every))
    show("inbox", figures(few, many, f"the same with {tenth:,} messages"), chosen)


if __name__ == "__main__":
    main()
