"""People from a CMS: stored, told to the server, changed and left alone, while two of them chat.

Beside it: ejabberd's own registration of the same accounts, which makes accounts and nothing else.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any, LiteralString

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from bench import wire
from bench.own_stack import own_stack
from bench.people import enrol, password
from bench.registering import registered
from bench.report import Figure, Figures, figure, options, show
from bench.town import Town, town
from bench.wire import Wire
from components.runtime import jobs
from tests.harness.stack import Stack

STORED_GOAL_SECONDS, TOLD_GOAL_SECONDS, CHANGES_GOAL_SECONDS = 60, 600, 5
LATENCY_GOAL = 2
REGISTRATION = "ejabberd's own registration"
QUIET = "the same chat before"
TIMEOUT_SECONDS = 3600
LOOK_SECONDS, CHAT_SECONDS, SETTLE_SECONDS = 0.1, 0.02, 20
BODY = "A message of a typical length, about one hundred and twenty characters. " * 2
WRITTEN = (
    *("account", "person", "department", "membership", "role", "picture", "provisioned"),
    *("provisioning", "sync_change"),
)
"""What a run that changes nothing may not write to; `sync_run` says that it took place."""


@dataclass
class Measured:
    seconds: dict[str, float] = field(default_factory=dict)
    latencies: dict[str, list[float]] = field(default_factory=dict)
    writes: int = 0


class Watch:
    """What the directory has stored and told."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._database: psycopg.Connection[Any] = stack.database("postgres")

    def synchronise(self) -> None:
        """Returns at once; `stored` follows."""
        self._before = self._one("select coalesce(max(id), 0) from stoa.sync_run")
        with self._stack.engine("app") as engine, engine.begin() as connection:
            jobs.defer(connection, "directory.sync")

    async def stored(self) -> None:
        """The run asked for has ended."""
        query = "select count(*) from stoa.sync_run where id > %s and finished_at is not null"
        await _until(lambda: self._one(query, self._before) > 0)

    async def told(self) -> None:
        """Nothing is left to tell, pictures included; nothing was refused."""
        await _until(self._all_told)
        assert self._one("select refused from stoa.provisioning") == 0

    def _all_told(self) -> bool:
        pictures = self._one(
            "select count(*) from stoa.person p left join stoa.picture i using (localpart)"
            " where p.picture_source <> coalesce(i.source, '')"
        )
        people = self._one("select count(*) from stoa.person where removed_at is null")
        profiles = "select count(*) from stoa.provisioned where subject like 'profile %%'"
        done = "select count(*) from stoa.provisioning where done = total"
        return pictures == 0 and self._one(profiles) == people and self._one(done) == 1

    def now(self) -> int:
        """A transaction's number: `written` counts what comes after it."""
        return self._one("select pg_current_xact_id()::text::bigint")

    def written(self, since: int) -> int:
        """Rows of what a run that changes nothing leaves alone."""
        rows = "select count(*) from stoa.{} where xmin::text::bigint > %s"
        return sum(self._one(SQL(rows).format(Identifier(name)), since) for name in WRITTEN)

    def _one(self, query: LiteralString | Composed, *values: object) -> int:
        (found,) = self._database.execute(query, values).fetchone() or (0,)
        return int(found)


class Chat:
    """One message after another, from the sender's write to the recipient's read."""

    def __init__(self, stack: Stack, sender: Wire, recipient: Wire) -> None:
        self._sender, self._recipient = sender, recipient
        self._message = (
            f"<message to='recipient@{stack.domain}' type='chat'><body>{BODY}</body></message>"
        )

    async def until(self, done: asyncio.Future[Any]) -> list[float]:
        """Milliseconds of each."""
        taken = []
        settled = time.monotonic()
        while not done.done():
            began = time.perf_counter()
            self._sender.write(self._message)
            await self._recipient.messages(1)
            taken.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(CHAT_SECONDS)
            if time.monotonic() - settled > SETTLE_SECONDS:
                await asyncio.gather(self._sender.settle(), self._recipient.settle())
                settled = time.monotonic()
        return taken


async def _until(look: Callable[[], bool]) -> None:
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while not await asyncio.to_thread(look):  # noqa: ASYNC110  another process decides
            await asyncio.sleep(LOOK_SECONDS)


async def measure(stack: Stack, place: Town, changes: int, quiet_seconds: float) -> Measured:
    found, watch = Measured(), Watch(stack)
    passwords = enrol(stack, ["sender", "recipient"])
    sender, recipient = [await wire.client(stack, *one) for one in passwords.items()]
    chat = Chat(stack, sender, recipient)
    quiet = asyncio.ensure_future(asyncio.sleep(quiet_seconds))
    found.latencies["before"] = await chat.until(quiet)
    place.settle()
    first = asyncio.ensure_future(_first(stack, watch, found))
    found.latencies["meanwhile"] = await chat.until(first)
    await first
    await _changes(stack, watch, place, changes, found)
    await _nothing(watch, found)
    return found


async def _first(stack: Stack, watch: Watch, found: Measured) -> None:
    began = time.perf_counter()
    watch.synchronise()
    await watch.stored()
    (await wire.client(stack, "person1", password(stack, "person1"))).close()
    found.seconds["first_stored"] = time.perf_counter() - began
    await watch.told()
    found.seconds["first_told"] = time.perf_counter() - began


async def _changes(stack: Stack, watch: Watch, place: Town, changes: int, found: Measured) -> None:
    """One of the colleagues looks on with an open contact list."""
    viewer = await wire.client(stack, "person1", password(stack, "person1"))
    viewer.write("<iq type='get' id='contacts'><query xmlns='jabber:iq:roster'/></iq>")
    await viewer.until("<iq[^>]* id='contacts'.*?</iq>")
    seen = place.marry(changes) - 1
    began = time.perf_counter()
    watch.synchronise()
    for _ in range(seen):
        await viewer.until("-Married")
    found.seconds["changes_seen"] = time.perf_counter() - began
    await watch.stored()
    await watch.told()
    found.seconds["changes_told"] = time.perf_counter() - began
    viewer.close()


async def _nothing(watch: Watch, found: Measured) -> None:
    before, began = watch.now(), time.perf_counter()
    watch.synchronise()
    await watch.stored()
    found.seconds["no_change"] = time.perf_counter() - began
    await watch.told()
    found.writes = watch.written(before)


def figures(found: Measured, people: int, registration_seconds: float) -> Figures:
    taken = found.seconds
    goals = {
        "first_stored": STORED_GOAL_SECONDS,
        "first_told": TOLD_GOAL_SECONDS,
        "changes_seen": CHANGES_GOAL_SECONDS,
        "changes_told": CHANGES_GOAL_SECONDS,
        "no_change": None,
    }
    made = {name: figure([taken[name]], "s", "lower", goal) for name, goal in goals.items()}
    made["no_change_writes"] = figure([found.writes], "rows", "lower", 0)
    for name in ("first_stored", "first_told"):
        rate = people / taken[name]
        made[f"{name}_rate"] = figure([rate], "people/s", "higher", None, REGISTRATION)
    made["registration_rate"] = figure([people / registration_seconds], "accounts/s", "higher")
    return made | _latencies(found)


def _latencies(found: Measured) -> dict[str, Figure]:
    made = {}
    spread = {when: quantiles(taken, n=20) for when, taken in found.latencies.items()}
    for name, place in (("p50", 9), ("p95", 18)):
        before, meanwhile = spread["before"][place], spread["meanwhile"][place]
        made[f"latency_{name}_before"] = figure([before], "ms", "lower")
        made[f"latency_{name}"] = figure([meanwhile], "ms", "lower")
        made[f"latency_{name}_ratio"] = figure(
            [meanwhile / before], "ratio", "lower", LATENCY_GOAL, QUIET
        )
    return made


def main() -> None:
    parser = options(__doc__ or "", people=10_000, departments=200, changes=100, quiet_seconds=20)
    chosen = parser.parse_args()
    localparts = [f"person{number}" for number in range(1, chosen.people + 1)]
    with own_stack(chosen.port_base) as stack:
        registration = registered(stack, localparts)
        with town(stack, chosen.people, chosen.departments) as place:
            found = asyncio.run(measure(stack, place, chosen.changes, chosen.quiet_seconds))
    show("directory", figures(found, chosen.people, registration), chosen)


if __name__ == "__main__":
    main()
