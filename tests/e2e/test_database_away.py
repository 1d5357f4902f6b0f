"""The database hangs or is away: senders are told, and nothing is delivered unrecorded."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from uuid import uuid4

import psutil
import pytest
import pytest_asyncio

from tests.harness import cast
from tests.harness.feed import Feed, Row
from tests.harness.stack import Stack, eventually
from tests.harness.xmpp import Client

AWAY_SECONDS = 8.0
RECOVERY_SECONDS = 15.0
PACE_SECONDS = 0.05
DEVICES = "<devices xmlns='urn:stoa:devices:1'/>"


@contextmanager
def hanging(stack: Stack) -> Iterator[None]:
    """PostgreSQL accepts connections and answers nothing: it and its backends are stopped."""
    postmaster = psutil.Process(stack.pid("postgres"))
    stopped = [postmaster, *postmaster.children(recursive=True)]
    for process in stopped:
        process.suspend()
    try:
        yield
    finally:
        for process in stopped:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.resume()


@contextmanager
def away(stack: Stack) -> Iterator[None]:
    """PostgreSQL has died, and the supervisor is held back from starting it again."""
    status = stack.status()
    os.kill(status["supervisor"], signal.SIGSTOP)
    try:
        postmaster = psutil.Process(status["parts"]["postgres"]["pid"])
        for process in [postmaster, *postmaster.children(recursive=True)]:
            process.kill()
        yield
    finally:
        os.kill(status["supervisor"], signal.SIGCONT)


class Load:
    """Ada sends to Grace and to their room, one message after the other."""

    def __init__(self, sender: Client, recipients: list[tuple[str, str]]) -> None:
        self._sender, self._recipients = sender, recipients
        self.sent: list[str] = []

    async def flow(self) -> None:
        while True:
            recipient, type = self._recipients[len(self.sent) % len(self._recipients)]
            number = str(len(self.sent))
            self.sent.append(self._sender.say(recipient, number, type=type, id=number))
            await asyncio.sleep(PACE_SECONDS)  # the pace of the load; nothing waits for it


@pytest_asyncio.fixture
async def ada(own_stack: Stack) -> Client:
    return await own_stack.sign_in(cast.ADA, "phone")


@pytest_asyncio.fixture
async def grace(own_stack: Stack) -> Client:
    return await own_stack.sign_in(cast.GRACE, "phone")


@pytest_asyncio.fixture
async def room(own_stack: Stack, ada: Client, grace: Client) -> str:
    room = f"room-{uuid4()}@{own_stack.rooms}"
    await ada.join(room, "Ada")
    await grace.join(room, "Grace")
    for client in (ada, grace):
        await client.settle(room)
        client.forget()
    return room


@pytest.mark.parametrize("fault", [hanging, away], ids=["hanging", "away"])
async def test_nothing_is_delivered_unrecorded_and_traffic_resumes_by_itself(
    own_stack: Stack,
    ada: Client,
    grace: Client,
    room: str,
    fault: Callable[[Stack], AbstractContextManager[None]],
) -> None:
    feed = Feed(own_stack)
    load = Load(ada, [(grace.bare, "chat"), (room, "groupchat")])
    flow = asyncio.create_task(load.flow())
    received = [await grace.expect(lambda stanza: stanza.body == "9")]
    with fault(own_stack):
        began = time.monotonic()
        errors = [await ada.expect(lambda stanza: stanza.type == "error", seconds=20)]
        await asyncio.sleep(began + AWAY_SECONDS - time.monotonic())  # how long the fault lasts
        sent_while_away = len(load.sent)
    received.append(
        await grace.expect(
            lambda stanza: stanza.body is not None and int(stanza.body) >= sent_while_away,
            seconds=RECOVERY_SECONDS,
        )
    )
    flow.cancel()
    await ada.settle()
    await ada.settle(room)
    await grace.settle()
    received += grace.messages
    errors += [message for message in ada.messages if message.type == "error"]
    delivered = {message.body for message in received}
    bounced = {error.id for error in errors}
    rows = eventually(
        feed.rows, lambda rows: _counting(rows) <= delivered, seconds=RECOVERY_SECONDS
    )

    assert {("resource-constraint", "wait")} == {(e.error, e.error_type) for e in errors}
    assert len(received) == len(delivered)
    assert len(errors) == len(bounced)
    assert set(load.sent) == delivered | bounced
    assert set() == delivered & bounced
    assert delivered == _counting(rows)


async def test_a_device_whose_message_waits_to_be_recorded_is_there(own_stack: Stack) -> None:
    phone = await own_stack.sign_in(cast.LINUS, "phone")
    page = await own_stack.sign_in(cast.LINUS, "page")
    with own_stack.database("migrate") as lock, lock.transaction():
        lock.execute("lock table stoa.feed in access exclusive mode")
        said = phone.say(page.bare, "a note", id="note")
        waiting = eventually(
            lambda: lock.execute("select 1 from pg_locks where not granted").fetchone(), bool, 10
        )
        answer = await page.ask("get", DEVICES)
    await phone.expect(lambda stanza: stanza.id == said)
    (device,) = answer.element.iterfind("{*}devices/{*}device")

    assert waiting
    assert ("phone", "true", "true", "online") == tuple(
        device.get(name) for name in ("resource", "connected", "active", "show")
    )


def _counting(rows: list[Row]) -> set[str | None]:
    """The messages whose rows are not followed by one that says they were refused."""
    refused = {row.stanza_id for row in rows if row.kind == "outcome"}
    return {row.message_id for row in rows if row.kind == "message"} - {
        row.message_id for row in rows if row.kind == "message" and row.stanza_id in refused
    }
