"""Everybody can use the client: screen readers, keyboards, small and dark screens."""

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.client.conftest import At, Peer, words
from tests.browser.conftest import Complaints, Open
from tests.browser.test_access import CONTRAST, WIDER_THAN_THE_SCREEN
from tests.harness import cast
from tests.harness.link import Link
from tests.harness.stack import Stack
from tests.harness.web_client import WebClient

WIDTHS = (360, 768, 1440)
EVERYTHING = {"rules": {"target-size": {"enabled": True}}}
POLICY = {
    "default-src 'none'",
    *("script-src 'self'", "style-src 'self'", "img-src 'self' blob:", "connect-src 'self'"),
    *(
        "media-src 'self' blob:",
        "manifest-src 'self'",
        "font-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
    ),
    "frame-ancestors 'none'",
}


async def examine(page: Page, where: str) -> dict[str, Any]:
    """What is wrong with a state of the client on each screen; empty when nothing is."""
    found: dict[str, Any] = {}
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        await page.emulate_media(color_scheme="dark")
        dark = await Axe().run(page, options=CONTRAST)
        await page.emulate_media(color_scheme="light")
        light = await Axe().run(page, options=EVERYTHING)
        for each in (*light.response["violations"], *dark.response["violations"]):
            found[f"{where} {width} {each['id']}"] = [node["html"] for node in each["nodes"]]
        if too_wide := await page.evaluate(WIDER_THAN_THE_SCREEN):
            found[f"{where} {width} is too wide by"] = too_wide
    return found


@pytest.mark.usefixtures("offline")
async def test_nothing_stands_in_anybodys_way(at: At, peer: Peer) -> None:
    async with Link.laid() as link:
        margaret, nikola = await at(cast.MARGARET, proxy=link.proxy), await peer(cast.NIKOLA)
        page = margaret.page
        wrong = await examine(page, "list")
        room = await margaret.room("Engineering")
        nikola.say(margaret.bare, words("https://example.org/ and more"))
        await expect(margaret.row(nikola.bare).locator(".unread")).to_be_visible()
        wrong |= await examine(page, "unread")
        await margaret.say(nikola.bare, said := words("said"))
        await margaret.delivery(said, "sent")
        wrong |= await examine(page, "conversation")
        await margaret.message(said).locator("button.meta").click()
        await page.get_by_role("dialog", name="Details of this message").wait_for()
        wrong |= await examine(page, "details of a message")
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="About this person").click()
        wrong |= await examine(page, "person")
        await margaret.open(room)
        people = page.get_by_role("heading", name="People in this room")
        if not await people.is_visible():
            await page.get_by_role("button", name="People in this room").click()
        await people.wait_for()
        wrong |= await examine(page, "room")
        await page.get_by_role("button", name="You", exact=True).click()
        await margaret.menu.wait_for()
        wrong |= await examine(page, "menu")
        await page.keyboard.press("Escape")
        link.reset()
        await margaret.link("waiting")
        await margaret.send(words("not sent yet"))
        wrong |= await examine(page, "no network")
        link.restore()
        await margaret.comes_back()

    assert {} == wrong


async def test_a_keyboard_is_enough(stack: Stack, open_page: Open, complaints: Complaints) -> None:
    complaints.expect("401 .*api/v1/session")
    page = await open_page()
    hedy = WebClient(page, stack, cast.HEDY)
    body = words("by hand")
    keys = page.keyboard
    await page.goto("/")
    await page.wait_for_selector("#user_name:focus")
    await keys.type(cast.HEDY)
    await keys.press("Tab")
    await keys.type(stack.cms_password(cast.HEDY))
    await keys.press("Enter")
    await hedy.ready()
    await keys.press("Control+k")
    await keys.type("nik tes")
    palette = page.get_by_role("dialog", name="Go to or do…")
    await expect(palette.get_by_role("option").first).to_contain_text("Nikola Tesla")
    await keys.press("Enter")
    await hedy.is_at(stack.jid(cast.NIKOLA))
    await expect(hedy.composer).to_be_focused()
    await keys.type("first line")
    await keys.press("Shift+Enter")
    await keys.type(body)
    await keys.press("Enter")
    await hedy.delivery(f"first line\n{body}", "sent")
    await keys.press("Shift+Tab")
    await expect(page.get_by_role("button", name="Share pictures and files")).to_be_focused()
    await keys.press("Shift+Tab")
    await expect(hedy.message(f"first line\n{body}")).to_be_focused()
    await keys.press("Enter")
    await page.get_by_role("menuitem", name="Details").press("Enter")
    await page.get_by_role("dialog", name="Details of this message").wait_for()
    await keys.press("Escape")
    await keys.press("Control+k")
    await expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    await keys.type("grace ho")
    await expect(page.get_by_role("option").first).to_contain_text("Grace Hopper")
    await keys.press("Enter")
    await hedy.is_at(stack.jid(cast.GRACE))
    await expect(hedy.composer).to_be_focused()
    opened = page.url
    await keys.press("Alt+ArrowUp")
    await expect(page).not_to_have_url(opened)
    await keys.press("Alt+ArrowDown")
    await expect(page).to_have_url(opened)


async def test_on_a_telephone_one_sees_the_list_or_a_conversation(at: At) -> None:
    hedy = await at(cast.HEDY, viewport={"width": 360, "height": 700}, has_touch=True)
    nikola = hedy.stack.jid(cast.NIKOLA)
    await hedy.row(nikola).tap()
    await expect(hedy.composer).to_be_visible()
    await expect(hedy.row(nikola)).to_be_hidden()
    await hedy.page.get_by_role("link", name="Back to the conversations").tap()
    await expect(hedy.row(nikola)).to_be_visible()
    await hedy.row(nikola).tap()
    await expect(hedy.composer).to_be_visible()
    await hedy.page.go_back()
    await expect(hedy.row(nikola)).to_be_visible()


async def test_the_page_allows_nothing_but_its_own_files(stack: Stack, open_page: Open) -> None:
    page = await open_page()
    answer = await page.request.get("/")
    policy = answer.headers["content-security-policy"]

    assert set(policy.split("; ")) == POLICY
    assert "nosniff" == answer.headers["x-content-type-options"]
    assert (
        "no-store" in answer.headers["cache-control"]
        or "no-cache" in (answer.headers["cache-control"])
    )
