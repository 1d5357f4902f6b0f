"""The settings: what somebody sees of themselves, and how they want to have it."""

import re
from typing import Any
from uuid import uuid4

from playwright.async_api import Locator, Page, expect

from tests.browser.client.conftest import At, Peer, words
from tests.browser.client.test_access import examine
from tests.harness import cast
from tests.harness.web_client import WebClient

SECTIONS = (
    *("Profile", "Appearance", "Notifications", "Privacy", "Devices", "Storage"),
    *("Language", "Keyboard shortcuts", "About Stoa"),
)
LOOK = "document.documentElement.dataset.look"
FONT_SIZE = "() => getComputedStyle(document.documentElement).fontSize"
DARK = "rgb(19, 21, 23)"
PUT_DEVICE = """
async (name) => {
  const { csrf_token } = await (await fetch('/api/v1/session')).json();
  await fetch('/api/v1/devices', {
    method: 'POST',
    headers: { 'X-CSRFToken': csrf_token, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name }),
  });
}
"""


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Settings")


async def chosen(section: Locator, name: str) -> None:
    await section.get_by_role("radio", name=name, exact=True).check()


async def test_the_settings_have_an_address_and_lie_above_what_was_there(at: At) -> None:
    florence = await at(cast.FLORENCE)
    katherine, page = florence.stack.jid(cast.KATHERINE), florence.page
    await florence.page.goto(f"/#/c/{katherine}")
    await expect(florence.composer).to_be_visible()
    section = await florence.settings("Appearance")
    await expect(section.get_by_text("Size of text")).to_be_visible()
    assert page.url.endswith("#/settings/appearance")
    await expect(florence.composer).to_be_attached()
    await page.reload()
    await florence.ready()
    await expect(dialog(page).get_by_role("heading", name="Appearance")).to_be_visible()
    await page.go_back()
    await expect(dialog(page).get_by_role("heading", name="Profile")).to_be_visible()
    await page.keyboard.press("Escape")

    await expect(dialog(page)).to_have_count(0)
    await expect(page).to_have_url(re.compile(f"#/c/{re.escape(katherine)}$"))
    await expect(florence.composer).to_be_visible()


async def test_who_begins_at_the_settings_leaves_them_for_the_list(at: At) -> None:
    florence = await at(cast.FLORENCE, viewport={"width": 360, "height": 740}, has_touch=True)
    page = florence.page
    await page.goto("/#/settings/privacy")
    await dialog(page).get_by_label("That you are writing").wait_for()
    await dialog(page).get_by_role("link", name="All settings").tap()
    await dialog(page).get_by_role("link", name="Devices").tap()
    await expect(dialog(page).get_by_role("heading", name="Devices")).to_be_focused()
    await dialog(page).get_by_role("button", name="Close").and_(page.locator(":visible")).tap()

    await expect(dialog(page)).to_have_count(0)
    await expect(page).to_have_url(re.compile("#/$"))


async def test_what_a_browser_shall_look_like_holds_at_once_and_stays(at: At) -> None:
    florence = await at(cast.FLORENCE)
    page = florence.page
    await page.emulate_media(color_scheme="light")
    section = await florence.settings("Appearance")
    await chosen(section, "Dark")
    await page.wait_for_function(f"getComputedStyle(document.body).backgroundColor === '{DARK}'")
    await chosen(section, "Largest")
    await chosen(section, "Compact")
    await section.get_by_role("checkbox", name="More contrast").check()
    await section.get_by_role("checkbox", name="Less motion").check()
    await page.reload()
    await florence.ready()

    assert "dark largest compact contrast still" == await page.evaluate(LOOK)
    assert "21px" == await page.evaluate(FONT_SIZE)
    await expect(dialog(page).get_by_role("radio", name="Dark")).to_be_checked()
    other = await at(cast.FLORENCE)
    assert "" == await other.page.evaluate(LOOK)


async def test_a_browser_elsewhere_is_signed_out_from_here(at: At) -> None:
    benjamin, other = await at(cast.BENJAMIN), await at(cast.BENJAMIN)
    section = await benjamin.settings("Devices")
    await expect(section.get_by_text("This browser", exact=True)).to_have_count(1)
    await section.get_by_role("button", name="Sign out all others").click()
    asked = benjamin.page.get_by_role("dialog", name="Sign out everywhere else?")
    await asked.get_by_role("button", name="Sign out").click()

    await expect(other.page.get_by_role("heading", name="You are signed out")).to_be_visible()
    await expect(section.get_by_role("button", name=re.compile("^Sign out"))).to_have_count(0)
    await benjamin.link("online")


async def test_an_app_is_called_otherwise_and_removed(at: At) -> None:
    benjamin = await at(cast.BENJAMIN)
    name, later = uuid4().hex[:12], uuid4().hex[:12]
    await benjamin.page.evaluate(PUT_DEVICE, name)
    section = await benjamin.settings("Devices")
    await section.get_by_role("button", name=f"Rename {name}").click()
    field = section.get_by_role("textbox", name="Name")
    await expect(field).to_have_value(name)
    await field.fill(later)
    await field.press("Enter")
    await expect(section.get_by_text(later, exact=True)).to_be_visible()
    await section.get_by_role("button", name=f"Remove {later}").click()
    await benjamin.page.get_by_role("button", name="Remove and sign out").click()

    await expect(section.get_by_text(later, exact=True)).to_have_count(0)
    await expect(section.get_by_text(name, exact=True)).to_have_count(0)


async def test_who_was_blocked_is_named_and_let_in_again(at: At, peer: Peer) -> None:
    florence, dorothy = await at(cast.FLORENCE), await peer(cast.DOROTHY)
    await florence.page.goto(f"/#/c/{dorothy.bare}")
    await florence.page.get_by_role("button", name="About this person").click()
    await florence.page.get_by_role("button", name="Block", exact=True).click()
    await florence.page.get_by_role("dialog").get_by_role("button", name="Block").last.click()
    await expect(florence.page.get_by_text("You have blocked this person.")).to_be_visible()
    await florence.page.keyboard.press("Escape")
    section = await florence.settings("Privacy")
    await section.get_by_role("button", name="Stop blocking Dorothy Vaughan").click()
    await expect(section.get_by_text("You have blocked nobody.")).to_be_visible()
    await florence.page.keyboard.press("Escape")
    dorothy.say(florence.bare, said := words("heard again"))

    await florence.reads(dorothy.bare, said)


async def test_what_a_browser_kept_is_removed_and_comes_again(at: At, peer: Peer) -> None:
    florence, dorothy = await at(cast.FLORENCE), await peer(cast.DOROTHY)
    dorothy.say(florence.bare, said := words("kept"))
    await florence.reads(dorothy.bare, said)
    section = await florence.settings("Storage")
    async with florence.page.expect_event("domcontentloaded"):
        await section.get_by_role("button", name="Remove what is kept").click()
    await florence.ready()
    await expect(dialog(florence.page)).to_be_visible()
    await florence.page.keyboard.press("Escape")

    await florence.reads(dorothy.bare, said)


async def test_a_question_mark_lists_the_keys_unless_it_is_written(at: At) -> None:
    florence = await at(cast.FLORENCE)
    await florence.page.goto(f"/#/c/{florence.stack.jid(cast.DOROTHY)}")
    await florence.composer.press("?")
    await expect(florence.composer).to_have_value("?")
    await expect(dialog(florence.page)).to_have_count(0)
    await florence.composer.fill("")
    await florence.page.get_by_role("button", name="About this person").focus()
    await florence.page.keyboard.press("?")
    await expect(dialog(florence.page).get_by_role("heading", name="On a message")).to_be_visible()
    await florence.page.keyboard.press("Escape")
    await expect(dialog(florence.page)).to_have_count(0)
    await florence.composer.press("Control+,")
    await expect(dialog(florence.page).get_by_role("heading", name="Profile")).to_be_visible()


async def test_the_first_steps_are_offered_until_they_were_seen(at: At) -> None:
    james = await at(cast.JAMES)
    page = james.page
    await page.get_by_role("button", name="Show me").click()
    guide = page.get_by_role("dialog", name="First steps")
    wrong = await examine(page, "first steps")
    for _ in range(4):
        await page.keyboard.press("Tab")
        await guide.get_by_role("button", name="Next").press("Enter")
    await expect(guide).to_contain_text("Step 5 of 5")
    await guide.get_by_role("button", name="Begin").press("Enter")
    await expect(guide).to_have_count(0)
    await expect(page.get_by_role("button", name="Show me")).to_have_count(0)
    other: WebClient = await at(cast.JAMES)
    await other.settings("Profile")

    await expect(other.page.get_by_role("button", name="Show me")).to_have_count(0)
    assert {} == wrong


async def test_nothing_of_the_settings_stands_in_anybodys_way(at: At) -> None:
    florence = await at(cast.FLORENCE)
    wrong: dict[str, Any] = {}
    for section in SECTIONS:
        await florence.settings(section)
        await expect(florence.page.locator(".spinner")).to_have_count(0)
        wrong |= await examine(florence.page, section)
        await florence.page.set_viewport_size({"width": 320, "height": 640})
        await florence.page.keyboard.press("Escape")
        await expect(dialog(florence.page)).to_have_count(0)
        await florence.page.set_viewport_size({"width": 1280, "height": 800})

    assert {} == wrong


async def test_the_page_can_be_installed(at: At) -> None:
    florence = await at(cast.FLORENCE)
    page = florence.page
    address = await page.locator("link[rel=manifest]").get_attribute("href") or ""
    answer = await page.request.get(address)
    manifest = await answer.json()
    devtools = await page.context.new_cdp_session(page)
    found = await devtools.send("Page.getAppManifest")

    assert "application/manifest+json" == answer.headers["content-type"]
    assert [] == found["errors"]
    for icon in manifest["icons"]:
        picture = await page.request.get(icon["src"])
        assert (200, icon["type"]) == (picture.status, picture.headers["content-type"])
