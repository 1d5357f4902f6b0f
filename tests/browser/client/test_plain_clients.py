"""What is done in the web client reads well in clients that know less, and they answer."""

import asyncio
import re
from contextlib import suppress
from pathlib import Path

from playwright.async_api import expect
from slixmpp import JID

from deploy.instance.settings import Settings
from tests.browser.client.conftest import At, Peer, words
from tests.browser.client.test_groups import card
from tests.browser.client.test_message_acts import chips, do, write
from tests.browser.conftest import Complaints
from tests.e2e.clients.profanity import Profanity
from tests.e2e.clients.slixmpp_client import SlixmppClient
from tests.harness import cast, media, upload
from tests.harness.stack import Stack
from tests.harness.stanza import with_body
from tests.harness.web_client import PATIENCE_MS, WebClient

PICTURE = "plan.png"


async def test_profanity_shows_answers_edits_and_withdrawals_in_words_and_nothing_of_reactions(
    stack: Stack, at: At, tmp_path: Path
) -> None:
    charles = await at(cast.CHARLES)
    tree = Settings().home / "tree-clients"
    asked, answer, better, last = (words(each) for each in ("Ready?", "Yess", "Yes", "Really"))
    async with Profanity(stack, cast.GEORGE, tree, tmp_path) as george:
        await george.say(charles.bare, asked)
        await charles.reads(george.bare, asked)
        await do(charles, asked, "React with 👍")
        await expect(chips(charles, asked)).to_have_count(1)
        await do(charles, asked, "Reply")
        await write(charles, answer)
        await george.sees(f"> {re.escape(asked)}$")
        await george.sees(f"{re.escape(answer)}$")
        await do(charles, answer, "Edit")
        await write(charles, better)
        await george.sees(f"{re.escape(better)}$")
        await charles.send(last)
        await george.sees(f"{re.escape(last)}$")
        await do(charles, last, "Delete for everybody")
        await george.sees("retracted a previous message")

        assert not [line for line in george.lines if "👍" in line]


async def test_what_profanity_says_and_corrects_is_what_one_sees_and_passes_on(
    stack: Stack, at: At, tmp_path: Path
) -> None:
    charles = await at(cast.CHARLES)
    tree = Settings().home / "tree-clients"
    wrong, right = words("Wensday"), words("Wednesday")
    async with Profanity(stack, cast.GEORGE, tree, tmp_path) as george:
        george.type("/correction on")
        await george.say(charles.bare, wrong)
        await charles.reads(george.bare, wrong)
        george.type(f"/correct {right}")
        await charles.shows(right)
        await expect(charles.message(wrong)).to_have_count(0)
        await expect(charles.message(right).locator(".edited")).not_to_be_empty()
        await do(charles, right, "Forward…")
        dialog = charles.page.get_by_role("dialog", name="Forward")
        await dialog.get_by_role("combobox").fill("George")
        await dialog.get_by_role("option", name="George").click()
        await george.sees(r"George .+, \d\d?:\d\d.*:$")
        await george.sees(f"> {re.escape(right)}$")


async def test_a_file_is_passed_on_to_somebody_who_could_not_have_it_before(
    stack: Stack, at: At, peer: Peer
) -> None:
    charles, dorothy = await at(cast.CHARLES), await peer(cast.DOROTHY)
    content = media.picture("PNG", (300, 200))
    async with SlixmppClient(stack, cast.GEORGE) as george:
        await george.say(charles.bare, await george.uploads(PICTURE, content))
    await charles.open(george.bare)
    row = charles.log.locator("[data-key]").filter(
        has=charles.page.get_by_role("button", name=f"Open the picture {PICTURE}")
    )
    await row.last.press("Enter")
    await charles.menu.get_by_role("menuitem", name="Forward…").click()
    dialog = charles.page.get_by_role("dialog", name="Forward")
    await dialog.get_by_role("combobox").fill("Dorothy")
    await dialog.get_by_role("option", name="Dorothy").click()
    passed = await dorothy.expect(lambda stanza: "/files/" in (stanza.body or ""))
    answer = await asyncio.to_thread(upload.ask, passed.body or "")

    assert 200 == answer.status
    assert PICTURE == passed.element.findtext("{*}file-sharing/{*}file/{*}name")


async def test_who_has_read_a_message_of_a_room_is_said_in_its_details(
    at: At, peer: Peer, complaints: Complaints
) -> None:
    complaints.expect("status of 404 .*/status")
    george, dorothy = await at(cast.GEORGE), await peer(cast.DOROTHY)
    room = await george.room("Support")
    await dorothy.join(room, "Dorothy")
    await george.open(room)
    await george.send(said := words("Who reads this?"))
    given = (await dorothy.expect(with_body(said))).stanza_ids[room]
    marker = f"<displayed xmlns='urn:xmpp:chat-markers:0' id='{given}'/>"
    dorothy.message(room, f"{marker}<store xmlns='urn:xmpp:hints'/>", type="groupchat")

    await _read_by(george, said, "Dorothy Vaughan")


async def _read_by(of: WebClient, body: str, name: str) -> None:
    """The archive hears of it a moment later: the details are opened until they know."""
    dialog = of.page.get_by_role("dialog", name="Details of this message")
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while True:
            await of.message(body).locator("button.meta").click()
            with suppress(AssertionError):
                await expect(dialog.get_by_text(name)).to_be_visible(timeout=2_000)
                break
            await of.page.keyboard.press("Escape")
            await expect(dialog).to_have_count(0)
    await expect(dialog.get_by_role("heading")).to_have_text(re.compile("Read by 1 person"))


async def test_who_is_invited_by_way_of_the_room_comes_in(stack: Stack, at: At) -> None:
    """XEP-0045 #invite-mediated, as older clients do it."""
    barbara = await at(cast.BARBARA)
    async with Inviting(stack, cast.SRINIVASA) as srinivasa:
        room = f"{words('mediated').replace(' ', '-')}@{stack.rooms}"
        await srinivasa.open_room(room, "Srinivasa", "Older clients")
        srinivasa.invite_by_the_room(barbara.bare, room)
        await barbara.open(room)
        await expect(card(barbara, room)).to_contain_text(
            "Srinivasa Ramanujan invites you to Older clients"
        )
        await card(barbara, room).get_by_role("button", name="Accept").click()
        await expect(card(barbara, room)).to_contain_text("You are in this room")
        await barbara.send(said := words("here I am"))
        await srinivasa.reads_in(room, "Barbara McClintock", said)


class Inviting(SlixmppClient):
    def invite_by_the_room(self, to: str, room: str) -> None:
        self._xmpp.plugin["xep_0045"].invite(JID(room), JID(to), reason="Come in")
