"""Bursts of messages, a kill within each burst, and what can be seen when all is over."""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bench.fault import kills
from bench.fault.kills import Kill
from bench.fault.people import Person, Recipient, Sender
from bench.fault.verdict import Evidence, Message
from bench.own_stack import status
from bench.people import enrol
from tests.harness.stack import Stack, eventually

ONLINE_SECONDS = 45.0
REDELIVERY_SECONDS = 60.0
INTAKE_SECONDS = 30.0


@dataclass(frozen=True)
class Plan:
    messages: int
    kills: int
    seed: int
    pairs: int = 20
    burst_seconds: float = 0.4


class Run:
    """One stack under fire."""

    def __init__(self, stack: Stack, plan: Plan) -> None:
        self._stack, self._plan = stack, plan
        self._source = random.Random(plan.seed)  # noqa: S311  a schedule, not a secret
        names = [f"{role}{n}" for role in ("sender", "recipient") for n in range(plan.pairs)]
        passwords = enrol(stack, names)
        people = [(name, passwords[name]) for name in names]
        self.senders = [Sender(stack, *one) for one in people[: plan.pairs]]
        self.recipients = [Recipient(stack, *one) for one in people[plan.pairs :]]
        self.sent: dict[str, Message] = {}
        self.log: list[str] = []

    async def __call__(self) -> Evidence:
        everybody: list[Person] = [*self.senders, *self.recipients]
        for person in everybody:
            person.arrive()
        await online(everybody)
        order = kills.schedule(self._plan.kills, self._plan.seed)
        for number, kill in enumerate(order):
            await self._round(number, kill, everybody)
        await redelivered(self._stack)
        await taken(self._stack)
        await leave(everybody)
        for recipient in self.recipients:
            recipient.arrive()
        await online(self.recipients)
        await leave(self.recipients)
        return self._evidence()

    async def _round(self, number: int, kill: Kill, everybody: Sequence[Person]) -> None:
        began = time.monotonic()
        away = self.recipients[self._source.randrange(len(self.recipients))]
        await away.leave()
        before = kills.started(status(self._stack))
        burst = asyncio.create_task(self._burst(number))
        await asyncio.sleep(self._source.uniform(0, self._plan.burst_seconds))
        for group in (self.senders, self.recipients):
            await group[self._source.randrange(len(group))].cut()
        kills.strike(self._stack, kill, self._source)
        await kills.recover(self._stack, kill, before)
        async with asyncio.timeout(ONLINE_SECONDS):
            await burst
        away.arrive()
        await online(everybody)
        self.log.append(f"{number + 1:3} {kill:40} {time.monotonic() - began:5.1f} s")

    async def _burst(self, number: int) -> None:
        plan = self._plan
        first, last = (plan.messages * n // plan.kills for n in (number, number + 1))
        shares: dict[int, list[Message]] = defaultdict(list)
        for place in range(first, last):
            shares[place % plan.pairs].append(self._message(place))
        await asyncio.gather(*(self._send(*share) for share in shares.items()))

    def _message(self, place: int) -> Message:
        sender = self.senders[place % self._plan.pairs]
        recipient = self.recipients[self._source.randrange(self._plan.pairs)]
        return Message(f"m{place}", sender.localpart, recipient.localpart, place)

    async def _send(self, sender: int, messages: Sequence[Message]) -> None:
        for message in messages:
            await asyncio.sleep(self._plan.burst_seconds / len(messages) * self._source.random())
            await self.senders[sender].say(self._stack.jid(message.recipient), message.id)
            self.sent[message.id] = message

    def _evidence(self) -> Evidence:
        copies = {one: ids for r in self.recipients for one, ids in r.copies.items()}
        rows: dict[str, list[int]] = defaultdict(list)
        archived: dict[tuple[str, str], list[int]] = defaultdict(list)
        with self._stack.database("ledger") as connection:
            for stanza_id, message in connection.execute(
                "select stanza_id, message_id from stoa.recorded_stanza where kind = 'message'"
            ):
                rows[message].append(stanza_id)
            refused = {
                row[0]
                for row in connection.execute(
                    "select stanza_id from stoa.recorded_stanza where kind = 'outcome'"
                )
            }
            for owner, message, stanza_id in connection.execute(
                "select username, origin_id, timestamp from ejabberd.archive"
            ):
                archived[owner, message].append(stanza_id)
        return Evidence(
            sent=self.sent,
            acknowledged=set().union(*(one.acknowledged for one in self.senders)),
            errors=set().union(*(one.errors for one in self.senders)),
            copies=copies,
            rows=rows,
            refused=refused,
            archived=archived,
            extra=self._extra(),
        )

    def _extra(self) -> dict[str, int]:
        behind = set().union(*(one.behind for one in self.recipients))
        people: list[Person] = [*self.senders, *self.recipients]
        return {
            "found only by an overlapping catch-up": len(behind),
            "resumed": sum(one.how["resumed"] for one in people),
            "began anew": sum(one.how["began anew"] for one in people),
        }


async def online(people: Sequence[Person]) -> None:
    """Until all of them are connected and caught up."""
    async with asyncio.timeout(ONLINE_SECONDS):
        await asyncio.gather(*(one.online.wait() for one in people))


async def leave(people: Sequence[Person]) -> None:
    await asyncio.gather(*(one.leave() for one in people))


async def redelivered(stack: Stack) -> None:
    """Until the archive has looked through everything that was sent."""
    now = time.time_ns() // 1000
    with stack.database("ledger") as connection:
        # A new connection of the archive makes everything before it suspect.
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'ledger'"
            " and pid <> pg_backend_pid()"
        )

        def looked_through() -> bool:
            row = connection.execute("select checked_through from stoa.redelivery").fetchone()
            return row is not None and row[0] >= now

        found = await asyncio.to_thread(eventually, looked_through, bool, REDELIVERY_SECONDS)
    assert found, "the archive has not looked for undelivered messages"


async def taken(stack: Stack) -> None:
    """Until the ledger has everything that was recorded."""
    with stack.database("ledger") as connection:

        def left() -> int:
            row = connection.execute("select count(*) from stoa.feed").fetchone()
            return int(row[0]) if row else 0

        found = await asyncio.to_thread(eventually, left, lambda rows: rows == 0, INTAKE_SECONDS)
    assert found == 0, f"the ledger lacks {found} rows"
