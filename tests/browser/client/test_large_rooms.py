"""A room of more people than ejabberd tells of (max_users_presence) in a real browser."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.client.conftest import At, Peer, words
from tests.harness import cast
from tests.harness.crowd import Crowd
from tests.harness.link import Link
from tests.harness.stack import Stack

FEW, MANY = 300, 1_200
SHOWN = re.compile(r"^1,20\d people here")


@pytest.mark.timeout(300)
async def test_more_come_into_a_room_than_it_tells_of_while_somebody_talks_there(
    stack: Stack, at: At, peer: Peer, offline: None
) -> None:
    owner = await peer(cast.NIKOLA)
    room = f"{words('fair').replace(' ', '-')}@{stack.rooms}"
    await owner.join(room, "Nikola")
    await owner.ask(
        "set",
        "<query xmlns='http://jabber.org/protocol/muc#owner'>"
        "<x xmlns='jabber:x:data' type='submit'/></query>",
        room,
    )
    await owner.close()  # who does not listen meanwhile is taken for gone
    told = {"user": cast.MARGARET, "host": stack.domain}
    stack.api("stoa_bookmarks", **told, put=[{"room": room, "name": "Fair"}], remove=[])
    async with Link.laid() as link, Crowd.gathered(stack) as crowd:
        await crowd.enter(room, range(FEW))
        margaret = await at(cast.MARGARET, proxy=link.proxy)
        await margaret.open(room)
        await margaret.page.get_by_role("button", name="People in this room").click()
        panel = margaret.page.get_by_role("complementary")
        await expect(panel.get_by_role("button", name=f"Here ({FEW + 1})")).to_be_visible()
        await crowd.enter(room, range(FEW, MANY))
        nikola = await peer(cast.NIKOLA)
        await nikola.join(room, "Nikola")
        await margaret.send(said := words("Welcome, all of you"))
        await nikola.expect(lambda stanza: stanza.body == said)
        await margaret.delivery(said, "sent")
        await margaret.open(nikola.bare)
        await margaret.open(room)

        await expect(margaret.page.get_by_text(SHOWN)).to_be_visible()
        here = panel.get_by_role("button", name=re.compile(r"^Here \(1,20\d\)$"))
        await expect(here).to_be_visible()
        assert await panel.locator("[data-member]").count() < 200
        await panel.get_by_role("textbox", name="Find somebody").fill("Person 77")
        await expect(panel.get_by_text("Person 77", exact=True)).to_be_visible()
        link.reset()
        await margaret.link("waiting")
        nikola.say(room, missed := words("Said meanwhile"), type="groupchat")
        await nikola.settle(room)
        link.restore()
        await margaret.comes_back()
        await margaret.shows(missed)
    stack.api("stoa_bookmarks", **told, put=[], remove=[room])
