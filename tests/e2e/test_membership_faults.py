"""Rooms while they cannot be recorded, and what the record says of a server that ended."""

import os
import signal
from typing import Any
from uuid import uuid4
from xml.etree.ElementTree import fromstring

import pytest
import pytest_asyncio

from tests.e2e.test_database_away import RECOVERY_SECONDS, away
from tests.harness import cast
from tests.harness.feed import Feed, Row
from tests.harness.stack import Stack, eventually
from tests.harness.stanza import Stanza, with_body, with_id
from tests.harness.xmpp import Client

MUC = "http://jabber.org/protocol/muc"


@pytest.fixture
def feed(own_stack: Stack) -> Feed:
    return Feed(own_stack)


@pytest_asyncio.fixture
async def ada(own_stack: Stack) -> Client:
    return await own_stack.sign_in(cast.ADA, "phone")


@pytest_asyncio.fixture
async def grace(own_stack: Stack) -> Client:
    return await own_stack.sign_in(cast.GRACE, "phone")


@pytest_asyncio.fixture
async def linus(own_stack: Stack) -> Client:
    return await own_stack.sign_in(cast.LINUS, "phone")


@pytest_asyncio.fixture
async def room(own_stack: Stack, ada: Client, grace: Client) -> str:
    room = f"room-{uuid4()}@{own_stack.rooms}"
    await ada.join(room, "Ada")
    await grace.join(room, "Grace")
    for client in (ada, grace):
        await client.settle(room)
        client.forget()
    return room


def acts(rows: list[Row]) -> list[tuple[str, str]]:
    return [(row.type, row.sender) for row in rows if row.kind == "membership"]


def started_anew(status: dict[str, Any], postgres: int) -> bool:
    return "healthy" == status["state"] and postgres != int(status["parts"]["postgres"]["pid"])


async def ban(owner: Client, person: Client, room: str) -> Stanza:
    item = f"<item affiliation='outcast' jid='{person.bare}'/>"
    return await owner.ask("set", f"<query xmlns='{MUC}#admin'>{item}</query>", room)


async def says(client: Client, room: str, text: str) -> None:
    """As soon as the record takes it."""
    refused = True
    while refused:
        id = client.say(room, text, type="groupchat", id=f"say-{uuid4()}")
        refused = (await client.expect(with_id(id))).type == "error"


async def affiliations(owner: Client, room: str, affiliation: str) -> list[str | None]:
    query = f"<query xmlns='{MUC}#admin'><item affiliation='{affiliation}'/></query>"
    answer = await owner.ask("get", query, room)
    return [item.get("jid") for item in answer.element.iterfind("{*}query/{*}item")]


async def test_what_cannot_be_recorded_is_not_so_and_what_happened_is_recorded_later(
    own_stack: Stack, ada: Client, grace: Client, linus: Client, room: str, feed: Feed
) -> None:
    postgres = own_stack.pid("postgres")
    with away(own_stack):
        banned = await ban(ada, grace, room)
        grace.send(f"<presence to='{room}/Amazing'/>")
        renamed = await grace.expect(lambda found: found.type == "error")
        await grace.leave(room, "Grace")
        linus.send(f"<presence to='{room}/Linus'><x xmlns='{MUC}'/></presence>")
    answer = await linus.expect(lambda found: found.sender == f"{room}/Linus", seconds=60)
    expected = {("leave", grace.jid)} | ({("enter", linus.jid)} if answer.type is None else set())
    eventually(own_stack.status, lambda status: started_anew(status, postgres), RECOVERY_SECONDS)
    rows = eventually(feed.rows, lambda rows: expected <= set(acts(rows)), RECOVERY_SECONDS + 15)

    assert ["resource-constraint"] * 2 == [banned.error, renamed.error]
    assert [] == await affiliations(ada, room, "outcast")
    assert {"unavailable"} == {found.type for found in ada.inbox if found.sender == f"{room}/Grace"}
    assert sorted(expected) == sorted(acts(rows))


async def test_a_room_is_as_it_was_when_what_changed_it_was_not_recorded(
    own_stack: Stack, ada: Client, grace: Client, room: str, feed: Feed
) -> None:
    with own_stack.database("migrate") as lock, lock.transaction():
        lock.execute("lock table stoa.feed in access exclusive mode")
        banned = await ban(ada, grace, room)
    await says(grace, room, "still here")
    heard = await ada.expect(with_body("still here"))
    with own_stack.database("ejabberd") as connection:
        name = room.partition("@")[0]
        query = "select opts from muc_room where name = %s"
        (stored,) = connection.execute(query, (name,)).fetchone() or ("",)

    assert "resource-constraint" == banned.error
    assert f"{room}/Grace" == heard.sender
    assert [] == [found for found in grace.inbox if found.kind == "presence"]
    assert [] == await affiliations(ada, room, "outcast")
    assert ("owner" in stored, "outcast" in stored) == (True, False)
    assert [] == acts(feed.rows())


async def test_an_orderly_stop_writes_what_waits(
    own_stack: Stack, room: str, linus: Client, feed: Feed
) -> None:
    with own_stack.database("migrate") as lock, lock.transaction():
        lock.execute("lock table stoa.feed in access exclusive mode")
        await linus.join(room, "Linus")
    os.kill(own_stack.pid("ejabberd"), signal.SIGTERM)
    started = eventually(feed.rows, lambda rows: ("leave", own_stack.domain) in acts(rows), 60)
    eventually(own_stack.status, lambda status: status["state"] == "healthy", 60)

    assert ("enter", linus.jid) in acts(started)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_the_record_says_that_nobody_is_in_a_room_when_the_server_starts(
    own_stack: Stack, room: str, feed: Feed, number: signal.Signals
) -> None:
    def starts(rows: list[Row]) -> list[Row]:
        return [row for row in rows if row.recipient == own_stack.rooms]

    os.kill(own_stack.pid("ejabberd"), number)
    (started,) = starts(eventually(feed.rows, lambda rows: bool(starts(rows)), 60))
    eventually(own_stack.status, lambda status: status["state"] == "healthy", 60)
    again = await own_stack.sign_in(cast.ADA, "laptop")
    await again.join(room, "Ada")
    entered = feed.rows()[-1]

    element = fromstring(started.xml)  # noqa: S314  the server's own
    assert ("membership", "leave", own_stack.domain) == (
        started.kind,
        started.type,
        started.sender,
    )
    assert (None, "The server started") == (
        element.find("{*}item"),
        element.findtext("{*}reason"),
    )
    assert ("enter", again.jid, room) == (entered.type, entered.sender, entered.recipient)
    assert started.stanza_id < entered.stanza_id
