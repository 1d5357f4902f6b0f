"""Ada's morning in the browser, on a telephone and without a network, as the guide shows it.

`--pictures` writes what is seen to docs/images.
"""

import re

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.client.conftest import At
from tests.browser.conftest import Open
from tests.browser.guide.album import Album
from tests.browser.guide.story import NAMES, REVIEW, RUN, Colleagues
from tests.harness import cast
from tests.harness.stack import Stack
from tests.harness.web_client import WebClient

DESK = {"viewport": {"width": 1120, "height": 720}, "locale": "en-GB"}
TELEPHONE = {"viewport": {"width": 360, "height": 720}, "locale": "en-GB", "has_touch": True}
NOT_ASKED = "Object.defineProperty(Notification, 'permission', { get: () => 'default' })"
"""As a browser is before anybody has answered; this one refuses by itself."""
DRAWN = "() => [...document.images].every((each) => each.complete && each.naturalWidth)"


@pytest_asyncio.fixture(loop_scope="session")
async def ada(at: At, _told: None) -> WebClient:
    assert _told is None
    return await at(cast.ADA, **DESK)


async def shown(page: Page) -> None:
    """All pictures are there, and the mouse is nowhere."""
    await page.mouse.move(0, 0)
    await page.wait_for_function(DRAWN)


async def the_room(ada: WebClient, room: str) -> None:
    await ada.open(room)
    await expect(ada.page.get_by_role("heading", name="Engineering", level=1)).to_be_visible()
    await expect(ada.log.get_by_text("It has grown by three rows")).to_be_visible()
    await expect(ada.page.get_by_role("region", name="Pinned messages")).to_be_visible()


async def act(ada: WebClient, words: str, key: str) -> None:
    """One of the keys on a message."""
    row = ada.log.locator("[data-key]").filter(has_text=words)
    await expect(row).to_be_visible()
    await row.press(key)


async def test_a_room_with_its_people(ada: WebClient, colleagues: Colleagues, album: Album) -> None:
    await ada.page.set_viewport_size({"width": 1280, "height": 780})
    await the_room(ada, colleagues.room)
    await ada.page.get_by_role("button", name="People in this room").click()
    pane = ada.page.get_by_role("complementary", name="People in this room")
    await expect(pane.get_by_text("Nikola Tesla")).to_be_visible()
    await ada.log.evaluate("(log) => { log.scrollTop = 0; }")
    writing = "<composing xmlns='http://jabber.org/protocol/chatstates'/>"
    colleagues.add(cast.NIKOLA, colleagues.room, writing)
    await ada.typing("Nikola Tesla")
    await shown(ada.page)
    await album.take("room", ada.page)


async def test_a_conversation_of_two(ada: WebClient, colleagues: Colleagues, album: Album) -> None:
    await ada.open(colleagues.address(cast.GRACE))
    await expect(ada.log.get_by_role("group", name=re.compile("^Voice message"))).to_be_visible()
    await shown(ada.page)
    await album.take("talking", ada.page)
    await act(ada, RUN, "Enter")
    await expect(ada.menu.get_by_role("menuitem", name="Reply", exact=True)).to_be_visible()
    await album.take("message", ada.page)


async def test_a_thread_beside_its_room(
    ada: WebClient, colleagues: Colleagues, album: Album
) -> None:
    await the_room(ada, colleagues.room)
    await act(ada, REVIEW, "t")
    pane = ada.page.get_by_role("complementary", name="Thread")
    await expect(pane.get_by_text("Ten is early. I will be there.")).to_be_visible()
    await shown(ada.page)
    await album.take("thread", ada.page)


async def test_the_list_and_what_one_does_with_a_row(
    ada: WebClient, colleagues: Colleagues, album: Album
) -> None:
    await ada.row(colleagues.address(cast.KATHERINE)).click(button="right")
    await expect(ada.menu.get_by_role("menuitem", name="Pin to the top")).to_be_visible()
    await album.take("list", ada.page)


async def test_writing_to_somebody_new_and_making_a_group(ada: WebClient, album: Album) -> None:
    page = ada.page
    await page.get_by_role("button", name="New message").click()
    dialog = page.get_by_role("dialog", name="New message")
    await dialog.get_by_role("combobox").fill("resea")
    await expect(dialog.get_by_role("option", name="Lise Meitner")).to_be_visible()
    await shown(page)
    await album.take("new-message", dialog)
    await dialog.get_by_role("combobox").fill("")
    await dialog.get_by_role("button", name="New group").click()
    dialog = page.get_by_role("dialog", name="New group")
    await dialog.get_by_label("Name", exact=True).fill("Reading circle")
    for person in ("Franklin", "Ramanujan"):
        await dialog.get_by_role("combobox").fill(person)
        await dialog.get_by_role("option").first.wait_for()
        await dialog.get_by_role("combobox").press("Enter")
    await shown(page)
    await album.take("group", dialog)


async def test_finding_what_was_said_and_doing_by_name(ada: WebClient, album: Album) -> None:
    page = ada.page
    await page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Go to or do…")
    await expect(palette.get_by_role("combobox")).to_be_focused()
    await page.keyboard.type("ne")
    await expect(palette.get_by_role("option", name="New group")).to_be_visible()
    await album.take("palette", palette)
    await page.keyboard.press("Escape")
    await page.goto("/#/search?q=antenna")
    await expect(page.locator("[data-hit]")).to_have_count(2)
    await shown(page)
    await album.take("search", page)


@pytest.mark.parametrize(
    ("section", "name"),
    [
        ("Appearance", "settings-appearance"),
        ("Notifications", "settings-notifications"),
        ("Privacy", "settings-privacy"),
    ],
)
async def test_the_settings(ada: WebClient, album: Album, section: str, name: str) -> None:
    await ada.page.add_init_script(NOT_ASKED)
    await ada.page.reload()
    await ada.ready()
    await (await ada.settings(section)).wait_for()
    await shown(ada.page)
    await album.take(name, ada.page)


@pytest.mark.usefixtures("offline")
async def test_without_a_network_one_reads_and_writes(
    ada: WebClient, colleagues: Colleagues, album: Album
) -> None:
    await ada.open(colleagues.address(cast.GRACE))
    await shown(ada.page)
    await ada.page.context.set_offline(True)
    await ada.link("waiting")
    await ada.composer.fill("I am on the train. The drawing follows from Zurich.")
    await album.take("offline", ada.page)
    await ada.composer.fill("")
    await ada.page.context.set_offline(False)
    await ada.comes_back()


async def test_the_list_and_a_room_on_a_telephone(
    at: At, colleagues: Colleagues, album: Album
) -> None:
    ada = await at(cast.ADA, **TELEPHONE)
    await ada.unread(colleagues.address(cast.NIKOLA), 2)
    await shown(ada.page)
    other = await ada.page.context.new_page()
    await other.goto(f"/#/c/{colleagues.room}")
    second = WebClient(other, ada.stack, cast.ADA)
    await expect(second.log.get_by_text("It has grown by three rows")).to_be_visible()
    await expect(other.get_by_text("5 people here")).to_be_visible()
    await shown(other)
    await album.take_together("telephone", ada.page, other)


async def test_signing_in_and_the_account(stack: Stack, open_page: Open, album: Album) -> None:
    page = await open_page(**DESK)
    await page.goto("/account/sign-in?next=/account/")
    await page.fill("#user_name", cast.ADA)
    await page.fill("#password", stack.cms_password(cast.ADA))
    await album.take("sign-in", page)
    await page.click("main button")
    await expect(page.get_by_role("heading", name=NAMES[cast.ADA], level=1)).to_be_visible()
    await shown(page)
    await album.take("account", page)
