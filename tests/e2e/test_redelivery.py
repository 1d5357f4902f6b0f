"""Messages that a crash of ejabberd cut between the record and the archives arrive afterwards."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from bench.fault.kills import Kill, recover, started, strike
from bench.fault.run import redelivered
from bench.own_stack import status
from tests.harness import cast
from tests.harness.stack import Stack
from tests.harness.stanza import Stanza
from tests.harness.xmpp import Client

ADA, GRACE, LINUS, ALAN, MARGARET = cast.EVERYBODY
RECIPIENTS = (GRACE, LINUS, ALAN, MARGARET)
DELAY = "{urn:xmpp:delay}delay"


@dataclass
class Aftermath:
    """Ada wrote to everybody. Grace and Ada are online when the messages are brought, Margaret and
    Alan come later, Alan only asks the archive, and Linus has blocked Ada."""

    ids: dict[str, int] = field(default_factory=dict)
    """Stanza id of the message to each."""
    received: dict[str, list[Stanza]] = field(default_factory=dict)
    archives: dict[str, list[int | None]] = field(default_factory=dict)
    recorded_rows: int = 0


def rows(stack: Stack) -> dict[str, int]:
    """Stanza ids of the record by recipient."""
    with stack.database("ledger") as connection:
        found = connection.execute(
            "select stoa.bare(recipient), stanza_id from stoa.recorded where kind = 'message'"
        )
        return {recipient.partition("@")[0]: stanza_id for recipient, stanza_id in found}


def cut(stack: Stack) -> None:
    """As if ejabberd had died right after it recorded the messages."""
    with stack.database("ejabberd") as connection:
        connection.execute("delete from archive")
        connection.execute("delete from spool")


async def crash(stack: Stack) -> None:
    before = started(status(stack))
    strike(stack, Kill.EJABBERD)
    await recover(stack, Kill.EJABBERD, before)


async def live(client: Client) -> list[Stanza]:
    await client.settle()
    return client.messages


async def archive(client: Client) -> list[int | None]:
    return [found.archive_id for found in await client.archive()]


async def happen(stack: Stack) -> Aftermath:
    seen = Aftermath()
    ada = await stack.sign_in(ADA, "phone")
    linus = await stack.sign_in(LINUS, "phone")
    for person in RECIPIENTS:
        ada.say(stack.jid(person), f"to {person}")
    await ada.settle()
    await linus.settle()
    item = f"<item jid='{stack.jid(ADA)}'/>"
    await linus.ask("set", f"<block xmlns='urn:xmpp:blocking'>{item}</block>")
    seen.ids = rows(stack)
    for client in (ada, linus):
        await client.cut()
    cut(stack)
    await crash(stack)
    clients = {one: await stack.sign_in(one, "phone") for one in (ADA, GRACE, LINUS)}
    await redelivered(stack)
    clients[MARGARET] = await stack.sign_in(MARGARET, "phone")
    for person, client in clients.items():
        seen.received[person] = await live(client)
    clients[ALAN] = await stack.sign_in(ALAN, "phone")
    for person, client in clients.items():
        seen.archives[person] = await archive(client)
        await client.close()
    await crash(stack)
    await redelivered(stack)
    for person in (GRACE, MARGARET):
        client = await stack.sign_in(person, "phone")
        seen.received[person] += await live(client)
        await client.close()
    with stack.database("ledger") as connection:
        row = connection.execute(
            "select count(*) from stoa.recorded where kind = 'message'"
        ).fetchone()
    assert row is not None
    seen.recorded_rows = row[0]
    return seen


@pytest.fixture(scope="module")
def aftermath(own_stack: Stack) -> Aftermath:
    return asyncio.run(happen(own_stack))


def test_who_is_online_gets_the_message_once_with_its_id(
    own_stack: Stack, aftermath: Aftermath
) -> None:
    (message,) = aftermath.received[GRACE]

    assert "to grace" == message.body
    assert {own_stack.jid(GRACE): str(aftermath.ids[GRACE])} == message.stanza_ids


def test_who_comes_later_gets_the_message_once_with_its_id(
    own_stack: Stack, aftermath: Aftermath
) -> None:
    (message,) = aftermath.received[MARGARET]

    assert "to margaret" == message.body
    assert {own_stack.jid(MARGARET): str(aftermath.ids[MARGARET])} == message.stanza_ids


@pytest.mark.parametrize("person", [GRACE, MARGARET])
def test_the_message_bears_the_time_at_which_it_was_sent(aftermath: Aftermath, person: str) -> None:
    (message,) = aftermath.received[person]
    stamps = [delay.get("stamp", "") for delay in message.element.iter(DELAY)]
    sent = datetime.fromtimestamp(aftermath.ids[person] / 1e6, UTC)

    assert [sent.isoformat(timespec="microseconds").replace("+00:00", "Z")] == stamps


@pytest.mark.parametrize("person", [GRACE, ALAN, MARGARET])
def test_the_recipients_archive_has_the_message_once_under_its_id(
    aftermath: Aftermath, person: str
) -> None:
    assert [aftermath.ids[person]] == aftermath.archives[person]


def test_the_senders_archive_has_all_messages_once_and_in_order(aftermath: Aftermath) -> None:
    assert [aftermath.ids[person] for person in RECIPIENTS] == aftermath.archives[ADA]


def test_who_has_blocked_the_sender_gets_nothing_and_the_sender_no_error(
    aftermath: Aftermath,
) -> None:
    assert [] == aftermath.received[LINUS]
    assert [] == aftermath.archives[LINUS]
    assert [] == aftermath.received[ADA]


def test_nothing_is_recorded_again(aftermath: Aftermath) -> None:
    assert len(RECIPIENTS) == aftermath.recorded_rows
