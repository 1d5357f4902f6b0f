"""The room of a department: who is there by their own names, and what they say."""

import asyncio
import re

from playwright.async_api import expect

from tests.browser.client.conftest import At, Peer, words
from tests.harness import cast


async def test_a_department_talks_in_its_room(at: At, peer: Peer) -> None:
    george, dorothy = await asyncio.gather(at(cast.GEORGE), at(cast.DOROTHY))
    charles = await peer(cast.CHARLES)
    room = await george.room("Support")
    await charles.join(room, "somebody else")
    said = {name: words(name) for name in ("George", "Dorothy", "Charles")}
    for one in (george, dorothy):
        await one.open(room)
    await george.send(said["George"])
    await george.delivery(said["George"], "sent")
    await dorothy.shows(said["George"])
    await dorothy.send(said["Dorothy"])
    await george.shows(said["Dorothy"])
    charles.say(room, said["Charles"], type="groupchat")
    for one in (george, dorothy):
        await one.ends_with(*said.values())
    await george.page.get_by_role("button", name="People in this room").click()
    people = george.page.get_by_role("complementary")
    await people.get_by_text("Charles Babbage").wait_for()
    await people.get_by_text("Dorothy Vaughan").wait_for()
    await people.get_by_text("as somebody else").wait_for()

    await expect(george.message(said["Charles"]).get_by_text("Charles Babbage")).to_be_visible()
    await expect(george.log.get_by_text("somebody else")).to_have_count(0)
    await charles.leave(room, "somebody else")
    await expect(people.get_by_text("Charles Babbage")).to_have_count(0)


async def test_room_messages_are_there_once_after_the_page_was_away(at: At, peer: Peer) -> None:
    dorothy, charles = await at(cast.DOROTHY), await peer(cast.CHARLES)
    room = await dorothy.room("Support")
    await charles.join(room, "Charles")
    bodies = [words(f"room {number}") for number in range(4)]
    await dorothy.open(room)
    charles.say(room, bodies[0], type="groupchat")
    await dorothy.shows(bodies[0])
    await dorothy.page.goto("/account/")
    for body in bodies[1:3]:
        charles.say(room, body, type="groupchat")
    await charles.settle(room)
    await dorothy.page.goto("/")
    await dorothy.ready()
    await dorothy.open(room)
    await dorothy.shows(bodies[2])
    await dorothy.send(bodies[3])
    await dorothy.delivery(bodies[3], "sent")
    await dorothy.page.reload()
    await dorothy.ready()
    await dorothy.ends_with(*bodies)


async def test_unread_room_messages_are_counted_and_read_on_both_browsers(
    at: At, peer: Peer
) -> None:
    here, there = await asyncio.gather(at(cast.JAMES), at(cast.JAMES))
    charles = await peer(cast.CHARLES)
    room = await here.room("Support")
    await charles.join(room, "Charles")
    await here.open(room)
    charles.say(room, seen := words("seen"), type="groupchat")
    await here.shows(seen)
    await there.unread(room, 0)
    for one in (here, there):
        await one.open(charles.bare)
    charles.say(room, words("one"), type="groupchat")
    charles.say(room, last := words("two"), type="groupchat")
    for one in (here, there):
        await one.unread(room, 2)
    await there.open(room)
    await there.shows(last)
    for one in (here, there):
        await one.unread(room, 0)
    await expect(there.page.locator("[data-new-messages]")).to_have_count(1)


async def test_a_room_has_its_departments_name_and_says_how_many_are_there(at: At) -> None:
    george = await at(cast.GEORGE)
    await george.open(await george.room("Support"))

    await expect(george.page.locator("h1")).to_have_text("Support")
    await expect(george.page.get_by_text(re.compile(r"\d+ (person|people) here"))).to_be_visible()
