"""Everybody can use every page: screen readers, keyboards, small and dark screens."""

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.conftest import Open, sign_in
from tests.harness import cast
from tests.harness.stack import Stack

PATHS = (
    *("/account/", "/account/devices", "/account/devices/new", "/account/programs"),
    *(
        "/account/programs/new",
        "/account/sessions",
        "/account/messages",
        "/admin/health",
        "/account/nowhere",
    ),
    *("/account/people", "/account/people/ada"),
    *("/account/departments", "/admin/roles", "/admin/rules", "/admin/sync", "/admin/audit"),
    "/admin/ledger",
    "/api/v1/docs",
)
CONTRAST = {"runOnly": ["color-contrast"]}
"""All that a dark screen can change."""

TOO_SMALL = """
() => [...document.querySelectorAll("a.button, button, input:not([type=radio], [type=checkbox], " +
  "[type=hidden]), select, summary, nav a, label.choice")]
  .filter((target) => target.checkVisibility() && target.getBoundingClientRect().height < 43.5)
  .map((target) => target.outerHTML.slice(0, 120))
"""
WIDER_THAN_THE_SCREEN = """
() => document.documentElement.scrollWidth - document.documentElement.clientWidth
"""


async def examine(page: Page) -> dict[str, Any]:
    """What is wrong with a page as it is now; empty when nothing is."""
    await page.emulate_media(color_scheme="dark")
    dark = await Axe().run(page, options=CONTRAST)
    await page.emulate_media(color_scheme="light")
    light = await Axe().run(page)
    violations = light.response["violations"] + dark.response["violations"]
    found = {
        "axe": [(each["id"], [node["html"] for node in each["nodes"]]) for each in violations],
        "too small": await page.evaluate(TOO_SMALL),
        "too wide": await page.evaluate(WIDER_THAN_THE_SCREEN),
    }
    return {what: wrong for what, wrong in found.items() if wrong}


@pytest.mark.parametrize("width", [360, 1440])
async def test_nothing_stands_in_anybodys_way(stack: Stack, open_page: Open, width: int) -> None:
    page = await open_page(viewport={"width": width, "height": 800})
    wrong = {}

    async def look(name: str) -> None:
        wrong[name] = await examine(page)

    await page.goto("/account/sign-in")
    await look("sign in")
    await page.fill("#user_name", f"nobody-{width}")
    await page.fill("#password", "a guess")
    await page.click("main button")
    await look("refused")
    await sign_in(page, stack, cast.MARGARET)
    for path in PATHS:
        await page.goto(path)
        await look(path)
    for path, link in (("/account/departments", "tbody a"), ("/admin/sync", "#runs tbody a")):
        await page.goto(path)
        await page.locator(link).last.click()
        await page.wait_for_selector("dl.facts")
        await look(f"one of {path}")
    await page.goto("/account/")
    for guide in await page.locator("details.guide summary").all():
        await guide.click()
    await look("guides")
    await page.goto("/account/devices/new")
    await page.fill("#device", f"a telephone of {width} pixels")
    await page.click("text=Make a password")
    await page.wait_for_selector("#secret")
    await look("new password")
    await page.get_by_role("link", name="Done", exact=True).click()
    await page.locator("details.confirm summary").first.click()
    await look("question")
    await page.goto("/account/programs/new")
    await page.fill("#name", "a program")
    await page.click("text=Make a token")
    await look("a form that is not right")

    assert {} == {name: found for name, found in wrong.items() if found}


async def test_a_keyboard_is_enough_to_sign_in(stack: Stack, open_page: Open) -> None:
    page = await open_page()
    await page.goto("/account/sign-in?next=/account/devices/new")
    await page.wait_for_selector("#user_name:focus")
    await page.keyboard.type(cast.LINUS)
    await page.keyboard.press("Tab")
    await page.keyboard.type(stack.cms_password(cast.LINUS))
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#device:focus")
    await page.keyboard.type("by hand")
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#secret")
    await page.goto("/account/devices")
    await page.keyboard.press("Tab")
    assert "Skip to the content" == await page.inner_text(":focus")


async def test_a_question_is_answered_or_left_by_keyboard(stack: Stack, open_page: Open) -> None:
    page = await open_page()
    await sign_in(page, stack, cast.ADA)
    await page.goto("/account/devices")
    await page.locator("details.confirm summary").first.focus()
    await page.keyboard.press("Enter")
    await page.wait_for_function("document.activeElement.matches('.button.danger')")
    await page.keyboard.press("Escape")

    assert await page.evaluate("document.activeElement.matches('summary')")
    assert not await page.locator("details.confirm[open]").count()


async def test_people_are_found_while_one_types(stack: Stack, open_page: Open) -> None:
    page = await open_page()
    await sign_in(page, stack, cast.ADA)
    await page.goto("/account/people")
    await page.locator("#q").press_sequentially("lovelase")
    await page.wait_for_url("**/account/people?q=lovelase*")
    await expect(page.locator("#found li")).to_have_count(1)

    await expect(page.locator("#found")).to_contain_text("Ada Lovelace")
    assert "q" == await page.evaluate("document.activeElement.id")
