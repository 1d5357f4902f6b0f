"""Chromium at the real stack; a test fails when a page has complained to its console."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from tests.e2e.conftest import pytest_runtest_makereport, stack
from tests.harness.browser import driver, launch
from tests.harness.stack import Stack

__all__ = ["pytest_runtest_makereport", "stack"]

Open = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture
async def chromium() -> AsyncIterator[Browser]:
    with driver():
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(**launch())
            yield browser
            await browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What pages have said to their console: errors of scripts, and what the policy kept out."""
    return []


@pytest_asyncio.fixture
async def open_page(stack: Stack, chromium: Browser, complaints: list[str]) -> AsyncIterator[Open]:
    """Opens a page of a browser of its own, with the options of Playwright's `new_context`."""

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not _is_page_itself(message):
            complaints.append(message.text)

    async def open_page(**options: Any) -> Page:
        usual = {"base_url": stack.origin, "reduced_motion": "reduce"}
        context = await chromium.new_context(**usual | options)
        context.set_default_timeout(10_000)
        page = await context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    assert [] == complaints


def _is_page_itself(message: ConsoleMessage) -> bool:
    """Chromium also reports the status of a page that a refusal answers with."""
    page = message.page
    return (
        page is not None
        and message.text.startswith("Failed to load resource: the server responded with")
        and message.location["url"] == page.url
    )


async def sign_in(page: Page, stack: Stack, person: str) -> None:
    await page.goto("/account/sign-in")
    await page.fill("#user_name", person)
    await page.fill("#password", stack.cms_password(person))
    await page.click("main button")
    await page.wait_for_url("**/account/")
