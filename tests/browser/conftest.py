"""Chromium at the real stack; a test fails when a page has complained to its console."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    async_playwright,
    expect,
)
from sqlalchemy import text

from tests.e2e.conftest import pytest_runtest_makereport as report_logs
from tests.e2e.conftest import stack
from tests.harness.browser import driver, launch
from tests.harness.stack import Stack, eventually
from tests.harness.web_client import PATIENCE_MS

__all__ = ["stack"]

Open = Callable[..., Awaitable[Page]]
A_TEST_SECONDS = 300
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """One event loop for all tests of this layer, and so one Chromium; time for a busy machine."""
    for item in items:
        if Path(__file__).parent in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            item.add_marker(pytest.mark.timeout(A_TEST_SECONDS))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield from report_logs(item)
    item.stash[FAILED] = report.failed
    return report


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def chromium() -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with driver():
        playwright = await async_playwright().start()
    browser = await playwright.chromium.launch(**launch())
    yield browser
    await browser.close()
    await playwright.stop()


@dataclass
class Complaints:
    """What pages have said to their console: errors of scripts, and what the policy kept out."""

    said: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    """Regular expressions of what belongs to the test: Chromium reports each failed request."""

    def expect(self, *patterns: str) -> None:
        self.expected += patterns

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not _is_page_itself(message):
            self.said.append(f"{message.text} ({message.location['url']})")

    @property
    def unexpected(self) -> list[str]:
        return [one for one in self.said if not any(re.search(e, one) for e in self.expected)]


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    complaints = Complaints()
    yield complaints
    assert [] == complaints.unexpected


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(
    stack: Stack, chromium: Browser, complaints: Complaints, request: pytest.FixtureRequest
) -> AsyncIterator[Open]:
    """Opens a page of a browser of its own, with the options of Playwright's `new_context`.

    When the test fails, its pages' texts are in the report.
    """
    contexts = []

    async def open_page(**options: Any) -> Page:
        usual = {"base_url": stack.origin, "reduced_motion": "reduce"}
        context = await chromium.new_context(**usual | options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", complaints.hear)
        context.on("weberror", lambda error: complaints.said.append(str(error.error)))
        return await context.new_page()

    yield open_page
    for context in contexts:
        if request.node.stash.get(FAILED, False):
            await _print_texts(context, request.config)
        await context.close()


async def _print_texts(context: BrowserContext, config: pytest.Config) -> None:
    """At once: what is printed after a test belongs to no report."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    assert reporter
    for page in context.pages:
        reporter.write_line(f"== {page.url}\n{await page.inner_text('body')}")


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def _streams_end_with_the_test(stack: Stack) -> AsyncIterator[None]:
    yield
    await stack.hang_up()
    _end_pages(stack)
    with stack.engine("app") as engine, engine.begin() as connection:
        connection.execute(text("delete from stoa.draft"))  # of people whom others meet


def _end_pages(stack: Stack) -> None:
    """Sessions of pages that were closed wait to be resumed: nobody shall meet them later."""
    left = eventually(lambda: _kicked(stack), lambda kicked: not kicked, PATIENCE_MS / 1000)
    assert not left


def _kicked(stack: Stack) -> list[str]:
    pages = [jid for jid in stack.api("connected_users") if f"@{stack.domain}/web-" in jid]
    for localpart in {jid.partition("@")[0] for jid in pages}:
        stack.api("kick_user", user=localpart, host=stack.domain)
    return pages


def _is_page_itself(message: ConsoleMessage) -> bool:
    """Chromium also reports the status of a page that a refusal answers with."""
    page = message.page
    return (
        page is not None
        and message.text.startswith("Failed to load resource: the server responded with")
        and message.location["url"] == page.url
    )


async def sign_in(page: Page, stack: Stack, person: str) -> None:
    await page.goto("/account/sign-in?next=/account/")
    await page.fill("#user_name", person)
    await page.fill("#password", stack.cms_password(person))
    await page.click("main button")
    await page.wait_for_url("**/account/")
