"""Every screen, where words are long and there is little room, also read from right to left."""

import re
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.client.conftest import Peer, words
from tests.browser.client.test_languages import NARROW, TURNED, signed_in
from tests.browser.client.test_room_settings import look
from tests.browser.conftest import Open
from tests.browser.test_access import WIDER_THAN_THE_SCREEN
from tests.harness import cast
from tests.harness.stack import Stack
from tests.harness.web_client import COMPOSER, LOG
from tests.harness.xmpp import Client

CUT_OFF = """
() => {
  const inside = (each) => {
    const { left, right, width, height } = each.getBoundingClientRect();
    return width <= 1 || height <= 1 || (left >= -1 && right <= innerWidth + 1);
  };
  const moves = (each) => /auto|scroll/.test(getComputedStyle(each).overflowX) && inside(each);
  const scrolled = (each) => each !== null && (moves(each) || scrolled(each.parentElement));
  const seen = "a[href], button, input, select, textarea, label, h1, h2, h3, [role]";
  return [...document.querySelectorAll(seen)]
    .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !inside(each))
    .filter((each) => !scrolled(each.parentElement))
    .map((each) => each.outerHTML.slice(0, 120));
}
"""
"""What is beyond the screen, and not in what is moved from side to side on purpose."""

OUT_OF_REACH = """
() => [...document.querySelectorAll("a[href], button, input, select, textarea")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && each.tabIndex < 0)
  .filter((each) => !each.matches("[data-day]") && !each.closest("[data-key], nav li"))
  .filter((each) => !each.closest("[role=toolbar], [role=menu], [role=listbox], [role=grid]"))
  .map((each) => each.outerHTML.slice(0, 120))
"""
"""What the Tab key does not come to, nor arrow keys; a day is gone to by the key D on a message."""

SECTIONS = (
    *("profile", "appearance", "notifications", "privacy", "devices"),
    *("storage", "language", "shortcuts", "about"),
)
EXAMINED_HERE = (
    *("new message", "styles", "day", "selection", "details", "reactions"),
    *("menu of a member", "invitation", "first steps"),
)
"""Screens that no other test gives to axe."""


async def screens(page: Page, friend: Client, name: str) -> AsyncIterator[str]:
    """Go through the client in German, by keys alone, a screen at a time."""
    for part in (beside_conversations, in_a_group, about_a_person, in_the_settings):
        async for screen in part(page, friend, name):
            yield screen


async def beside_conversations(page: Page, friend: Client, name: str) -> AsyncIterator[str]:
    button, keys = partial(page.get_by_role, "button"), page.keyboard
    yield "list"
    await button(name="Sie", exact=True).press("Enter")
    await page.get_by_role("menuitem", name="Abmelden").wait_for()
    yield "own menu"
    await page.get_by_role("menuitem", name="Status und Verfügbarkeit").press("Enter")
    await page.get_by_role("radio").first.wait_for()
    yield "status"
    await keys.press("Escape")
    await keys.press("Control+k")
    await page.get_by_role("dialog").get_by_role("option").first.wait_for()
    yield "palette"
    await keys.press("Escape")
    await page.goto("/#/threads")
    await page.get_by_role("heading", name="Threads", level=1).wait_for()
    yield "threads"
    await page.goto("/#/search?q=")
    await page.locator("main input").wait_for()
    yield "search"
    await page.goto("/#/")
    await button(name="Neue Nachricht").press("Enter")
    await button(name="Neue Gruppe").wait_for()
    yield "new message"
    await button(name="Neue Gruppe").press("Enter")
    dialog = page.get_by_role("dialog", name="Neue Gruppe")
    await dialog.get_by_label("Name", exact=True).fill(name)
    await dialog.get_by_role("combobox").fill("chatelet")
    await dialog.get_by_role("option").first.wait_for()
    await keys.press("Enter")
    yield "new group"
    await button(name="Gruppe anlegen").press("Enter")
    await page.get_by_role("heading", name=name, level=1).wait_for()


async def in_a_group(page: Page, friend: Client, name: str) -> AsyncIterator[str]:
    button, keys = partial(page.get_by_role, "button"), page.keyboard
    composer, row = page.locator(COMPOSER), page.locator(f"{LOG} [data-key]").last
    await composer.fill(said := words("Donaudampfschifffahrt"))
    await composer.press("Enter")
    await expect(row).to_contain_text(said)
    await expect(row).to_have_attribute("data-delivery", "sent")

    async def chosen(item: str) -> None:
        await row.press("Enter")
        await page.get_by_role("menuitem", name=item, exact=True).press("Enter")

    await row.press("Enter")
    await page.get_by_role("menuitem", name="Einzelheiten").wait_for()
    yield "menu of a message"
    await keys.press("Escape")
    await row.press("+")
    await page.get_by_role("listbox").get_by_role("option").first.wait_for()
    yield "emoji"
    await keys.press("Enter")
    chip = row.locator("[data-emoji]")
    await chip.press("Shift+F10")
    await page.get_by_role("dialog", name="Wer reagiert hat").wait_for()
    yield "reactions"
    await keys.press("Escape")
    await row.press("r")
    await button(name="Formatierung").press("Enter")
    await page.get_by_role("toolbar", name="Formatierung").wait_for()
    yield "styles"
    await button(name="Formatierung").press("Enter")
    await button(name="Abbrechen").press("Enter")
    await row.press("d")
    await page.locator("input[type=date]").wait_for()
    yield "day"
    await keys.press("Escape")
    await chosen("Einzelheiten")
    await page.get_by_role("dialog", name="Einzelheiten").wait_for()
    yield "details"
    await keys.press("Escape")
    await chosen("Auswählen")
    await page.get_by_role("toolbar").wait_for()
    yield "selection"
    await button(name="Ausgewählte Nachrichten weiterleiten").press("Enter")
    await page.get_by_role("dialog", name="Weiterleiten").wait_for()
    yield "forwarding"
    await keys.press("Escape")
    await row.press("t")
    await page.get_by_role("dialog", name="Thread").wait_for()
    yield "thread"
    await keys.press("Escape")
    await button(name="Personen in diesem Raum").press("Enter")
    await page.get_by_role("button", name=re.compile("^Mitglieder")).press("Enter")
    member = page.locator(f"[data-member='{friend.bare}']")
    await member.wait_for()
    yield "members"
    await member.press("Enter")
    await page.get_by_role("menu").wait_for()
    yield "menu of a member"
    await keys.press("Escape")
    await button(name="Personen einladen").press("Enter")
    await page.get_by_role("dialog").get_by_role("combobox").wait_for()
    yield "invitation"
    await keys.press("Escape")
    await button(name="Einstellungen", exact=True).press("Enter")
    await page.get_by_label("Name", exact=True).wait_for()
    yield "settings of a room"
    await keys.press("Escape")


async def about_a_person(page: Page, friend: Client, name: str) -> AsyncIterator[str]:
    await page.goto(f"/#/c/{friend.bare}")
    await page.get_by_role("button", name="Über diese Person").press("Enter")
    await page.get_by_role("button", name="Dateien", exact=True).press("Enter")
    yield "person"
    await page.get_by_role("button", name="Melden …").press("Enter")
    await page.get_by_role("radio").first.wait_for()
    yield "report"
    await page.keyboard.press("Escape")


async def in_the_settings(page: Page, friend: Client, name: str) -> AsyncIterator[str]:
    for section in SECTIONS:
        await page.goto(f"/#/settings/{section}")
        chosen = page.locator(f"a[href='#/settings/{section}'][aria-current=page]")
        await chosen.wait_for(state="attached")
        yield section
    await page.get_by_role("button", name="Erste Schritte noch einmal zeigen").press("Enter")
    await page.get_by_role("button", name="Überspringen").wait_for()
    yield "first steps"
    await page.get_by_role("button", name="Überspringen").press("Enter")


async def wrong_with(page: Page) -> dict[str, Any]:
    found = {
        "too wide": await page.evaluate(WIDER_THAN_THE_SCREEN),
        "cut off": await page.evaluate(CUT_OFF),
        "out of reach": await page.evaluate(OUT_OF_REACH),
    }
    return {what: which for what, which in found.items() if which}


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
async def test_every_screen_has_room_and_each_function_is_in_reach_of_the_keyboard(
    stack: Stack, open_page: Open, peer: Peer, direction: str
) -> None:
    page = await open_page(locale="de", viewport=NARROW, reduced_motion="reduce")
    if direction == "rtl":
        await page.add_init_script(TURNED)
    friend = await peer(cast.EMILIE)
    await signed_in(page, stack, cast.MARY)
    wrong: dict[str, Any] = {}
    async for screen in screens(page, friend, words("Gruppe")):
        if found := await wrong_with(page):
            wrong[screen] = found
        if direction == "ltr" and screen in EXAMINED_HERE:
            wrong |= await look(page, screen)

    assert {} == wrong
