"""Groups: made, with whom one wants in them, found, joined and left."""

import asyncio

from playwright.async_api import Locator, expect

from tests.browser.client.conftest import At, Peer, words
from tests.browser.client.test_access import examine
from tests.e2e.clients.slixmpp_client import SlixmppClient
from tests.harness import cast
from tests.harness.stack import Stack
from tests.harness.stanza import with_body
from tests.harness.web_client import WebClient


async def new(client: WebClient, what: str) -> Locator:
    """The dialog that begins something."""
    await client.page.get_by_role("button", name="New message").click()
    await client.page.get_by_role("button", name=what).click()
    return client.page.get_by_role("dialog", name=what)


async def make(client: WebClient, name: str, *people: str, open_to_all: bool = False) -> str:
    """A group with those people, searched by these words; its address."""
    dialog = await new(client, "New group")
    await dialog.get_by_label("Name", exact=True).fill(name)
    if open_to_all:
        await dialog.get_by_label("Everybody of your organisation").check()
    for person in people:
        field = dialog.get_by_role("combobox")
        await field.fill(person)
        await dialog.get_by_role("option").first.wait_for()
        await field.press("Enter")
    await dialog.get_by_role("button", name="Create group").click()
    await expect(dialog).to_have_count(0)
    await expect(client.page.get_by_role("heading", name=name, level=1)).to_be_visible()
    return await client.room(name)


def card(client: WebClient, room: str) -> Locator:
    return client.log.locator(f"[data-invitation='{room}']")


async def details(client: WebClient) -> Locator:
    pane = client.page.get_by_role("complementary", name="People in this room")
    if not await pane.is_visible():
        await client.page.get_by_role("button", name="People in this room").click()
    await pane.wait_for()
    return pane


async def test_a_group_is_made_and_both_a_browser_and_slixmpp_come_in(stack: Stack, at: At) -> None:
    lise, srinivasa = await asyncio.gather(at(cast.LISE), at(cast.SRINIVASA))
    name = words("Fission")
    async with SlixmppClient(stack, cast.BARBARA) as barbara:
        room = await make(lise, name, "mcclintock", "ramanujan")
        assert room == await barbara.is_invited(lise.bare)
        await barbara.join(room, "Barbara")
        await srinivasa.open(lise.bare)
        await expect(card(srinivasa, room)).to_contain_text(f"Lise Meitner invites you to {name}")
        await card(srinivasa, room).get_by_role("button", name="Accept").click()
        await expect(srinivasa.page.get_by_role("heading", name=name, level=1)).to_be_visible()
        await srinivasa.send(said := words("from a browser"))
        await barbara.reads_in(room, "Srinivasa Ramanujan", said)
        await barbara.say_in(room, answer := words("from slixmpp"))
        for one in (lise, srinivasa):
            await one.shows(said, answer)


async def test_an_invitation_reads_well_in_a_client_that_knows_of_none(at: At, peer: Peer) -> None:
    lise, barbara = await at(cast.LISE), await peer(cast.BARBARA)
    name = words("Readable")
    room = await make(lise, name, "mcclintock")

    await barbara.expect(
        with_body(f"Lise Meitner invites you to the group “{name}”: xmpp:{room}?join")
    )


async def test_slixmpp_invites_and_the_invitation_is_declined(stack: Stack, at: At) -> None:
    barbara = await at(cast.BARBARA)
    async with SlixmppClient(stack, cast.SRINIVASA) as srinivasa:
        room = f"declined@{stack.rooms}"
        await srinivasa.open_room(room, "Srinivasa", "Declined")
        srinivasa.invite(barbara.bare, room)
        await srinivasa.say(barbara.bare, words("come in"))
        await barbara.open(srinivasa.bare)
        await expect(card(barbara, room)).to_contain_text(
            "Srinivasa Ramanujan invites you to Declined"
        )
        await card(barbara, room).get_by_role("button", name="Decline").click()

        await expect(card(barbara, room)).to_have_count(0)
        await expect(barbara.row(room)).to_have_count(0)


async def test_a_room_for_everybody_is_found_entered_and_left_and_the_leave_undone(
    at: At,
) -> None:
    lise, barbara = await asyncio.gather(at(cast.LISE), at(cast.BARBARA))
    name = words("Lobby")
    room = await make(lise, name, open_to_all=True)
    dialog = await new(barbara, "Find a room")
    await dialog.get_by_role("textbox").fill(name)
    wrong = await examine(barbara.page, "rooms")
    await barbara.page.set_viewport_size({"width": 1440, "height": 800})
    await dialog.get_by_role("button", name=f"Enter: {name}").click()
    await expect(barbara.page.get_by_role("heading", name=name, level=1)).to_be_visible()
    await lise.send(said := words("welcome"))
    await barbara.shows(said)
    await (await details(barbara)).get_by_role("button", name="Leave this room").click()
    await expect(barbara.row(room)).to_have_count(0)
    await barbara.page.get_by_role("button", name="Undo").click()
    await barbara.open(room)
    await barbara.shows(said)

    assert {} == wrong


async def test_whoever_was_not_invited_does_not_come_in(at: At, peer: Peer) -> None:
    lise, srinivasa = await at(cast.LISE), await peer(cast.SRINIVASA)
    room = await make(lise, words("Closed"))
    srinivasa.send(
        f"<presence to='{room}/S'><x xmlns='http://jabber.org/protocol/muc'/></presence>"
    )
    answer = await srinivasa.expect(lambda stanza: stanza.sender == f"{room}/S")

    assert "registration-required" == answer.error


async def test_the_dialog_of_a_new_group_stands_in_nobodys_way(at: At) -> None:
    lise = await at(cast.LISE)
    dialog = await new(lise, "New group")
    await expect(dialog.get_by_label("Name", exact=True)).to_be_focused()
    await dialog.get_by_role("combobox").fill("barbara")
    await dialog.get_by_role("option").first.click()
    wrong = await examine(lise.page, "new group")
    await dialog.get_by_role("button", name="Create group").click()
    await expect(dialog.get_by_text("A group needs a name.")).to_be_visible()

    assert {} == wrong


async def test_notes_to_oneself_are_there_once_on_all_own_devices(at: At, peer: Peer) -> None:
    here, there = await asyncio.gather(at(cast.LISE), at(cast.LISE))
    phone = await peer(cast.LISE)
    await here.page.get_by_role("button", name="New message").click()
    await here.page.get_by_role("button", name="Notes to yourself").click()
    await expect(here.page.get_by_role("heading", name="Notes to yourself")).to_be_visible()
    await here.send(note := words("buy heavy water"))
    await here.delivery(note, "sent")
    await phone.expect(with_body(note))
    phone.say(here.bare, other := words("and graphite"))
    await there.open(here.bare)
    for one in (here, there):
        await one.ends_with(note, other)
    await here.page.reload()
    await here.ready()
    await here.open(here.bare)
    await here.ends_with(note, other)

    assert "Notes to yourself" == (await there.names())[here.bare]
    await there.unread(here.bare, 0)
