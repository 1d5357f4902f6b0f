"""The list of conversations: what the archive knows of them, and how somebody keeps them."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from playwright.async_api import expect

from tests.browser.client.conftest import At, Peer, words
from tests.browser.client.test_access import examine
from tests.harness import cast
from tests.harness.pep import items, publish
from tests.harness.program import Program, program
from tests.harness.stack import Stack
from tests.harness.stanza import with_body
from tests.harness.web_client import WebClient
from tests.harness.xmpp import Client

PATIENCE_SECONDS = 60
PINNED, ARCHIVED, UNREAD = (f"urn:stoa:{name}:1" for name in ("pinned", "archived", "unread"))
BOOKMARKS, NOTIFY = "urn:xmpp:bookmarks:1", "urn:xmpp:notification-settings:1"
DISPLAYED = "urn:xmpp:mds:displayed:0"
PUBSUB = "http://jabber.org/protocol/pubsub"

OfPerson = Callable[[str], Program]


@pytest.fixture
def by_rest(stack: Stack) -> Iterator[OfPerson]:
    """A person's program."""
    with ExitStack() as opened:
        yield lambda person: opened.enter_context(program(stack, person, "messages:read"))


async def until(look: Callable[[], Awaitable[object]]) -> None:
    """Wait until it finds something."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if await look():
                return
            await asyncio.sleep(0.05)


async def listed(asking: Program, address: str, **wanted: Any) -> None:
    """Wait until REST says so of a conversation."""

    async def look() -> bool:
        answer = await asyncio.to_thread(asking.get, f"/conversations?q={address}&limit=100")
        found = [each for each in answer["conversations"] if each["id"] == address]
        return bool(found) and wanted.items() <= found[0].items()

    await until(look)


async def marked(device: Client, node: str, address: str, on: bool) -> None:
    """Wait until the person's other device finds an item of the conversation, or none."""

    async def look() -> bool:
        return on == (address in {item.get("id") for item in await items(device, node)})

    await until(look)


async def retract(device: Client, node: str, item: str) -> None:
    await device.ask(
        "set",
        f"<pubsub xmlns='{PUBSUB}'><retract node='{node}' notify='true'><item id='{item}'/>"
        "</retract></pubsub>",
    )


async def talked(at: WebClient, peer: Client) -> str:
    """They have read what the peer has just said; its id."""
    peer.say(at.bare, body := words("hello"))
    await at.reads(peer.bare, body)
    await at.unread(peer.bare, 0)
    return body


async def test_what_was_pinned_is_first_on_all_devices_and_for_nobody_else(
    at: At, peer: Peer, by_rest: OfPerson
) -> None:
    marie, emmy = await at(cast.MARIE), await peer(cast.EMMY)
    florence, phone = await peer(cast.FLORENCE), await peer(cast.MARIE)
    rest = by_rest(cast.MARIE)
    await talked(marie, emmy)
    await talked(marie, florence)
    await marie.begins_with(florence.bare, emmy.bare)

    await marie.choose(emmy.bare, "Pin to the top")
    await marked(phone, PINNED, emmy.bare, on=True)
    await listed(rest, emmy.bare, pinned=True)
    await listed(by_rest(cast.EMMY), marie.bare, pinned=False)
    await marie.begins_with(emmy.bare, florence.bare)

    await retract(phone, PINNED, emmy.bare)
    await publish(phone, PINNED, florence.bare, f"<pinned xmlns='{PINNED}'/>")
    pin = marie.row(florence.bare).get_by_text("Pinned", exact=True)
    await expect(pin).to_have_count(1)
    await expect(marie.row(emmy.bare).get_by_text("Pinned", exact=True)).to_have_count(0)
    await listed(rest, florence.bare, pinned=True)
    await marie.page.reload()
    await marie.ready()
    await expect(pin).to_have_count(1)
    await marie.choose(florence.bare, "Unpin")
    await marked(phone, PINNED, florence.bare, on=False)
    await listed(rest, florence.bare, pinned=False)


async def test_what_was_set_aside_comes_back_by_undo_by_another_device_and_with_a_message(
    at: At, peer: Peer, by_rest: OfPerson
) -> None:
    emmy, marie, phone = await at(cast.EMMY), await peer(cast.MARIE), await peer(cast.EMMY)
    rest, row = by_rest(cast.EMMY), emmy.row(marie.bare)
    await talked(emmy, marie)
    await emmy.choose(marie.bare, "Archive")
    await listed(rest, marie.bare, archived=True)
    await expect(row).to_have_count(0)
    await emmy.page.get_by_role("button", name="Undo").click()
    await expect(row).to_be_visible()
    await marked(phone, ARCHIVED, marie.bare, on=False)
    await listed(rest, marie.bare, archived=False)

    await publish(phone, ARCHIVED, marie.bare, f"<archived xmlns='{ARCHIVED}'/>")
    await expect(row).to_have_count(0)
    await emmy.show("Archived: 1")
    await emmy.choose(marie.bare, "Take out of the archive")
    await marked(phone, ARCHIVED, marie.bare, on=False)
    await expect(emmy.page.get_by_text("Nothing is archived.")).to_be_visible()
    await emmy.show("All")
    await expect(row).to_be_visible()

    await emmy.choose(marie.bare, "Archive")
    await listed(rest, marie.bare, archived=True)
    marie.say(emmy.bare, words("are you there?"))
    await expect(row).to_be_visible()
    await marked(phone, ARCHIVED, marie.bare, on=False)
    await listed(rest, marie.bare, archived=False)


async def test_a_muted_conversation_says_so_on_all_devices_until_its_time_is_over(
    at: At, peer: Peer, by_rest: OfPerson
) -> None:
    benjamin, florence = await at(cast.BENJAMIN), await peer(cast.FLORENCE)
    phone, rest = await peer(cast.BENJAMIN), by_rest(cast.BENJAMIN)
    muted = benjamin.row(florence.bare).get_by_text("Muted", exact=True)
    await talked(benjamin, florence)
    await benjamin.choose(florence.bare, "Notifications", "Nothing for an hour")
    await listed(rest, florence.bare, muted=True)
    (stamp,) = [each.get("stamp", "") for each in await wishes(phone, florence.bare, "until")]
    await expect(muted).to_have_count(1)
    assert timedelta(minutes=59) < datetime.fromisoformat(stamp) - datetime.now(UTC)

    await benjamin.choose(florence.bare, "Notifications", "All messages")
    await listed(rest, florence.bare, muted=False)
    await marked(phone, BOOKMARKS, florence.bare, on=False)
    await benjamin.page.clock.install()
    await benjamin.page.reload()
    await benjamin.ready()
    soon = (datetime.now(UTC) + timedelta(minutes=5)).isoformat()
    until = f"<advanced><until xmlns='urn:stoa:muted:1' stamp='{soon}'/></advanced>"
    await publish(phone, BOOKMARKS, florence.bare, bookmark(f"<never>{until}</never>"))
    await expect(muted).to_have_count(1)
    await benjamin.page.clock.fast_forward("06:00")
    await expect(muted).to_have_count(0)
    await marked(phone, BOOKMARKS, florence.bare, on=False)
    await listed(rest, florence.bare, muted=False)


def bookmark(wishes: str, **attributes: str) -> str:
    said = "".join(f" {name}='{value}'" for name, value in attributes.items())
    notify = f"<notify xmlns='{NOTIFY}'>{wishes}</notify>"
    return f"<conference xmlns='{BOOKMARKS}'{said}><extensions>{notify}</extensions></conference>"


async def wishes(device: Client, address: str, name: str) -> list[Element]:
    found = [item for item in await items(device, BOOKMARKS) if item.get("id") == address]
    return [each for item in found for each in item.iterfind(f".//{{*}}{name}")]


async def test_of_a_room_one_may_be_told_of_mentions_only_and_stays_in_it(
    at: At, peer: Peer
) -> None:
    florence, phone = await at(cast.FLORENCE), await peer(cast.FLORENCE)
    benjamin, stack = await peer(cast.BENJAMIN), florence.stack
    await florence.reads_everything()
    room = await next_room(florence)
    await benjamin.join(room, "Benjamin Franklin")
    await florence.choose(room, "Notifications", "Only mentions of you")
    await expect(florence.row(room).get_by_text("Mentions only", exact=True)).to_have_count(1)
    await until(lambda: wishes(phone, room, "on-mention"))
    (kept,) = [item for item in await items(phone, BOOKMARKS) if item.get("id") == room]
    assert "true" == kept[0].get("autojoin")

    benjamin.say(room, words("nothing for anybody"), type="groupchat")
    await florence.unread(room, 1)
    await expect(florence.page).not_to_have_title(re.compile(r"^\("))
    benjamin.say(room, words("Florence Nightingale: look"), type="groupchat")
    await florence.unread(room, 2)
    mention = florence.row(room).get_by_text("1 mention of you")
    await expect(mention).to_have_count(1)
    await expect(florence.page).to_have_title(re.compile(r"^\(1\) "))
    await florence.show("Mentions")
    await florence.lists(room)
    await florence.page.reload()
    await florence.ready()
    await expect(mention).to_have_count(1)
    await florence.choose(room, "Mark as read")
    await florence.unread(room, 0)
    await florence.choose(room, "Notifications", "All messages")
    await until(lambda: wishes(phone, room, "always"))
    assert stack.jid(cast.FLORENCE) == florence.bare


async def next_room(of: WebClient) -> str:
    row = of.page.locator(f"nav a[data-address*='@{of.stack.rooms}']").first
    return await row.get_attribute("data-address") or ""


async def test_reading_and_marking_as_unread_follow_on_all_devices(
    at: At, peer: Peer, by_rest: OfPerson
) -> None:
    here, there = await asyncio.gather(at(cast.EMILIE), at(cast.EMILIE))
    mary, phone = await peer(cast.MARY), await peer(cast.EMILIE)
    rest = by_rest(cast.EMILIE)
    await here.reads_everything()
    await there.unread(mary.bare, 0)
    mary.say(here.bare, first := words("first"))
    (seen,) = (await phone.expect(with_body(first))).stanza_ids.values()
    for browser in (here, there):
        await browser.unread(mary.bare, 1)
    await listed(rest, mary.bare, unread=1)
    await here.choose(mary.bare, "Mark as read")
    await listed(rest, mary.bare, unread=0)
    for browser in (here, there):
        await browser.unread(mary.bare, 0)

    await here.choose(mary.bare, "Mark as unread")
    await marked(phone, UNREAD, mary.bare, on=True)
    await expect(there.row(mary.bare).get_by_text("Marked as unread")).to_have_count(1)
    await there.show("Unread")
    await expect(there.row(mary.bare)).to_be_visible()
    await there.open(mary.bare)
    await there.shows(first)
    await marked(phone, UNREAD, mary.bare, on=False)
    await expect(here.row(mary.bare).get_by_text("Marked as unread")).to_have_count(0)
    await there.show("All")

    await publish(phone, UNREAD, mary.bare, f"<unread xmlns='{UNREAD}'/>")
    await expect(here.row(mary.bare).get_by_text("Marked as unread")).to_have_count(1)
    await there.open(here.stack.jid(cast.RACHEL))
    mary.say(here.bare, second := words("second"))
    (last,) = (await phone.expect(with_body(second))).stanza_ids.values()
    await here.unread(mary.bare, 1)
    given = f"<stanza-id xmlns='urn:xmpp:sid:0' by='{here.bare}' id='{last}'/>"
    read = f"<displayed xmlns='{DISPLAYED}'>{given}</displayed>"
    await publish(phone, DISPLAYED, mary.bare, read)
    await here.unread(mary.bare, 0)
    await listed(rest, mary.bare, unread=0)
    assert int(seen) < int(last)


async def test_a_call_that_only_the_archive_understands_is_said_in_words(
    at: At, peer: Peer
) -> None:
    george, dorothy = await at(cast.GEORGE), await peer(cast.DOROTHY)
    propose = (
        "<propose xmlns='urn:xmpp:jingle-message:0' id='call-1'>"
        "<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/></propose>"
    )
    await talked(george, dorothy)
    dorothy.message(george.bare, propose, id="call-1")

    await expect(george.row(dorothy.bare)).to_contain_text("Call")


async def test_a_conversation_that_was_only_begun_is_not_forgotten(at: At) -> None:
    charles = await at(cast.CHARLES)
    marie = charles.stack.jid(cast.MARIE)
    await charles.page.goto(f"/#/c/{marie}")
    await charles.composer.fill(draft := words("dear"))
    await charles.page.goto("/#/")
    await expect(charles.row(marie)).to_contain_text(draft)
    await charles.page.reload()
    await charles.ready()

    await expect(charles.row(marie)).to_contain_text(draft)
    await charles.open(marie)
    await charles.composer.fill("")


async def test_the_field_finds_people_and_rooms_by_name_also_archived_ones(
    at: At, peer: Peer
) -> None:
    james = await at(cast.JAMES)
    dorothy, field = james.stack.jid(cast.DOROTHY), james.page.get_by_label("Find a person")
    phone = await peer(cast.JAMES)
    await james.choose(dorothy, "Archive")
    await expect(james.row(dorothy)).to_have_count(0)
    await field.fill("vaug")
    await expect(james.row(dorothy)).to_be_visible()
    await james.lists(dorothy)
    await field.fill("xyzzy")
    await expect(james.page.get_by_text("Nobody and no room is called “xyzzy”.")).to_be_visible()
    await field.fill("vaug")
    await james.choose(dorothy, "Take out of the archive")
    await marked(phone, ARCHIVED, dorothy, on=False)
    await field.fill("")
    await expect(james.row(dorothy)).to_be_visible()
    await james.show("Mentions")
    await expect(james.page.get_by_text("Nobody has mentioned you")).to_be_visible()


async def test_keyboard_and_finger_reach_the_menu_and_nothing_is_in_anybodys_way(
    at: At, peer: Peer
) -> None:
    dorothy = await at(cast.DOROTHY, has_touch=True)
    james, keys = await peer(cast.JAMES), dorothy.page.keyboard
    phone = await peer(cast.DOROTHY)
    row = dorothy.row(james.bare)
    await talked(dorothy, james)
    await row.focus()
    await keys.press("ArrowRight")
    await expect(dorothy.menu.get_by_role("menuitem", name="Mark as unread")).to_be_focused()
    await keys.press("ArrowDown")
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await expect(dorothy.menu.get_by_role("menuitem", name="Notifications")).to_be_focused()
    wrong = await examine(dorothy.page, "notifications of a row")
    await keys.press("Escape")
    await expect(row).to_be_focused()
    await keys.press("Shift+F10")
    await expect(dorothy.menu.get_by_role("menuitem", name="Mark as unread")).to_be_focused()
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await expect(row.get_by_text("Pinned", exact=True)).to_have_count(1)
    await expect(row).to_be_focused()
    await keys.press("Tab")
    await keys.press("Enter")
    await dorothy.menu.wait_for()
    wrong |= await examine(dorothy.page, "menu of a row")
    await dorothy.menu.get_by_role("menuitem", name="Unpin").click()
    await expect(row.get_by_text("Pinned", exact=True)).to_have_count(0)
    await hold(dorothy, james.bare)
    await dorothy.menu.get_by_role("menuitem", name="Archive").tap()
    await expect(row).to_have_count(0)
    await dorothy.show("Archived: 1")
    wrong |= await examine(dorothy.page, "archived conversations")
    await dorothy.choose(james.bare, "Take out of the archive")
    await marked(phone, ARCHIVED, james.bare, on=False)

    assert {} == wrong


async def hold(of: WebClient, address: str) -> None:
    """A finger that stays on a row."""
    box = await of.row(address).bounding_box()
    assert box
    session = await of.page.context.new_cdp_session(of.page)
    at = {"x": box["x"] + 40, "y": box["y"] + 20}
    await session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
    await of.page.locator("[data-held]").wait_for()
    await session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
