"""The client in every language, and as it is where one reads from right to left."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page, expect

from tests.browser.client.conftest import At, Peer, words
from tests.browser.conftest import Open
from tests.browser.test_access import WIDER_THAN_THE_SCREEN
from tests.harness import cast
from tests.harness.stack import Stack
from tests.harness.web_client import COMPOSER
from tests.harness.xmpp import Client

PREFERENCES = "urn:stoa:preferences:1"
PUBSUB = "http://jabber.org/protocol/pubsub"
NARROW = {"width": 320, "height": 640}
SIDEWAYS = """
() => [...document.querySelectorAll('body *')]
  .filter((each) => each.checkVisibility() && /auto|scroll/.test(getComputedStyle(each).overflowX))
  .filter((each) => each.scrollWidth > each.clientWidth + 1)
  .map((each) => each.outerHTML.slice(0, 120))
"""
"""What has to be moved from side to side to be read."""

NEARER_SIDE = """
(bubble) => {
  const own = bubble.getBoundingClientRect();
  const around = bubble.closest("[role=log]").getBoundingClientRect();
  return own.left - around.left < around.right - own.right ? "left" : "right";
}
"""

TURNED = """
new MutationObserver(() => { document.documentElement.dir = "rtl"; })
  .observe(document, { childList: true });
"""
"""The page says its direction itself, and is told another as soon as it has."""

GREETINGS = {
    "de": ("Unterhaltungen", "Nachricht", "Senden", "Sie", "Abmelden"),
    "es": ("Conversaciones", "Mensaje", "Enviar", "Menú propio", "Cerrar sesión"),
    "fr": ("Conversations", "Message", "Envoyer", "Vous", "Se déconnecter"),
}


async def signed_in(page: Page, stack: Stack, person: str) -> None:
    await page.goto("/account/sign-in?next=/")
    await page.fill("#user_name", person)
    await page.fill("#password", stack.cms_password(person))
    await page.click("main button")
    await page.locator("nav a[data-address]").first.wait_for()


async def too_wide(page: Page) -> list[str]:
    beyond = await page.evaluate(WIDER_THAN_THE_SCREEN)
    return [*([f"the page by {beyond}"] if beyond else []), *await page.evaluate(SIDEWAYS)]


@pytest.mark.parametrize("language", GREETINGS)
async def test_the_client_speaks_the_language_of_the_browser_on_a_narrow_screen_too(
    stack: Stack, open_page: Open, language: str
) -> None:
    conversations, message, send, you, sign_out = GREETINGS[language]
    page = await open_page(locale=language, viewport=NARROW)
    await signed_in(page, stack, cast.EMILIE)
    await expect(page.locator("html")).to_have_attribute("lang", language)
    listed = page.get_by_role("navigation", name=conversations, exact=True)
    wrong = {"list": await too_wide(page)}
    await page.get_by_role("button", name=you, exact=True).click()
    await page.get_by_role("menuitem", name=sign_out, exact=True).wait_for()
    wrong["menu"] = await too_wide(page)
    await page.keyboard.press("Escape")
    await listed.locator("a[data-address]").first.click()
    composer = page.get_by_role("textbox", name=re.compile(message)).and_(page.locator(COMPOSER))
    await composer.fill("x")
    await page.get_by_role("button", name=send, exact=True).wait_for()
    wrong["conversation"] = await too_wide(page)
    await composer.fill("")

    assert {"list": [], "menu": [], "conversation": []} == wrong


@asynccontextmanager
async def chosen(device: Client, language: str) -> AsyncIterator[None]:
    """On another device of theirs, and forgotten afterwards."""
    item = f"<language xmlns='{PREFERENCES}' tag='{language}'/>"
    publish = f"<publish node='{PREFERENCES}'><item id='language'>{item}</item></publish>"
    retract = f"<retract node='{PREFERENCES}' notify='true'><item id='language'/></retract>"
    await device.ask("set", f"<pubsub xmlns='{PUBSUB}'>{publish}</pubsub>", device.bare)
    try:
        yield
    finally:
        await device.ask("set", f"<pubsub xmlns='{PUBSUB}'>{retract}</pubsub>", device.bare)


async def test_a_language_that_was_chosen_holds_on_all_devices(
    stack: Stack, at: At, peer: Peer, open_page: Open
) -> None:
    open_before = await at(cast.EMILIE)
    async with chosen(await peer(cast.EMILIE), "fr"):
        await expect(open_before.page.locator("html")).to_have_attribute("lang", "fr")
        begun_after = await open_page(locale="de")
        await signed_in(begun_after, stack, cast.EMILIE)
        await expect(begun_after.locator("html")).to_have_attribute("lang", "fr")
        await begun_after.get_by_role("navigation", name="Conversations", exact=True).wait_for()


@pytest.mark.parametrize("width", [320, 768])
async def test_nothing_is_lost_where_one_reads_from_right_to_left(
    at: At, peer: Peer, width: int
) -> None:
    emilie = await at(cast.EMILIE, viewport={"width": width, "height": 640})
    page, rachel = emilie.page, await peer(cast.RACHEL)
    await page.add_init_script(TURNED)
    await page.reload()
    await emilie.ready()
    wrong = {"list": await too_wide(page)}
    rachel.say(emilie.bare, said := words("שלום ‏and hello, "))
    await expect(emilie.row(rachel.bare)).to_contain_text(said.split()[-1])
    await emilie.open(rachel.bare)
    await emilie.send(answered := words("an answer"))
    await emilie.shows(said, answered)
    wrong["conversation"] = await too_wide(page)
    await page.get_by_role("button", name="About this person").click()
    wrong["person"] = await too_wide(page)
    sides = {said: "right", answered: "left"}

    assert "rtl" == await page.evaluate("document.dir")
    for text, side in sides.items():
        bubble = emilie.message(text).locator(".bubble")
        assert side == await bubble.evaluate(NEARER_SIDE)
    assert [] == [each for found in wrong.values() for each in found]
