"""Who somebody is, what was shared with them, and whom one does not want to hear."""

import re

from playwright.async_api import Locator, expect

from tests.browser.client.conftest import At, Peer, words
from tests.browser.client.test_access import examine
from tests.e2e.clients.slixmpp_client import SlixmppClient
from tests.harness import cast, media
from tests.harness.stack import Stack
from tests.harness.web_client import WebClient, sessions

TIME = "urn:xmpp:time"


async def about(client: WebClient) -> Locator:
    await client.page.get_by_role("button", name="About this person").click()
    pane = client.page.get_by_role("complementary", name="About this person")
    await pane.wait_for()
    return pane


async def test_a_card_says_who_somebody_is_and_how_late_it_is_for_them(at: At, peer: Peer) -> None:
    srinivasa, rosalind = await at(cast.SRINIVASA), await peer(cast.ROSALIND)
    await srinivasa.open(rosalind.bare)
    pane = await about(srinivasa)
    asked = await rosalind.expect(
        lambda stanza: stanza.kind == "iq" and stanza.child(f"{{{TIME}}}time") is not None
    )
    rosalind.send(
        f"<iq type='result' to='{asked.sender}' id='{asked.id}'><time xmlns='{TIME}'>"
        "<tzo>+05:30</tzo><utc>2026-11-22T02:00:00Z</utc></time></iq>"
    )
    await expect(pane.get_by_text(re.compile(r"\d+:\d\d .*for Rosalind"))).to_be_visible()
    await expect(pane.get_by_text("Departments")).to_be_visible()
    await expect(pane.get_by_role("link", name="rosalind.franklin@")).to_be_visible()

    assert {} == await examine(srinivasa.page, "person")


async def test_a_browser_tells_its_time(stack: Stack, at: At, peer: Peer) -> None:
    others = sessions(stack, cast.SRINIVASA)
    srinivasa = await at(cast.SRINIVASA, timezone_id="Asia/Kolkata")
    rosalind = await peer(cast.ROSALIND)
    (device,) = sessions(stack, cast.SRINIVASA) - others
    answer = await rosalind.ask("get", f"<time xmlns='{TIME}'/>", f"{srinivasa.bare}/{device}")

    assert "+05:30" == answer.element.findtext(f"{{{TIME}}}time/{{{TIME}}}tzo")


async def test_a_blocked_person_is_not_heard_until_they_are_let_in_again(
    at: At, peer: Peer
) -> None:
    srinivasa, rosalind = await at(cast.SRINIVASA), await peer(cast.ROSALIND)
    await srinivasa.open(rosalind.bare)
    pane = await about(srinivasa)
    await pane.get_by_role("button", name="Block").click()
    await srinivasa.page.get_by_role("dialog").get_by_role("button", name="Block").click()
    await expect(srinivasa.page.get_by_text("You have blocked this person: ")).to_be_visible()
    refused = rosalind.say(srinivasa.bare, unheard := words("unheard"))
    answer = await rosalind.expect(lambda stanza: stanza.id == refused and stanza.type == "error")
    await srinivasa.page.reload()
    await srinivasa.ready()
    await srinivasa.row(rosalind.bare).click()
    await expect(srinivasa.page.get_by_text("You have blocked this person: ")).to_be_visible()
    await (await about(srinivasa)).get_by_role("button", name="Stop blocking").click()
    rosalind.say(srinivasa.bare, heard := words("heard"))
    await srinivasa.shows(heard)

    assert answer.error == "service-unavailable"
    assert not await srinivasa.message(unheard).count()


async def test_pictures_files_and_links_of_a_conversation_are_found_in_its_panel(
    stack: Stack, at: At
) -> None:
    srinivasa = await at(cast.SRINIVASA)
    link = f"https://example.org/{words('').strip()}"
    async with SlixmppClient(stack, cast.ROSALIND) as rosalind:
        picture = await rosalind.uploads("photo51.png", media.picture("PNG", (64, 64)))
        await rosalind.say(srinivasa.bare, picture)
        await rosalind.say(srinivasa.bare, f"look at {link}")
    await srinivasa.open(rosalind.bare)
    await srinivasa.shows(f"look at {link}")
    pane = await about(srinivasa)
    await _found(pane, "Links", pane.get_by_role("link", name=link))
    await _found(pane, "Pictures", pane.get_by_role("img", name="Picture by Rosalind").first)
    await _found(pane, "Files", pane.get_by_role("link", name="photo51.png").first)

    assert {} == await examine(srinivasa.page, "shared")


async def test_when_somebody_was_there_last_is_said_to_whom_they_let_see_it(
    at: At, peer: Peer
) -> None:
    rosalind = await peer(cast.ROSALIND)
    srinivasa = await at(cast.SRINIVASA)
    await srinivasa.open(rosalind.bare)
    await rosalind.close()

    await expect(srinivasa.page.get_by_text("Offline · Last seen")).to_be_visible()


async def _found(pane: Locator, kind: str, wanted: Locator) -> None:
    """The archive reads what was just said a moment later."""
    button = pane.get_by_role("button", name=kind, exact=True)
    await button.click()
    while not await wanted.count():
        await pane.get_by_role("status").filter(has_text="No ").or_(wanted).first.wait_for()
        if not await wanted.count():
            await button.click()
            await button.click()
    await expect(wanted).to_be_visible()
