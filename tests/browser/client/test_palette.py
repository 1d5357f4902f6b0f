"""Ctrl K: to anybody, anywhere, and to whatever can be done."""

from playwright.async_api import Locator, Page, expect

from tests.browser.client.conftest import At, words
from tests.browser.client.test_access import examine
from tests.harness import cast

ESCAPE_AND_CONTROL_K_AT_ONCE = """
() => {
  document.querySelector("dialog[open]").close();
  const keys = { key: "k", ctrlKey: true, bubbles: true, cancelable: true };
  document.body.dispatchEvent(new KeyboardEvent("keydown", keys));
}
"""
"""The browser tells of the dialog that was closed when the focus is elsewhere already."""


def palette(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Go to or do…")


async def opened(page: Page) -> Locator:
    """By its keys; what is typed next is typed there."""
    await page.keyboard.press("Control+k")
    await expect(palette(page).get_by_role("combobox")).to_be_focused()
    return palette(page)


async def test_keys_alone_lead_to_people_and_actions(at: At) -> None:
    hedy = await at(cast.HEDY)
    page, keys = hedy.page, hedy.page.keyboard
    nikola = hedy.stack.jid(cast.NIKOLA)
    await keys.press("Control+k")
    await keys.type("tesla")
    await expect(palette(page).get_by_role("option", name="Nikola Tesla")).to_be_visible()
    await keys.press("Enter")
    await hedy.is_at(nikola)
    await expect(palette(page)).to_have_count(0)
    await expect(hedy.composer).to_be_focused()
    await keys.press("Control+k")
    await expect(palette(page)).to_be_visible()
    await keys.press("Control+k")
    await expect(palette(page)).to_have_count(0)
    await expect(hedy.composer).to_be_focused()
    await opened(page)
    await keys.type("new gr")
    await expect(palette(page).get_by_role("option").first).to_have_text("New group")
    await keys.press("Enter")
    await expect(page.get_by_role("dialog", name="New group")).to_be_visible()
    await keys.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_colleague_one_has_never_talked_to_is_found(at: At) -> None:
    hedy = await at(cast.HEDY)
    page = hedy.page
    await opened(page)
    await page.keyboard.type("sibylla merian")
    await page.keyboard.press("Enter")
    await hedy.is_at(hedy.stack.jid("maria"))


async def test_words_that_are_no_name_are_searched(at: At) -> None:
    hedy, said = await at(cast.HEDY), words("palette")
    page = hedy.page
    await page.keyboard.press("Control+k")
    await page.keyboard.type(said)
    await expect(
        palette(page).get_by_role("option", name=f"Search messages for “{said}”")
    ).to_be_visible()
    await page.keyboard.press("Enter")
    field = page.get_by_role("combobox", name="What to look for in messages")
    await expect(field).to_have_value(said)


async def test_everything_is_read_at_once(at: At) -> None:
    hedy = await at(cast.HEDY)
    nikola = await hedy.stack.sign_in(cast.NIKOLA, "phone")
    nikola.say(hedy.bare, words("to be read"))
    await expect(hedy.row(nikola.bare).locator(".unread")).to_be_visible()
    found = (await opened(hedy.page)).get_by_role("option").first
    await hedy.page.keyboard.type("mark everything")
    await expect(found).to_have_text("Mark everything as read")
    await hedy.page.keyboard.press("Enter")
    await expect(hedy.row(nikola.bare).locator(".unread")).to_have_count(0)


async def test_it_is_there_for_whoever_types_fast(at: At) -> None:
    hedy = await at(cast.HEDY)
    page = hedy.page
    await page.get_by_role("button", name="You", exact=True).click()
    await page.get_by_role("menuitem", name="Status and availability").click()
    await expect(page.get_by_role("radio").first).to_be_visible()
    await page.evaluate(ESCAPE_AND_CONTROL_K_AT_ONCE)

    await expect(palette(page).get_by_role("combobox")).to_be_focused()


async def test_on_a_telephone_it_is_in_the_menu(at: At) -> None:
    hedy = await at(cast.HEDY, viewport={"width": 360, "height": 700}, has_touch=True)
    page = hedy.page
    await page.get_by_role("button", name="You", exact=True).tap()
    await page.get_by_role("menuitem", name="Go to or do…").tap()
    await palette(page).get_by_role("combobox").fill("tesla")
    await palette(page).get_by_role("option", name="Nikola Tesla").tap()
    await expect(hedy.composer).to_be_visible()


async def test_it_stands_in_nobodys_way(at: At) -> None:
    hedy = await at(cast.HEDY)
    await opened(hedy.page)
    wrong = await examine(hedy.page, "palette")
    await hedy.page.keyboard.type("a")
    await expect(palette(hedy.page).get_by_text("People and rooms")).to_be_visible()
    wrong |= await examine(hedy.page, "palette with names")

    assert {} == wrong
