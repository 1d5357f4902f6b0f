"""Recording: twenty senders to twenty recipients, with mod_stoa beside the same without it.

Both runs write both archives (mod_mam); the one with mod_stoa also asks `stoa.accept` about every
message, which checks policy and records it. They alternate on one stack of their own. So do, after
them, 4,000 rules about who may write to whom and none.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from statistics import quantiles

import psutil

from bench import wire
from bench.own_stack import own_stack, status
from bench.people import enrol
from bench.recording import Recording
from bench.report import Figures, figure, options, show
from bench.rules import Rules
from bench.wire import Wire
from tests.harness.stack import Stack

PAIRS = 20
BODY = "A message of a typical length, about one hundred and twenty characters. " * 2
GOAL = 1.7
WITHOUT = "the same without mod_stoa"
PLANNED = 10
"""Messages of each sender after which every connection of the server has its plans again."""
WITHOUT_RULES = "the same without rules about who may write to whom"
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


@dataclass
class Crowd:
    """Connected people; each sender's messages go to all recipients in turn."""

    stack: Stack
    senders: list[Wire]
    recipients: list[Wire]
    component: Wire
    sent: int = 0

    def _message(self, place: int, recipient: int, sender: str = "") -> str:
        return (
            f"<message{sender} to='recipient{recipient}@{self.stack.domain}' type='chat'"
            f" id='b{place}'><body>{BODY}</body></message>"
        )

    def _batch(self, first: int, count: int, sender: str = "") -> bytes:
        messages = (self._message(first + n, (first + n) % PAIRS, sender) for n in range(count))
        return "".join(messages).encode()

    async def settle(self) -> None:
        await asyncio.gather(*(one.settle() for one in [*self.senders, *self.recipients]))

    async def everybody_sends(self, each: int) -> float:
        """Seconds until the last message has arrived."""
        batches = [self._batch(self.sent + n * each, each) for n in range(PAIRS)]
        return await self._send(list(zip(self.senders, batches, strict=True)), each * PAIRS)

    async def component_sends(self, count: int) -> float:
        sender = f" from='announcements.{self.stack.domain}'"
        return await self._send([(self.component, self._batch(self.sent, count, sender))], count)

    async def _send(self, load: list[tuple[Wire, bytes]], count: int) -> float:
        shares = [0] * PAIRS
        for place in range(self.sent, self.sent + count):
            shares[place % PAIRS] += 1
        self.sent += count
        began = time.perf_counter()
        for sender, batch in load:
            sender.write(batch)
        pairs = zip(self.recipients, shares, strict=True)
        async with asyncio.timeout(120):
            await asyncio.gather(*(recipient.messages(share) for recipient, share in pairs))
        return time.perf_counter() - began

    async def one_by_one(self, count: int) -> list[float]:
        """Milliseconds of each message from the sender's write to the recipient's read."""
        taken = []
        for _ in range(count):
            began = time.perf_counter()
            self.senders[0].write(self._message(self.sent, 0))
            await self.recipients[0].messages(1)
            taken.append((time.perf_counter() - began) * 1000)
            self.sent += 1
        return taken


@asynccontextmanager
async def crowd(stack: Stack) -> AsyncIterator[Crowd]:
    names = [f"{role}{n}" for role in ("sender", "recipient") for n in range(PAIRS)]
    passwords = enrol(stack, names)
    wires = [await wire.client(stack, name, passwords[name]) for name in names]
    announcing = await wire.component(stack, "announcements")
    yield Crowd(stack, wires[:PAIRS], wires[PAIRS:], announcing)
    for one in [*wires, announcing]:
        one.close()


@dataclass
class Rounds:
    """Measurements by kind, with (True) and without mod_stoa."""

    taken: dict[str, dict[bool, list[float]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def add(self, kind: str, on: bool, value: float) -> None:
        self.taken[kind][on].append(value)

    def pairs(self, kind: str) -> Iterator[tuple[float, float]]:
        return zip(self.taken[kind][True], self.taken[kind][False], strict=True)


def cpu_seconds(stack: Stack) -> dict[str, float]:
    """CPU time the server's processes have used so far."""
    parts = status(stack)["parts"]
    used = {}
    for part in ("ejabberd", "postgres"):
        process = psutil.Process(parts[part]["pid"])
        used[part] = sum(map(_cpu_seconds, [process, *process.children(recursive=True)]))
    return used


def _cpu_seconds(process: psutil.Process) -> float:
    with suppress(psutil.NoSuchProcess):  # it has ended since
        return float(sum(process.cpu_times()[:2]))
    return 0.0


async def measure(stack: Stack, rounds: int, each: int, single: int) -> Rounds:
    found = Rounds()
    async with crowd(stack) as people:
        rules = Rules(
            stack, [f"{role}{n}" for role in ("sender", "recipient") for n in range(PAIRS)]
        )
        recording = Recording(stack)
        for number in range(-1, rounds):
            for on in (number % 2 == 0, number % 2 != 0):
                recording.switch(on)
                await _round(people, recording, found if number >= 0 else Rounds(), each, single)
        recording.switch(True)
        for number in range(-1, rounds):
            for ruled in (number % 2 == 0, number % 2 != 0):
                with rules.made(ruled):
                    await _ruled_round(people, ruled, found if number >= 0 else Rounds(), each)
    return found


async def _ruled_round(people: Crowd, ruled: bool, found: Rounds, each: int) -> None:
    await people.settle()
    await people.everybody_sends(PLANNED)
    before = cpu_seconds(people.stack)
    found.add("ruled", ruled, await people.everybody_sends(each))
    used = cpu_seconds(people.stack)["postgres"] - before["postgres"]
    found.add("ruled postgres", ruled, used * 1e6 / (each * PAIRS))


async def _round(
    people: Crowd, recording: Recording, found: Rounds, each: int, single: int
) -> None:
    await people.settle()
    on, before = recording.on, cpu_seconds(people.stack)
    with recording.exactly(each * PAIRS):
        found.add("chat", on, await people.everybody_sends(each))
    for part, used in cpu_seconds(people.stack).items():
        found.add(part, on, (used - before[part]) * 1e6 / (each * PAIRS))
    with recording.exactly(each * PAIRS // 2):
        found.add("component", on, await people.component_sends(each * PAIRS // 2))
    with recording.exactly(single):
        latencies = quantiles(await people.one_by_one(single), n=20)
    found.add("p50", on, latencies[9])
    found.add("p95", on, latencies[18])


def figures(found: Rounds, each: int) -> Figures:
    total = each * PAIRS
    made = {
        "time_ratio": figure(
            [on / off for on, off in found.pairs("chat")], "ratio", "lower", GOAL, WITHOUT
        ),
        "component_time_ratio": figure(
            [on / off for on, off in found.pairs("component")], "ratio", "lower", None, WITHOUT
        ),
    }
    made["rules_time_ratio"] = figure(
        [on / off for on, off in found.pairs("ruled")], "ratio", "lower", None, WITHOUT_RULES
    )
    made["rules_postgres_cpu"] = figure(
        [on - off for on, off in found.pairs("ruled postgres")], "µs/message", "lower"
    )
    for on, suffix in ((True, ""), (False, "_without")):
        rate = [total / seconds for seconds in found.taken["chat"][on]]
        made[f"messages{suffix}"] = figure(rate, "messages/s", "higher")
        rate = [total / 2 / seconds for seconds in found.taken["component"][on]]
        made[f"component_messages{suffix}"] = figure(rate, "messages/s", "higher")
        for kind in ("p50", "p95"):
            made[f"latency_{kind}{suffix}"] = figure(found.taken[kind][on], "ms", "lower")
        for part in ("ejabberd", "postgres"):
            made[f"{part}_cpu{suffix}"] = figure(found.taken[part][on], "µs/message", "lower")
    return made


def assert_durable(stack: Stack) -> None:
    """What ejabberd's own role gets, read from PostgreSQL."""
    with stack.database("ejabberd") as connection:
        found = {
            name: connection.execute(
                "select setting from pg_settings where name = %s", (name,)
            ).fetchone()
            for name in DURABLE
        }
    assert found == {name: (value,) for name, value in DURABLE.items()}, found


def main() -> None:
    parser = options(__doc__ or "", rounds=7, each=150, single=200)
    chosen = parser.parse_args()
    with own_stack(chosen.port_base) as stack:
        assert_durable(stack)
        found = asyncio.run(measure(stack, chosen.rounds, chosen.each, chosen.single))
        assert_durable(stack)
    show("feed", figures(found, chosen.each), chosen)


if __name__ == "__main__":
    main()
