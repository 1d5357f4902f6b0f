"""A picture of one's own: chosen, cut and saved in the settings, and seen by every client."""

import re
from hashlib import sha1

from playwright.async_api import FilePayload, Locator, Page, expect

from tests.browser.client.conftest import At, Peer
from tests.browser.client.test_access import examine
from tests.harness import cast, media
from tests.harness.pep import items, vcard
from tests.harness.stanza import Condition, Stanza
from tests.harness.web_client import WebClient
from tests.harness.xmpp import Client

METADATA = "urn:xmpp:avatar:metadata"
CROPPED = "() => document.querySelector('dialog canvas').toDataURL()"


def settings(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Settings")


def cutting(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Your picture", exact=True)


async def offers(page: Page, content: bytes) -> None:
    """Choose a file, past the chooser, which is the browser's own."""
    button = settings(page).get_by_role("button", name=re.compile("^(Change|Set a) picture$"))
    await expect(button).to_be_enabled()
    file = FilePayload(name="portrait.png", mimeType="image/png", buffer=content)
    await settings(page).locator("input[type=file]").set_input_files(file)


def picture(where: Locator) -> Locator:
    return where.locator(".avatar img").first


def hashed(account: str, digest: str) -> Condition:
    """The presence of that account says so (XEP-0153)."""
    sender = f"{account}/"

    def says(stanza: Stanza) -> bool:
        photo = stanza.element.findtext("{vcard-temp:x:update}x/{vcard-temp:x:update}photo")
        return str(stanza.sender).startswith(sender) and photo == digest

    return says


async def published(client: Client, of: str) -> str:
    (metadata,) = await items(client, METADATA, of)
    return str(metadata.get("id"))


async def shown(client: WebClient) -> str:
    """The digest of the picture in the button of oneself."""
    button = client.page.get_by_role("button", name="You", exact=True, include_hidden=True)
    source = await picture(button).get_attribute("src") or ""
    return source.rpartition("/")[2]


async def test_a_picture_is_set_with_keys_seen_by_every_client_and_removed(
    at: At, peer: Peer
) -> None:
    hedy, nikola = await at(cast.HEDY), await at(cast.NIKOLA)
    phone = await peer(cast.KATHERINE)
    page = hedy.page
    await nikola.open(hedy.bare)
    theirs = picture(nikola.page.locator("main header"))
    before = await shown(hedy)
    await hedy.settings("Profile")
    await offers(page, media.picture("PNG", (400, 200)))
    frame = cutting(page).get_by_role("application")
    await frame.focus()
    uncut = await page.evaluate(CROPPED)
    wrong = await examine(page, "picture")
    for key in ("+", "+", "ArrowRight", "ArrowUp"):
        await page.keyboard.press(key)
    zoom = await cutting(page).get_by_label("Zoom").input_value()
    cropped = await page.evaluate(CROPPED)
    await cutting(page).get_by_role("button", name="Save", exact=True).click()
    await expect(settings(page).get_by_text("Everybody sees your new picture")).to_be_visible()
    after = await shown(hedy)
    await phone.expect(hashed(hedy.bare, after))
    _, photo = await vcard(phone, hedy.bare)

    assert wrong == {}
    assert zoom == "1.2"
    assert uncut != cropped
    assert before != after
    assert after == sha1(photo, usedforsecurity=False).hexdigest()
    assert after == await published(phone, hedy.bare)
    await expect(theirs).to_have_attribute("src", re.compile(f"/{after}$"))

    phone.forget()
    await settings(page).get_by_role("button", name="Remove your picture").click()
    await expect(settings(page).get_by_text("Removed.")).to_be_visible()
    await phone.expect(hashed(hedy.bare, before))
    assert before == await shown(hedy)
    assert before == await published(phone, hedy.bare)
    await expect(theirs).to_have_attribute("src", re.compile(f"/{before}$"))


async def test_a_file_that_is_no_picture_says_so_and_changes_nothing(at: At) -> None:
    hedy = await at(cast.HEDY)
    page = hedy.page
    before = await shown(hedy)
    await hedy.settings("Profile")
    await offers(page, b"no picture at all")
    await expect(settings(page).get_by_role("alert")).to_contain_text("PNG, JPEG or WebP")
    await expect(cutting(page)).to_have_count(0)
    await offers(page, media.picture("PNG", (300, 300)))
    await expect(cutting(page)).to_be_visible()
    await expect(settings(page).get_by_role("alert")).to_have_count(0)
    await page.keyboard.press("Escape")

    await expect(cutting(page)).to_have_count(0)
    await expect(settings(page)).to_be_visible()
    assert before == await shown(hedy)
