"""Finding what was said, and coming back from it."""

import re
from contextlib import suppress
from uuid import uuid4

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.client.conftest import At, Peer
from tests.browser.client.test_access import examine
from tests.harness import cast
from tests.harness.link import Link
from tests.harness.web_client import WebClient


def word() -> str:
    """That nobody else says: one word, of letters."""
    return "q" + uuid4().hex.translate(str.maketrans("0123456789", "ghijklmnop"))[:14]


def field(page: Page) -> Locator:
    return page.get_by_role("combobox", name="What to look for in messages")


def hits(page: Page) -> Locator:
    return page.locator("[data-hit]")


async def finds(page: Page, count: int) -> None:
    """What was said just now is in the archive's views a moment later: asked again until then."""
    for _ in range(30):
        await field(page).press("Enter")
        with suppress(AssertionError):
            await expect(hits(page)).to_have_count(count, timeout=1000)
            return
    await expect(hits(page)).to_have_count(count)


async def search(client: WebClient, text: str) -> None:
    """From the menu of the person, as one who uses no keys does."""
    await client.page.get_by_role("button", name="You", exact=True).click()
    await client.page.get_by_role("menuitem", name="Search messages").click()
    await field(client.page).fill(text)
    await field(client.page).press("Enter")


async def test_what_was_said_is_found_opened_and_left_again(at: At, peer: Peer) -> None:
    hedy, nikola = await at(cast.HEDY), await peer(cast.NIKOLA)
    page, said = hedy.page, word()
    await hedy.say(nikola.bare, f"Before the {said} came")
    nikola.say(hedy.bare, f"The <b>{said}</b> is ready")
    await hedy.shows(f"The <b>{said}</b> is ready")
    await hedy.open(await hedy.room("Engineering"))
    await search(hedy, said)
    await finds(page, 2)
    await expect(page.get_by_role("status").filter(has_text="2 messages")).to_be_visible()
    await expect(page.locator("mark", has_text=said)).to_have_count(2)
    await expect(page.locator("[data-results] b")).to_have_count(0)
    theirs = hits(page).filter(has_text="is ready")
    await theirs.locator("xpath=..").get_by_role("button").click()
    await expect(theirs.locator("xpath=..")).to_contain_text(f"Before the {said} came")
    await theirs.click()
    await hedy.is_at(nikola.bare)
    await expect(hedy.message(f"The <b>{said}</b> is ready")).to_be_focused()
    await page.get_by_role("link", name=f"Results for “{said}”").click()
    await expect(theirs).to_be_focused()
    await page.go_back()
    await expect(hedy.message(f"The <b>{said}</b> is ready")).to_be_focused()


async def test_filters_are_suggested_and_taken_away_again(at: At, peer: Peer) -> None:
    hedy, nikola = await at(cast.HEDY), await peer(cast.NIKOLA)
    page, said = hedy.page, word()
    await hedy.say(nikola.bare, f"One {said} of mine")
    nikola.say(hedy.bare, f"One {said} of theirs #{said}")
    await hedy.shows(f"One {said} of theirs #{said}")
    await search(hedy, said)
    await finds(page, 2)
    await field(page).press_sequentially(" from:nik")
    await expect(page.get_by_role("option", name="From Nikola Tesla")).to_be_visible()
    await field(page).press("Enter")
    await expect(page.locator("[data-filter=from]")).to_have_text("From Nikola Tesla")
    await expect(hits(page)).to_have_count(1)
    await expect(hits(page)).to_contain_text("of theirs")
    await page.get_by_role("button", name="With a picture").click()
    await expect(page.get_by_role("heading", name="Nothing was found")).to_be_visible()
    await page.get_by_role("button", name="Remove: With a picture").click()
    await expect(hits(page)).to_have_count(1)
    await expect(field(page)).to_be_focused()
    await field(page).press("Home")
    await field(page).press("Backspace")
    await expect(hits(page)).to_have_count(2)
    await field(page).fill(f"#{said} ")
    await expect(page.locator("[data-filter=tag]")).to_have_text(f"#{said}")
    await expect(hits(page)).to_have_count(1)
    await expect(page).to_have_url(re.compile(f"#/search\\?q=%23{said}$"))
    await page.reload()
    await expect(hits(page)).to_have_count(1)
    await hits(page).click()
    await hedy.is_at(nikola.bare)


async def test_one_conversation_is_searched_from_its_header(at: At, peer: Peer) -> None:
    hedy, nikola = await at(cast.HEDY), await peer(cast.NIKOLA)
    page, said = hedy.page, word()
    room = await hedy.room("Engineering")
    await hedy.say(room, f"Here is the {said}")
    await hedy.delivery(f"Here is the {said}", "sent")
    await hedy.say(nikola.bare, f"There is the {said}")
    await hedy.delivery(f"There is the {said}", "sent")
    await page.get_by_role("link", name="Search in this conversation").click()
    await expect(page.locator("[data-filter=in]")).to_have_text("In Nikola Tesla")
    await field(page).press_sequentially(said)
    await finds(page, 1)
    await expect(hits(page)).to_contain_text("There is")
    await page.get_by_role("button", name="Remove: In Nikola Tesla").click()
    await finds(page, 2)


async def test_nobody_finds_what_others_have_said(at: At, peer: Peer) -> None:
    hedy, nikola, said = await at(cast.HEDY), await peer(cast.NIKOLA), word()
    margaret = await peer(cast.MARGARET)
    nikola.say(margaret.bare, f"Between us: {said}")
    nikola.say(hedy.bare, f"To you: {said}")
    await expect(hedy.row(nikola.bare)).to_contain_text(said)
    await search(hedy, said)
    await finds(hedy.page, 1)
    await expect(hits(hedy.page)).to_contain_text("To you")


@pytest.mark.usefixtures("offline")
async def test_without_a_connection_what_is_kept_here_is_searched(at: At, peer: Peer) -> None:
    async with Link.laid() as link:
        hedy, nikola = await at(cast.HEDY, proxy=link.proxy), await peer(cast.NIKOLA)
        page, said = hedy.page, word()
        nikola.say(hedy.bare, f"The {said} is kept")
        await hedy.open(nikola.bare)
        await hedy.shows(f"The {said} is kept")
        link.reset()
        await hedy.link("waiting")
        await search(hedy, said)
        await expect(
            page.get_by_text("You are offline: only what this browser keeps")
        ).to_be_visible()
        await expect(hits(page)).to_have_count(1)
        wrong = await examine(page, "search offline")
        link.restore()
        await hedy.comes_back()
        await expect(
            page.get_by_text("You are offline: only what this browser keeps")
        ).to_have_count(0)
        await finds(page, 1)

    assert {} == wrong


async def test_searching_stands_in_nobodys_way(at: At, peer: Peer) -> None:
    hedy, nikola, said = await at(cast.HEDY), await peer(cast.NIKOLA), word()
    page = hedy.page
    await hedy.say(nikola.bare, f"A {said} and https://example.org/{'long' * 30}")
    await search(hedy, "")
    await expect(page.get_by_role("heading", name="You can also write")).to_be_visible()
    wrong = await examine(page, "search")
    await field(page).fill(f"{said} ")
    await finds(page, 1)
    await field(page).press_sequentially("from:")
    await expect(page.get_by_role("option", name="From me")).to_be_visible()
    wrong |= await examine(page, "suggestions")
    await page.get_by_role("option", name="From me").click()
    await expect(hits(page)).to_have_count(1)
    wrong |= await examine(page, "results")
    await field(page).fill("zzqqxx")
    await expect(page.get_by_role("heading", name="Nothing was found")).to_be_visible()
    wrong |= await examine(page, "nothing found")

    assert {} == wrong


async def test_what_was_searched_lately_is_forgotten_at_the_end(at: At, peer: Peer) -> None:
    hedy, nikola, said = await at(cast.HEDY), await peer(cast.NIKOLA), word()
    await hedy.say(nikola.bare, f"A {said}")
    await hedy.delivery(f"A {said}", "sent")
    await search(hedy, said)
    await finds(hedy.page, 1)
    await hits(hedy.page).click()
    await hedy.is_at(nikola.bare)
    await search(hedy, "")
    lately = hedy.page.get_by_role("button", name=said)
    await lately.click()
    await expect(hits(hedy.page)).to_have_count(1)
    await hedy.sign_out()
    await hedy.sign_in()
    await search(hedy, "")
    await expect(hedy.page.get_by_role("heading", name="You can also write")).to_be_visible()
    await expect(lately).to_have_count(0)
