"""Pinned messages, between the web client and a client that knows nothing of pins; and links."""

import re

from playwright.async_api import Locator, expect

from tests.browser.client.conftest import At, Peer, words
from tests.browser.client.test_access import examine
from tests.browser.conftest import Complaints
from tests.harness import cast
from tests.harness.web_client import WebClient
from tests.harness.xmpp import Client

PINS = "urn:stoa:pins:1"
FALLBACK = "<fallback xmlns='urn:xmpp:fallback:0' for='urn:stoa:pins:1'><body/></fallback>"

# What a conversation loads when the browser is idle comes after the message that a link leads to.
BUSY_UNTIL_READ = """() => {
  const idle = window.requestIdleCallback.bind(window);
  const is = selector => document.querySelector(selector) !== null;
  const reading = () => is('[data-messages]') && !is('[data-key]:focus');
  window.requestIdleCallback = act => {
    const wait = deadline => reading() ? setTimeout(() => idle(wait)) : act(deadline);
    return idle(wait);
  };
}"""


def bar(client: WebClient) -> Locator:
    return client.page.get_by_role("region", name="Pinned messages")


async def choose(client: WebClient, body: str, item: str) -> None:
    await client.press(body, "Enter")
    await client.menu.get_by_role("menuitem", name=item, exact=True).click()


async def hears(client: WebClient, peer: Client, text: str) -> tuple[str, str]:
    """What was said to them, and what its author calls it."""
    body = words(text)
    id = peer.say(client.bare, body)
    await client.shows(body)
    return body, id


async def test_a_pin_is_seen_by_everybody_and_read_by_who_knows_no_pins(at: At, peer: Peer) -> None:
    hedy, nikola = await at(cast.HEDY), await peer(cast.NIKOLA)
    await hedy.open(nikola.bare)
    body, id = await hears(hedy, nikola, "Budget")
    await choose(hedy, body, "Pin for everybody")
    told = await nikola.expect(lambda stanza: stanza.child(f"{{{PINS}}}pin") is not None)
    pin = told.child(f"{{{PINS}}}pin")
    await expect(bar(hedy)).to_contain_text(body)
    await expect(hedy.log.get_by_text("You pinned a message").last).to_be_visible()
    assert f"📌 Pinned: “{body}”" == told.body
    assert pin is not None
    assert {"id": id, "on": "true"} == pin.attrib
    await hedy.page.reload()
    await hedy.ready()
    await expect(bar(hedy)).to_contain_text(body)

    nikola.send(
        f"<message to='{hedy.bare}' type='chat' id='{words('off')}'><body>off</body>{FALLBACK}"
        f"<pin xmlns='{PINS}' id='{id}' on='false'/></message>"
    )
    await expect(bar(hedy).get_by_text(body)).to_have_count(0)


async def test_what_is_pinned_is_jumped_to_and_unpinned_with_the_keyboard(
    at: At, peer: Peer
) -> None:
    hedy, nikola = await at(cast.HEDY), await peer(cast.NIKOLA)
    await hedy.open(nikola.bare)
    first, _ = await hears(hedy, nikola, "First")
    second, _ = await hears(hedy, nikola, "Second")
    for body in (first, second):
        await hedy.press(body, "p")
        await expect(bar(hedy)).to_contain_text(body)
    await bar(hedy).get_by_role("button", name=re.compile(r"^\d+ pinned messages")).press("Enter")
    listed = hedy.page.get_by_role("dialog", name="Pinned messages")
    assert {} == await examine(hedy.page, "pinned messages")
    await listed.get_by_role("button", name=re.compile(first)).press("Enter")
    await expect(hedy.message(first)).to_be_focused()

    await bar(hedy).get_by_role("button", name=re.compile(r"^\d+ pinned messages")).press("Enter")
    row = listed.get_by_role("listitem").filter(has_text=second)
    await row.get_by_role("button", name="Unpin for everybody").press("Enter")
    await expect(row).to_have_count(0)
    await hedy.page.keyboard.press("Escape")
    await expect(bar(hedy)).to_contain_text(first)


async def test_what_its_author_takes_back_is_pinned_no_more(at: At, peer: Peer) -> None:
    hedy, nikola = await at(cast.HEDY), await peer(cast.NIKOLA)
    await hedy.open(nikola.bare)
    body, id = await hears(hedy, nikola, "Wrong")
    await choose(hedy, body, "Pin for everybody")
    await expect(bar(hedy)).to_contain_text(body)
    nikola.send(
        f"<message to='{hedy.bare}' type='chat' id='{words('gone')}'>"
        f"<retract xmlns='urn:xmpp:message-retract:1' id='{id}'/>"
        "<store xmlns='urn:xmpp:hints'/></message>"
    )

    await expect(bar(hedy).get_by_text(body)).to_have_count(0)


async def test_a_link_leads_its_readers_to_the_message_and_others_are_told(
    at: At, peer: Peer, complaints: Complaints
) -> None:
    complaints.expect(r"status of 404 .*/api/v1/messages/")
    options = {"permissions": ["clipboard-read", "clipboard-write"]}
    hedy, nikola = await at(cast.HEDY, **options), await peer(cast.NIKOLA)
    await hedy.open(nikola.bare)
    body, _ = await hears(hedy, nikola, "Look here")
    await choose(hedy, body, "Copy link")
    await expect(hedy.page.get_by_text("Link copied.")).to_be_visible()
    link: str = await hedy.page.evaluate("navigator.clipboard.readText()")
    reader, stranger = await at(cast.NIKOLA), await at(cast.MARIE)
    await reader.page.evaluate(BUSY_UNTIL_READ)
    await reader.page.goto(link)
    await reader.is_at(hedy.bare)
    await expect(reader.composer).to_be_visible()
    await expect(reader.message(body)).to_be_focused()
    await stranger.page.goto(link)

    await expect(stranger.page.get_by_text("This message is not there for you")).to_be_visible()
    assert {} == await examine(stranger.page, "a link to nothing")


async def test_hashtags_lead_to_the_search(at: At, peer: Peer) -> None:
    hedy, nikola = await at(cast.HEDY), await peer(cast.NIKOLA)
    await hedy.open(nikola.bare)
    body, _ = await hears(hedy, nikola, "About #budget2026")
    tag = hedy.log.locator("[data-key]").filter(has_text=body.split()[-1])
    await tag.get_by_role("link", name="#budget2026").click()

    await hedy.page.wait_for_url("**/#/search?q=%23budget2026")


async def test_what_somebody_does_is_told_with_their_name(at: At, peer: Peer) -> None:
    hedy, nikola = await at(cast.HEDY), await peer(cast.NIKOLA)
    await hedy.open(nikola.bare)
    deed = words("waves")
    nikola.say(hedy.bare, f"/me {deed}")

    await expect(hedy.row(nikola.bare)).to_contain_text(f"Nikola Tesla {deed}")
    await expect(hedy.log.get_by_text(deed).last).to_be_visible()
