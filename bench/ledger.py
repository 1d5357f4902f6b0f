"""The ledger: how fast it takes what ejabberd records, and proves one of a million entries.

Twenty senders write to twenty recipients, with mod_mam on, to a ledger that has a million entries
already. Then a backlog, a burst, an announcement to ten thousand people, and the same load again
while another program keeps a transaction open that has written.
"""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from statistics import median, quantiles

from sqlalchemy import text

from bench import entries
from bench.fault.kills import Kill, recover, started, strike
from bench.feed import BODY, PAIRS, Crowd, assert_durable, crowd
from bench.intake import Intake
from bench.own_stack import own_stack, status
from bench.report import Figures, figure, options, show
from components.archive.ledger.tree import Tree
from components.archive.ledger.verifier import verify_consistency, verify_inclusion
from components.directory import accounts
from tests.harness.stack import Stack

PROOFS = 400
SINGLE = 100
PROOF_MILLISECONDS = 50
LATENCY_MILLISECONDS = 100
BESIDE = "what ejabberd records and archives in the same run"
WITHOUT = "the same without a foreign transaction"
BURST = """
insert into stoa.feed (host, source, kind, type, sender, recipient, nick, stanza_id, message_id,
                       storable, xml)
select %(host)s, 'c2s', 'message', 'chat', 'sender' || n %% 20 || '@' || %(host)s || '/burst',
       'recipient' || n / 20 %% 20 || '@' || %(host)s, '',
       (extract(epoch from now()) * 1000000)::bigint + n, 'burst' || n, false,
       '<message type=''chat'' id=''burst' || n || ''' to=''recipient' || n / 20 %% 20 || '@'
       || %(host)s || '''><body>' || n || ' ' || %(body)s || '</body></message>'
  from generate_series(1, %(count)s) n
"""
LEAF = text("select leaf_hash from stoa.ledger_entry where seq = :seq")
BODIES = (
    "select count(distinct body) from stoa.ledger_entry where seq >= %s and source = 'component'"
)


@dataclass(frozen=True)
class Sizes:
    rounds: int
    each: int
    """Messages of each sender in a round."""
    entries: int
    burst: int
    everybody: int
    """People who get an announcement."""
    foreign_seconds: int


@dataclass
class Found:
    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, *values: float) -> None:
        self.taken[name] += values


class Measuring:
    def __init__(self, stack: Stack, people: Crowd, sizes: Sizes, found: Found) -> None:
        self._stack, self._people, self._sizes, self._found = stack, people, sizes, found
        self._intake = Intake(stack)

    async def beside_ejabberd(self) -> None:
        """The same messages: recorded and archived while the ledger takes them, and taken alone."""
        count = self._sizes.each * PAIRS
        before = await self._quiet()
        with self._intake.lag() as waited:
            ejabberd = count / await self._people.everybody_sends(self._sizes.each)
        late = await asyncio.to_thread(self._intake.reaches, before + count)
        with self._intake.standing():
            await self._people.everybody_sends(self._sizes.each)
            backlog = before + 2 * count - self._intake.size()
        seconds = await asyncio.to_thread(self._intake.reaches, before + 2 * count)
        self._found.add("messages", ejabberd)
        self._found.add("intake", backlog / seconds)
        self._found.add("lag_p95", quantiles(waited, n=20)[18])
        self._found.add("caught_up", late * 1000)

    async def one_by_one(self) -> None:
        """From the sender's write until it is in the ledger."""
        size = await self._quiet()
        taken = []
        for number in range(SINGLE):
            began = time.perf_counter()
            await self._people.one_by_one(1)
            await asyncio.to_thread(self._intake.reaches, size + number + 1)
            taken.append((time.perf_counter() - began) * 1000)
        self._found.add("latency_p95", quantiles(taken, n=20)[18])

    async def burst(self) -> None:
        """Rows that become visible at once."""
        size = await self._quiet()
        values = {"host": self._stack.domain, "body": BODY, "count": self._sizes.burst}
        with self._stack.database("migrate") as connection:
            connection.execute(BURST, values)
        seconds = await asyncio.to_thread(self._intake.reaches, size + self._sizes.burst)
        self._found.add("burst", self._sizes.burst / seconds)

    async def announcement(self) -> None:
        """A component writes the same to everybody."""
        names = [f"reader{n}" for n in range(self._sizes.everybody)]
        with self._stack.engine("app") as engine, engine.begin() as connection:
            for name in names:
                accounts.create(connection, name)
        size = await self._quiet()
        component, domain = self._people.component, self._stack.domain
        for name in names:
            component.write(
                f"<message from='announcements.{domain}' to='{name}@{domain}' type='headline'"
                f" id='announced'><body>{BODY}</body></message>"
            )
        await component.writer.drain()
        await asyncio.to_thread(self._intake.reaches, size + len(names))
        with self._stack.database("migrate") as connection:
            row = connection.execute(BODIES, (size,)).fetchone()
        assert row
        self._found.add("announcement_bodies", row[0])

    async def foreign_transaction(self) -> None:
        """Rounds of load for as long, without it and with it; the last ones count."""
        for suffix in ("", "_foreign"):
            await self._quiet()
            if not suffix:
                await self._load(suffix, self._sizes.foreign_seconds / 4)
                continue
            with self._stack.database("postgres") as foreign, foreign.transaction():
                foreign.execute("set local idle_in_transaction_session_timeout = 0")
                foreign.execute("select pg_current_xact_id()")
                await self._load(suffix, self._sizes.foreign_seconds)

    async def _load(self, suffix: str, seconds: float) -> None:
        began, rates = time.perf_counter(), []
        late: list[list[float]] = []
        while time.perf_counter() - began < seconds:
            with self._intake.lag() as waited:
                took = await self._people.everybody_sends(self._sizes.each)
            rates.append(self._sizes.each * PAIRS / took)
            late.append(waited)
        last = slice(-max(1, len(rates) // 4), None)
        self._found.add(f"steady{suffix}", *rates[last])
        self._found.add(f"steady_lag{suffix}", *(quantiles(one, n=20)[18] for one in late[last]))

    async def _quiet(self) -> int:
        await self._people.settle()
        return await asyncio.to_thread(self._intake.quiet)


async def grow(stack: Stack, count: int) -> None:
    """Behind the archive's back, which therefore begins anew."""
    Intake(stack).quiet()
    before = started(status(stack))
    with stack.engine("postgres") as engine, engine.begin() as connection:
        connection.exec_driver_sql("set local session_replication_role = replica")
        entries.append(connection, count)
    with stack.database("postgres") as connection:
        connection.execute("vacuum analyze stoa.ledger_entry, stoa.recorded_stanza")
    strike(stack, Kill.ARCHIVE)
    await recover(stack, Kill.ARCHIVE, before)


def prove(stack: Stack, found: Found) -> None:
    """Proofs for entries and sizes anywhere, each verified."""
    source = random.Random(1)  # noqa: S311  places, not secrets
    with stack.engine("app") as engine, engine.connect() as connection:
        size = Tree(connection).size()
        root = Tree(connection).root(size)
        for _ in range(PROOFS):
            seq, old = source.randrange(size), source.randrange(1, size)
            leaf = connection.execute(LEAF, {"seq": seq}).scalar_one()
            old_root = Tree(connection).root(old)
            path, took = timed(Tree(connection).inclusion, seq, size)
            found.add("proof", took)
            assert verify_inclusion(leaf, seq, size, path, root)
            path, took = timed(Tree(connection).consistency, old, size)
            found.add("consistency", took)
            assert verify_consistency(old, size, old_root, root, path)


def timed(
    prove: Callable[[int, int], list[bytes]], place: int, size: int
) -> tuple[list[bytes], float]:
    """With milliseconds."""
    began = time.perf_counter()
    path = prove(place, size)
    return path, (time.perf_counter() - began) * 1000


async def measure(stack: Stack, sizes: Sizes) -> Found:
    found = Found()
    async with crowd(stack) as people:
        await people.everybody_sends(sizes.each)
        await grow(stack, sizes.entries)
        prove(stack, found)
        measuring = Measuring(stack, people, sizes, found)
        for _ in range(sizes.rounds):
            await measuring.beside_ejabberd()
        await measuring.one_by_one()
        await measuring.burst()
        await measuring.announcement()
        await measuring.foreign_transaction()
    return found


def figures(found: Found) -> Figures:
    taken = found.taken
    paired = zip(taken["intake"], taken["messages"], strict=True)
    steady, foreign = taken["steady"], taken["steady_foreign"]
    lags, foreign_lags = taken["steady_lag"], taken["steady_lag_foreign"]
    return {
        "intake_ratio": figure(
            [one / other for one, other in paired], "ratio", "higher", 1, BESIDE
        ),
        "intake": figure(taken["intake"], "rows/s", "higher"),
        "messages": figure(taken["messages"], "messages/s", "higher"),
        "burst": figure(taken["burst"], "rows/s", "higher"),
        "latency_p95": figure(taken["latency_p95"], "ms", "lower", LATENCY_MILLISECONDS),
        "lag_p95": figure(taken["lag_p95"], "ms", "lower"),
        "caught_up": figure(taken["caught_up"], "ms", "lower"),
        "foreign_rate_ratio": figure(
            [median(foreign) / median(steady)], "ratio", "higher", None, WITHOUT
        ),
        "foreign_lag_p95": figure(foreign_lags, "ms", "lower"),
        "without_foreign_lag_p95": figure(lags, "ms", "lower"),
        "proof_p95": figure(
            [quantiles(taken["proof"], n=20)[18]], "ms", "lower", PROOF_MILLISECONDS
        ),
        "consistency_p95": figure(
            [quantiles(taken["consistency"], n=20)[18]], "ms", "lower", PROOF_MILLISECONDS
        ),
        "announcement_bodies": figure(taken["announcement_bodies"], "bodies", "lower", 1),
    }


def main() -> None:
    parser = options(
        __doc__ or "",
        rounds=3,
        each=400,
        entries=1_000_000,
        burst=100_000,
        everybody=10_000,
        foreign_seconds=60,
    )
    chosen = parser.parse_args()
    names = (field.name for field in fields(Sizes))
    sizes = Sizes(**{name: getattr(chosen, name) for name in names})
    with own_stack(chosen.port_base) as stack:
        assert_durable(stack)
        found = asyncio.run(measure(stack, sizes))
    show("ledger", figures(found), chosen)


if __name__ == "__main__":
    main()
