"""The inbox of an account, over XMPP, as every client of a person sees it."""

import asyncio
from uuid import uuid4

import pytest
import pytest_asyncio

from tests.e2e.conftest import MakeRoom, SignIn
from tests.harness import cast
from tests.harness.feed import Feed
from tests.harness.pep import publish
from tests.harness.stack import Stack
from tests.harness.stanza import Stanza, named, with_body
from tests.harness.xmpp import Client

NS = "urn:xmpp:inbox:1"
INBOX = f"<inbox xmlns='{NS}'/>"
MOST_SECONDS = 60
MDS, PINNED = "urn:xmpp:mds:displayed:0", "urn:stoa:pinned:1"


@pytest_asyncio.fixture
async def alan(sign_in: SignIn) -> Client:
    return await sign_in(cast.ALAN)


async def inbox(client: Client) -> tuple[dict[str, Stanza], Stanza]:
    """Entries by address, and the answer that came after them."""
    answer = await client.ask("get", INBOX)
    assert answer.type == "result", answer
    entries = [each for each in client.inbox if entry(each)]
    client.inbox = [each for each in client.inbox if not entry(each)]
    return {entry(each)["jid"]: each for each in entries}, answer


def entry(stanza: Stanza) -> dict[str, str]:
    found = stanza.child(f"{{{NS}}}entry")
    return {} if found is None else found.attrib


async def unread_in(client: Client, address: str, wanted: int) -> Stanza:
    """The entry, as soon as so much is unread in it."""
    async with asyncio.timeout(MOST_SECONDS):
        while True:
            entries, _ = await inbox(client)
            if address in entries and entry(entries[address])["unread"] == str(wanted):
                return entries[address]
            await asyncio.sleep(0.05)


async def without(client: Client, address: str) -> None:
    """Returns as soon as the conversation is not listed."""
    async with asyncio.timeout(MOST_SECONDS):
        while True:
            entries, _ = await inbox(client)
            if address not in entries:
                return
            await asyncio.sleep(0.05)


async def in_which(client: Client, address: str, body: str) -> tuple[Stanza, Stanza]:
    """The entry, as soon as this was said last in it, and the answer."""
    async with asyncio.timeout(MOST_SECONDS):
        while True:
            entries, answer = await inbox(client)
            if address in entries and last(entries[address]) == body:
                return entries[address], answer
            await asyncio.sleep(0.05)


def ours(stanza: Stanza) -> dict[str, str]:
    found = stanza.child("{urn:stoa:inbox:1}conversation")
    return {} if found is None else found.attrib


def last(stanza: Stanza) -> str | None:
    return stanza.element.findtext("{urn:stoa:inbox:1}conversation/{urn:stoa:inbox:1}last")


async def test_accounts_say_that_they_have_an_inbox(ada: Client) -> None:
    asked = "<query xmlns='http://jabber.org/protocol/disco#info'/>"
    account = await ada.ask("get", asked, ada.bare)
    server = await ada.ask("get", asked, ada.domain)

    def features(answer: Stanza) -> list[str | None]:
        return [each.get("var") for each in answer.element.iterfind("{*}query/{*}feature")]

    assert NS in features(account)
    assert NS not in features(server)


async def test_what_is_said_is_in_the_inbox_of_those_who_take_part(
    ada: Client, ada_laptop: Client, grace: Client, linus: Client, feed: Feed
) -> None:
    body = f"hello {uuid4()}"
    grace.say(ada.bare, body)
    received = await ada.expect(with_body(body))
    feed.new_rows()
    found, end = await in_which(ada, grace.bare, body)
    entries, _ = await inbox(grace)
    await ada_laptop.settle()

    (stanza_id,) = received.stanza_ids.values()
    assert (ada.bare, ada.jid) == (found.sender, found.recipient)
    assert (ada.bare, stanza_id) == (end.sender, entry(found)["id"])
    assert stanza_id == str(found.archive_id)
    assert body == (found.archived and found.archived.body)
    assert ("0", body) == (entry(entries[ada.bare])["unread"], last(entries[ada.bare]))
    assert body not in str(await inbox(linus))
    assert [] == [each for each in ada_laptop.inbox if entry(each)]
    assert [] == feed.new_rows()


async def test_what_one_device_reads_is_read_for_all(
    stack: Stack, ada: Client, ada_laptop: Client, linus: Client
) -> None:
    body = f"hello {uuid4()}"
    linus.message(
        ada.bare, f"<body>{body}</body><markable xmlns='urn:xmpp:chat-markers:0'/>", id=body
    )
    await ada.expect(with_body(body))
    before, _ = await in_which(ada, linus.bare, body)
    ada.message(linus.bare, f"<displayed xmlns='urn:xmpp:chat-markers:0' id='{body}'/>")
    found = await unread_in(ada_laptop, linus.bare, 0)

    assert "0" != entry(before)["unread"]
    assert body == last(found)


async def test_what_a_persons_devices_agree_on_counts_for_all_of_them(
    stack: Stack, ada: Client, ada_laptop: Client, alan: Client
) -> None:
    body = f"hello {uuid4()}"
    alan.say(ada.bare, body)
    received = await ada.expect(with_body(body))
    (stanza_id,) = received.stanza_ids.values()
    before, _ = await in_which(ada, alan.bare, body)
    given = f"<stanza-id xmlns='urn:xmpp:sid:0' by='{ada.bare}' id='{stanza_id}'/>"
    await publish(ada, MDS, alan.bare, f"<displayed xmlns='{MDS}'>{given}</displayed>")
    await publish(ada, PINNED, alan.bare, f"<pinned xmlns='{PINNED}'/>")
    found = await unread_in(ada_laptop, alan.bare, 0)
    async with asyncio.timeout(MOST_SECONDS):
        while ours(found)["pinned"] != "true":
            found = (await inbox(ada_laptop))[0][alan.bare]

    assert ("false", "1") == (ours(before)["pinned"], entry(before)["unread"])
    assert stanza_id == ours(found)["read"]
    assert "false" == ours((await inbox(alan))[0][ada.bare])["pinned"]


async def test_a_room_is_in_the_inbox_of_its_members_alone(
    stack: Stack, ada: Client, grace: Client, linus: Client, make_room: MakeRoom
) -> None:
    room = await make_room(ada)
    member = (
        "<query xmlns='http://jabber.org/protocol/muc#admin'>"
        f"<item jid='{linus.bare}' affiliation='member'/></query>"
    )
    assert "result" == (await ada.ask("set", member, room)).type
    ada.send(f"<message to='{room}' type='groupchat' id='r'><body>in the room</body></message>")
    await ada.expect(with_body("in the room"))
    found = await unread_in(linus, room, 1)

    assert f"{room}/Ada" == (found.archived and found.archived.sender)
    assert room not in (await inbox(grace))[0]
    expelled = member.replace("'member'", "'none'")
    assert "result" == (await ada.ask("set", expelled, room)).type
    await without(linus, room)


@pytest.mark.parametrize("type", ["get", "set"])
async def test_nobody_asks_for_anothers_inbox(ada: Client, linus: Client, type: str) -> None:
    answer = await linus.ask(type, INBOX, ada.bare)
    await ada.settle()

    assert "error" == answer.type
    assert [] == [each for each in ada.inbox + linus.inbox if entry(each)]


async def test_nobody_speaks_to_the_archive_as_the_server(
    stack: Stack, ada: Client, linus: Client
) -> None:
    asked = (
        "<delegation xmlns='urn:xmpp:delegation:1'><forwarded xmlns='urn:xmpp:forward:0'>"
        f"<iq xmlns='jabber:client' type='get' id='q' from='{ada.jid}' to='{ada.bare}'>{INBOX}</iq>"
        "</forwarded></delegation>"
    )
    answer = await linus.ask("set", asked, f"archive.{stack.domain}")
    await ada.settle()

    assert "forbidden" == answer.error
    assert [] == [each for each in ada.inbox + linus.inbox if entry(each)]


async def test_a_request_it_does_not_understand_is_answered(alan: Client) -> None:
    answer = await alan.ask("get", f"<inbox xmlns='{NS}' unread-only='perhaps'/>")

    assert ("bad-request", alan.bare) == (answer.error, answer.sender)
    assert not [each for each in alan.inbox if named("message")(each)]
