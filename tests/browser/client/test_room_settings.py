"""How a room is set, who belongs to it, and who may decide that."""

import asyncio
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect

from tests.browser.client.conftest import At, Peer, words
from tests.browser.client.test_access import EVERYTHING
from tests.browser.client.test_groups import details, make
from tests.browser.test_access import CONTRAST
from tests.harness import cast
from tests.harness.stack import Stack
from tests.harness.web_client import WebClient
from tests.harness.xmpp import Client

ADMIN = "http://jabber.org/protocol/muc#admin"
OWNER = "http://jabber.org/protocol/muc#owner"

ONE_DIALOG_AND_ANOTHER_AT_ONCE = """
() => {
  const dialog = document.querySelector("dialog[open]");
  const told = new Promise((done) => dialog.addEventListener("close", () => setTimeout(done)));
  dialog.close();
  const buttons = [...document.querySelectorAll("[aria-haspopup=dialog]")];
  buttons.find((each) => each.textContent.trim() === "Settings").click();
  return told;
}
"""
"""The browser tells of the dialog that was closed when the next one is open already."""


async def act(client: WebClient, pane: Locator, person: Client | WebClient, item: str) -> None:
    """What the menu of somebody in the list of a room offers."""
    await pane.locator(f"[data-member='{person.bare}']").click()
    await client.menu.get_by_role("menuitem", name=item).click()


async def offered(client: WebClient, pane: Locator, person: Client | WebClient) -> list[str]:
    await pane.locator(f"[data-member='{person.bare}']").click()
    await client.menu.wait_for()
    items = await client.menu.get_by_role("menuitem").all_inner_texts()
    await client.page.keyboard.press("Escape")
    return [item.strip() for item in items]


async def affiliations(asker: Client, room: str, affiliation: str) -> list[str]:
    answer = await asker.ask(
        "get", f"<query xmlns='{ADMIN}'><item affiliation='{affiliation}'/></query>", room
    )
    return [item.get("jid", "") for item in answer.element.iter(f"{{{ADMIN}}}item")]


async def test_an_owner_sets_a_room_and_everybody_sees_it(at: At, peer: Peer) -> None:
    barbara, rosalind = await at(cast.BARBARA), await peer(cast.ROSALIND)
    room = await make(barbara, words("Maize"), "rosalind franklin")
    await rosalind.join(room, "Rosalind")
    pane = await details(barbara)
    await pane.get_by_role("button", name="Settings").click()
    dialog = barbara.page.get_by_role("dialog", name="Settings of the room")
    await dialog.get_by_label("Name", exact=True).fill(name := words("Genes"))
    await dialog.get_by_label("Description").fill("That jump")
    await dialog.get_by_label("Everybody may change the subject").uncheck()
    await dialog.get_by_label("what is said from then on").check()
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)
    await expect(barbara.page.get_by_role("heading", name=name, level=1)).to_be_visible()
    await expect(pane.get_by_text("That jump")).to_be_visible()
    await pane.get_by_role("button", name="Change the subject").click()
    await pane.get_by_label("Subject").fill(subject := words("Kernels"))
    await pane.get_by_role("button", name="Save").click()
    await rosalind.expect(
        lambda stanza: stanza.kind == "message" and stanza.element.findtext("{*}subject") == subject
    )
    info = await rosalind.ask("get", "<query xmlns='http://jabber.org/protocol/disco#info'/>", room)
    refused = rosalind.message(room, "<subject>mine</subject>", type="groupchat")
    answer = await rosalind.expect(lambda stanza: stanza.id == refused and stanza.type == "error")

    assert name == info.element.find("{*}query/{*}identity").get("name")  # type: ignore[union-attr]
    assert "forbidden" == answer.error


async def test_who_goes_from_one_dialog_to_the_next_is_there(at: At) -> None:
    barbara = await at(cast.BARBARA)
    await make(barbara, words("Doors"))
    pane = await details(barbara)
    await pane.get_by_role("button", name="Invite people").click()
    await barbara.page.get_by_role("dialog", name="Invite people to").wait_for()
    await barbara.page.evaluate(ONE_DIALOG_AND_ANOTHER_AT_ONCE)

    await expect(barbara.page.get_by_role("dialog", name="Settings of the room")).to_be_visible()


async def test_a_member_is_made_administrator_removed_brought_back_and_kept_out(
    at: At, peer: Peer
) -> None:
    barbara, rosalind = await at(cast.BARBARA), await peer(cast.ROSALIND)
    room = await make(barbara, words("Roles"), "rosalind franklin")
    await rosalind.join(room, "Rosalind")
    pane = await details(barbara)
    await act(barbara, pane, rosalind, "Make administrator")
    row = pane.locator(f"[data-member='{rosalind.bare}']")
    await expect(row.get_by_text("Administrator")).to_be_visible()
    await act(barbara, pane, rosalind, "Remove from the room")
    gone = await rosalind.expect(
        lambda stanza: stanza.type == "unavailable" and stanza.sender == f"{room}/Rosalind"
    )
    await barbara.page.get_by_role("button", name="Undo").click()
    await pane.get_by_role("button", name="Members (2)").click()
    await expect(row.get_by_text("Administrator")).to_be_visible()
    await act(barbara, pane, rosalind, "Make ordinary member")
    await expect(row.get_by_text("Administrator")).to_have_count(0)
    await act(barbara, pane, rosalind, "Keep out for good")
    ask = barbara.page.get_by_role("dialog", name="Keep Rosalind Franklin out?")
    await ask.get_by_role("textbox").fill("No more photographs")
    await ask.get_by_role("button", name="Keep out").click()
    await expect(pane.get_by_role("button", name="Kept out (1)")).to_be_visible()
    rosalind.send(f"<presence to='{room}/R'><x xmlns='http://jabber.org/protocol/muc'/></presence>")
    answer = await rosalind.expect(lambda stanza: stanza.sender == f"{room}/R")

    assert gone.child("{*}x/{*}status[@code='321']") is not None
    assert "forbidden" == answer.error


async def test_a_member_is_offered_and_can_do_nothing_that_is_the_owners(
    stack: Stack, at: At, peer: Peer
) -> None:
    lise, barbara = await asyncio.gather(at(cast.LISE), at(cast.BARBARA))
    room = await make(lise, words("Owned"), "barbara mcclintock")
    device = await peer(cast.BARBARA)
    await barbara.page.goto(f"/#/c/{lise.bare}")
    card = barbara.log.locator(f"[data-invitation='{room}']")
    await card.get_by_role("button", name="Accept").click()
    await barbara.is_at(room)
    pane = await details(barbara)
    await pane.locator(f"[data-member='{lise.bare}']").wait_for()
    await expect(pane.get_by_role("button", name="Leave this room")).to_be_visible()
    await device.join(room, "Barbara McClintock")

    assert ["Write a message"] == await offered(barbara, pane, lise)
    await expect(pane.get_by_role("button", name="Settings")).to_have_count(0)
    for payload in (
        f"<query xmlns='{ADMIN}'><item affiliation='owner' jid='{barbara.bare}'/></query>",
        f"<query xmlns='{ADMIN}'><item affiliation='none' jid='{lise.bare}'/></query>",
        f"<query xmlns='{OWNER}'><destroy/></query>",
    ):
        assert "error" == (await device.ask("set", payload, room)).type
    assert [lise.bare] == await affiliations(device, room, "owner")


async def test_the_room_of_a_department_says_who_manages_it(at: At) -> None:
    george = await at(cast.GEORGE)
    await george.open(await george.room("Support"))
    pane = await details(george)
    await expect(pane.get_by_text("Your organisation manages this room")).to_be_visible()

    for name in ("Leave this room", "Settings", "Invite people"):
        await expect(pane.get_by_role("button", name=name)).to_have_count(0)


async def test_a_room_is_destroyed_for_everybody_after_a_question(at: At, peer: Peer) -> None:
    barbara, rosalind = await at(cast.BARBARA), await peer(cast.ROSALIND)
    room = await make(barbara, words("Short-lived"), "rosalind franklin")
    await rosalind.join(room, "Rosalind")
    await (await details(barbara)).get_by_role("button", name="Settings").click()
    await barbara.page.get_by_role("button", name="Destroy this room").click()
    await barbara.page.get_by_role("button", name="Destroy it").click()
    gone = await rosalind.expect(
        lambda stanza: stanza.type == "unavailable" and stanza.sender == f"{room}/Rosalind"
    )
    await expect(barbara.row(room)).to_have_count(0)

    assert gone.child("{*}x/{*}destroy") is not None


async def test_panel_settings_and_questions_stand_in_nobodys_way(at: At) -> None:
    barbara = await at(cast.BARBARA)
    await make(barbara, words("Looked at"), "rosalind franklin", "lise meitner")
    wrong: dict[str, Any] = {}
    for width in (360, 1440):
        await barbara.page.set_viewport_size({"width": width, "height": 800})
        await barbara.page.get_by_role("button", name="People in this room").click()
        await barbara.page.get_by_role("button", name="Members (3)").click()
        wrong |= await look(barbara.page, f"panel {width}")
        await barbara.page.get_by_role("button", name="Settings", exact=True).click()
        await barbara.page.get_by_label("Name", exact=True).wait_for()
        wrong |= await look(barbara.page, f"settings {width}")
        await barbara.page.get_by_role("button", name="Destroy this room").click()
        wrong |= await look(barbara.page, f"question {width}")
        for name in ("Destroy", "Settings of the room"):
            await barbara.page.keyboard.press("Escape")
            await expect(barbara.page.get_by_role("dialog", name=name)).to_have_count(0)
        await barbara.page.get_by_role("button", name="Close").click()

    assert {} == wrong


async def look(page: Page, where: str) -> dict[str, Any]:
    """As `examine`, on the screen as it is."""
    found: dict[str, Any] = {}
    for scheme, options in (("dark", CONTRAST), ("light", EVERYTHING)):
        await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        result = await Axe().run(page, options=options)
        for each in result.response["violations"]:
            found[f"{where} {scheme} {each['id']}"] = [node["html"] for node in each["nodes"]]
    return found
