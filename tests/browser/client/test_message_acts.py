"""What is done to messages, between the web client and slixmpp."""

import asyncio
from collections.abc import AsyncIterator
from collections.abc import Callable as Function
from typing import Any, Literal
from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect
from slixmpp import JID
from slixmpp.stanza import Message
from slixmpp.xmlstream import StanzaBase
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import StanzaPath

from tests.browser.client.conftest import At, Peer, words
from tests.e2e.clients.slixmpp_client import SlixmppClient
from tests.harness import cast, pep
from tests.harness.stack import Stack
from tests.harness.stanza import with_body
from tests.harness.web_client import PATIENCE_MS, WebClient
from tests.harness.xmpp import Client

PLUGINS = (308, 334, 359, 372, 421, 424, 425, 428, 444, 461)
Kind = Literal["chat", "groupchat"]
BOOKMARKS = "urn:xmpp:bookmarks:1"


class George(SlixmppClient):
    """Knows everything that can be done to a message, by the modules of slixmpp."""

    def __init__(self, stack: Stack) -> None:
        super().__init__(stack, cast.GEORGE)
        for number in PLUGINS:
            self._xmpp.register_plugin(f"xep_{number:04}")
        self.messages: list[Message] = []
        self._news = asyncio.Event()
        everything = Callback("messages", StanzaPath("message"), self._take)
        self._xmpp.register_handler(everything)

    def _take(self, message: StanzaBase) -> None:
        assert isinstance(message, Message)
        self.messages.append(message)
        self._news.set()

    async def gets(self, suits: Function[[Message], object]) -> Message:
        """The first such message, also one of before."""
        async with asyncio.timeout(PATIENCE_MS / 1000):
            while True:
                self._news.clear()
                for each in self.messages:
                    if suits(each):
                        return each
                await self._news.wait()

    async def message_of(self, body: str) -> Message:
        return await self.gets(lambda message: message["body"] == body)

    def reacts(self, to: str, id: str, *emoji: str, kind: Kind = "chat") -> None:
        message = self._xmpp.make_message(mto=JID(to), mtype=kind)
        self._xmpp.plugin["xep_0444"].set_reactions(message, id, emoji)
        message.enable("store")
        message.send()

    def corrects(self, to: str, id: str, body: str, kind: Kind = "chat") -> None:
        self._xmpp.plugin["xep_0308"].build_correction(id, JID(to), mtype=kind, mbody=body).send()

    def retracts(self, to: str, id: str, kind: Kind = "chat") -> None:
        self._xmpp.plugin["xep_0424"].send_retraction(JID(to), id, mtype=kind)

    def replies(self, to: str, id: str, quoted: str, body: str) -> None:
        self._xmpp.plugin["xep_0461"].send_reply(
            JID(to), id, quoted, mto=JID(to), mbody=body, mtype="chat"
        )

    async def removes(self, room: str, id: str, reason: str) -> None:
        await self._xmpp.plugin["xep_0425"].moderate(JID(room), id, reason)


def has(name: str) -> Function[[Message], object]:
    return lambda message: message.get_plugin(name, check=True) is not None


@pytest_asyncio.fixture(loop_scope="session")
async def george(stack: Stack) -> AsyncIterator[George]:
    async with George(stack) as george:
        yield george


@pytest_asyncio.fixture(loop_scope="session")
async def katherine(at: At) -> WebClient:
    return await at(cast.KATHERINE)


@pytest_asyncio.fixture(loop_scope="session")
async def owner(peer: Peer, katherine: WebClient) -> Client:
    """Katherine's phone, where her rooms are made."""
    assert katherine.bare
    return await peer(cast.KATHERINE)


@pytest_asyncio.fixture(loop_scope="session")
async def room(stack: Stack, owner: Client) -> AsyncIterator[str]:
    """Of Katherine's, who is a moderator there; it is among her bookmarks."""
    address = f"acts-{uuid4().hex[:8]}@{stack.rooms}"
    await owner.join(address, "Katherine's phone")
    await owner.ask(
        "set",
        "<query xmlns='http://jabber.org/protocol/muc#owner'>"
        "<x xmlns='jabber:x:data' type='submit'/></query>",
        address,
    )
    mark = f"<conference xmlns='{BOOKMARKS}' autojoin='true' name='{address[:13]}'/>"
    await pep.publish(owner, BOOKMARKS, address, mark)
    yield address
    gone = f"<retract node='{BOOKMARKS}' notify='true'><item id='{address}'/></retract>"
    await owner.ask("set", f"<pubsub xmlns='{pep.PUBSUB}'>{gone}</pubsub>")


async def do(client: WebClient, body: str, item: str) -> None:
    """From the menu of a message."""
    await client.message(body).locator(".bubble").click(button="right")
    await client.menu.get_by_role("menuitem", name=item, exact=True).click()


def chips(client: WebClient, body: str) -> Locator:
    return client.message(body).locator("[data-emoji]")


async def write(client: WebClient, body: str) -> None:
    """In the place of what is in the composer."""
    await client.composer.fill(body)
    await client.composer.press("Enter")


async def recorded(client: WebClient, address: str, body: str) -> dict[str, Any]:
    """A message as the interface for programs tells of it, which is soon."""
    path = f"/api/v1/conversations/{address}/messages"
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while True:
            answer = await client.page.request.get(path)
            for each in (await answer.json())["messages"]:
                if each["body"] == body:
                    return dict(each)
            await asyncio.sleep(0.1)


async def test_what_is_done_in_the_web_client_reaches_others_and_the_record(
    katherine: WebClient, george: George
) -> None:
    theirs, answer, better, regretted = (words(one) for one in ("Ready?", "Yess", "Yes", "Never"))
    await george.say(katherine.bare, theirs)
    await katherine.reads(george.bare, theirs)
    await do(katherine, theirs, "React with 👍")
    reaction = await george.gets(has("reactions"))
    assert (george.sent[theirs], {"👍"}) == (
        reaction["reactions"]["id"],
        reaction["reactions"].get_values(),
    )
    await chips(katherine, theirs).click()
    await george.gets(lambda m: has("reactions")(m) and not m["reactions"].get_values())
    await expect(chips(katherine, theirs)).to_have_count(0)
    await do(katherine, theirs, "React with 👍")

    await do(katherine, theirs, "Reply")
    await write(katherine, answer)
    reply = await george.gets(has("reply"))
    assert george.sent[theirs] == reply["reply"]["id"]
    assert answer == reply["reply"].strip_fallback_content()
    assert f"> {theirs}\n{answer}" == reply["body"]

    await do(katherine, answer, "Edit")
    await write(katherine, better)
    edit = await george.gets(has("replace"))
    assert reply["id"] == edit["replace"]["id"]
    assert better == edit["reply"].strip_fallback_content()
    await katherine.shows(better)

    await katherine.send(regretted)
    said = await george.message_of(regretted)
    await do(katherine, regretted, "Delete for everybody")
    retraction = await george.gets(has("retract"))
    assert said["id"] == retraction["retract"]["id"]
    await expect(katherine.message(regretted)).to_have_count(0)

    asked = await recorded(katherine, george.bare, theirs)
    answered = await recorded(katherine, george.bare, better)
    assert [{"emoji": "👍", "addresses": [katherine.bare]}] == asked["reactions"]
    assert (asked["id"], "text") == (answered["reply_to"], answered["kind"])
    assert answered["edited_at"]


async def test_a_note_to_oneself_is_changed_and_taken_back_for_all_own_devices(
    at: At, katherine: WebClient, owner: Client
) -> None:
    note, better, regretted = words("launhc"), words("launch"), words("not to be kept")
    desk = await at(cast.KATHERINE)
    for page in (katherine, desk):
        await page.page.get_by_role("button", name="New message").click()
        await page.page.get_by_role("button", name="Notes to yourself").click()
    await katherine.send(note)
    await do(katherine, note, "Edit")
    await write(katherine, better)
    changed = await owner.expect(with_body(better))
    await katherine.send(regretted)
    await do(katherine, regretted, "Delete for everybody")
    await owner.expect(lambda each: each.child("{urn:xmpp:message-retract:1}retract") is not None)

    assert changed.error is None
    for page in (katherine, desk):
        await page.shows(better)
        await expect(page.message(regretted)).to_have_count(0)
    found = [each.archived.body for each in await owner.archive(last=5) if each.archived]
    assert better in found
    assert regretted not in found


async def test_what_others_do_is_shown_and_what_a_third_forges_is_not(
    katherine: WebClient, george: George, peer: Peer
) -> None:
    mine, theirs, answer, better = (words(one) for one in ("mine", "theirs", "answer", "better"))
    alexander = await peer(cast.ALEXANDER)
    await george.say(katherine.bare, theirs)
    await katherine.reads(george.bare, theirs)
    await katherine.send(mine)
    own = (await george.message_of(mine))["id"]
    for payload in (
        f"<reactions xmlns='urn:xmpp:reactions:0' id='{own}'><reaction>👎</reaction></reactions>",
        f"<replace xmlns='urn:xmpp:message-correct:0' id='{george.sent[theirs]}'/><body>x</body>",
        f"<retract xmlns='urn:xmpp:message-retract:1' id='{george.sent[theirs]}'/>",
    ):
        alexander.message(katherine.bare, payload)
    await alexander.settle()

    george.reacts(katherine.bare, own, "👍", "🎉")
    await expect(chips(katherine, mine)).to_have_count(2)
    george.reacts(katherine.bare, own, "🎉")
    await expect(chips(katherine, mine)).to_have_count(1)
    await expect(chips(katherine, mine)).to_have_attribute("data-emoji", "🎉")
    george.replies(katherine.bare, own, mine, answer)
    await katherine.shows(answer)
    await expect(katherine.message(answer).locator(".quote")).to_contain_text(mine)
    george.corrects(katherine.bare, george.sent[theirs], better)
    await katherine.shows(better)
    await expect(katherine.message(theirs)).to_have_count(0)
    await expect(katherine.message(better).locator(".edited")).not_to_be_empty()
    await katherine.page.reload()
    await katherine.ready()
    await katherine.open(george.bare)
    await katherine.shows(better)
    await expect(chips(katherine, mine)).to_have_count(1)
    george.retracts(katherine.bare, george.sent[theirs])
    await expect(katherine.message(better)).to_have_count(0)


@pytest.mark.usefixtures("offline")
async def test_what_is_done_without_a_network_is_sent_once_also_by_the_next_page(
    katherine: WebClient, george: George
) -> None:
    mine, better, theirs = words("Good mornig"), words("Good morning"), words("Hello")
    await george.say(katherine.bare, theirs)
    await katherine.reads(george.bare, theirs)
    await katherine.send(mine)
    await katherine.delivery(mine, "delivered")
    await katherine.message(mine).locator(".bubble").click(button="right")
    await katherine.menu.wait_for()  # then it is there without a network too
    await katherine.page.keyboard.press("Escape")
    context = katherine.page.context
    await context.set_offline(True)
    await do(katherine, mine, "Edit")
    await write(katherine, better)
    await do(katherine, theirs, "React with 👍")
    await katherine.shows(better)
    await expect(chips(katherine, theirs)).to_have_count(1)
    await context.set_offline(False)
    await katherine.page.reload()
    await katherine.ready()
    await katherine.open(george.bare)
    edit = await george.gets(lambda message: message["body"] == better)
    await george.gets(has("reactions"))
    await katherine.ends_with(better)
    await expect(chips(katherine, theirs)).to_have_count(1)
    await katherine.send(last := words("and that was all"))
    await george.message_of(last)

    assert has("replace")(edit)
    assert 1 == sum(message["body"] == better for message in george.messages)
    assert 1 == sum(bool(has("reactions")(message)) for message in george.messages)


async def test_in_a_room_its_ids_count_and_its_moderators_remove(
    katherine: WebClient, george: George, owner: Client, peer: Peer, room: str
) -> None:
    spam, mine, better, hers = (words(one) for one in ("spam", "mine", "better", "hers"))
    alexander = await peer(cast.ALEXANDER)
    await george.join(room, "George")
    await alexander.join(room, "Katherine")
    await katherine.open(room)
    await george.say_in(room, spam)
    await katherine.shows(spam)
    id = (await george.message_of(spam))["stanza_id"]["id"]

    await do(katherine, spam, "React with 👍")
    reaction = await george.gets(has("reactions"))
    assert (id, "groupchat") == (reaction["reactions"]["id"], reaction["type"])
    george.reacts(room, id, "👍", kind="groupchat")
    await expect(chips(katherine, spam)).to_have_text("👍 2")

    await katherine.send(mine)
    own = await george.message_of(mine)
    await do(katherine, mine, "Edit")
    await write(katherine, better)
    assert own["id"] == (await george.gets(has("replace")))["replace"]["id"]
    await katherine.send(hers)
    given = (await george.message_of(hers))["stanza_id"]["id"]
    for payload in (
        f"<retract xmlns='urn:xmpp:message-retract:1' id='{given}'/><body>-</body>",
        f"<replace xmlns='urn:xmpp:message-correct:0' id='{own['id']}'/><body>forged</body>",
    ):
        alexander.message(room, payload, type="groupchat")
    await alexander.settle(room)

    await do(katherine, spam, "Remove for everybody…")
    await katherine.page.get_by_label("Reason").fill("Spam")
    await katherine.page.get_by_role("button", name="Remove", exact=True).click()
    removal = await george.gets(lambda m: has("retract")(m) and m["from"] == JID(room))
    assert (id, "Spam") == (removal["retract"]["id"], removal.xml.findtext(".//{*}reason"))
    said = "A moderator has removed this message: Spam"
    await expect(katherine.log.get_by_text(said)).to_be_visible()
    await katherine.shows(better, hers)

    await owner.ask(
        "set",
        "<query xmlns='http://jabber.org/protocol/muc#admin'>"
        f"<item affiliation='admin' jid='{george.bare}'/></query>",
        room,
    )
    await george.removes(room, given, "Not here")
    await expect(katherine.log.get_by_text("this message: Not here")).to_be_visible()
    await katherine.page.reload()
    await katherine.ready()
    await katherine.open(room)
    await katherine.shows(better)
    await expect(katherine.message(hers)).to_have_count(0)
