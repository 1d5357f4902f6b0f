"""Threads that people follow: what is new in them, on all their devices."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Locator, expect

from tests.browser.client.conftest import At, words
from tests.browser.client.test_access import examine
from tests.browser.phone import Phone
from tests.harness import cast
from tests.harness.stack import Stack
from tests.harness.web_client import WebClient


@pytest_asyncio.fixture(loop_scope="session")
async def lise(stack: Stack) -> AsyncIterator[Phone]:
    async with Phone(stack, cast.LISE) as phone:
        yield phone


async def begins(barbara: WebClient, lise: Phone) -> tuple[str, str]:
    """What she says, and what the other names it by; then she looks at her notes."""
    await barbara.open(lise.bare)
    await barbara.send(root := words("Who brings cake?"))
    id = (await lise.gets_body(root))["id"]
    await leaves(barbara)
    return root, id


async def leaves(client: WebClient) -> None:
    """So that nothing is read because it is in sight."""
    await client.page.goto("/#/")
    await expect(client.log).to_have_count(0)


async def threads(client: WebClient) -> None:
    await client.page.get_by_role("link", name=re.compile("^Threads")).click()
    await expect(client.page.get_by_role("heading", name="Threads", level=1)).to_be_visible()


def row(client: WebClient, thread: str) -> Locator:
    return client.page.locator(f"main [data-thread='{thread}']")


async def test_an_answer_is_unread_in_its_thread_until_it_is_seen_on_one_device(
    at: At, lise: Phone
) -> None:
    barbara, elsewhere = await asyncio.gather(at(cast.BARBARA), at(cast.BARBARA))
    root, thread = await begins(barbara, lise)
    lise.say_in_thread(barbara.bare, answer := words("I do"), thread)
    for one in (barbara, elsewhere):
        await threads(one)
        await expect(row(one, thread).get_by_text(root)).to_be_visible()
        await expect(row(one, thread).locator(".unread")).to_have_text(re.compile("^1"))
        await expect(row(one, thread).get_by_text(answer)).to_be_visible()
    await row(barbara, thread).click()
    pane = barbara.page.get_by_role("complementary", name="Thread")
    await expect(pane.get_by_text(answer)).to_be_visible()
    await expect(row(elsewhere, thread).locator(".unread")).to_have_count(0)
    field = pane.get_by_placeholder("Reply in this thread")
    await field.fill(back := words("Thank you"))
    await field.press("Enter")
    told = await lise.gets_body(back)

    assert thread == told["thread"]
    await expect(row(elsewhere, thread).get_by_text(back)).to_be_visible()
    await expect(row(elsewhere, thread).get_by_text("2 replies")).to_be_visible()


async def test_whoever_stops_following_is_told_no_more(at: At, lise: Phone) -> None:
    barbara, elsewhere = await asyncio.gather(at(cast.BARBARA), at(cast.BARBARA))
    _, thread = await begins(barbara, lise)
    lise.say_in_thread(barbara.bare, words("I do"), thread)
    for one in (barbara, elsewhere):
        await threads(one)
        await expect(row(one, thread)).to_be_visible()
    await row(barbara, thread).click()
    button = barbara.page.get_by_role("button", name="Following")
    await button.click()
    await expect(barbara.page.get_by_role("button", name="Follow", exact=True)).to_be_visible()
    await expect(row(elsewhere, thread)).to_have_count(0)
    await elsewhere.page.reload()
    await elsewhere.ready()
    await expect(elsewhere.page.get_by_role("heading", name="Threads", level=1)).to_be_visible()
    await barbara.page.get_by_role("button", name="Follow", exact=True).click()

    await expect(row(elsewhere, thread)).to_be_visible()


async def test_a_conversation_lists_its_threads(at: At, lise: Phone) -> None:
    barbara = await at(cast.BARBARA)
    root, thread = await begins(barbara, lise)
    lise.say_in_thread(barbara.bare, answer := words("I do"), thread)
    await barbara.open(lise.bare)
    await barbara.shows(answer)
    await barbara.page.get_by_role("button", name="About this person").click()
    await barbara.page.get_by_role("button", name="Threads", exact=True).click()
    found = barbara.page.get_by_role("complementary").locator(f"[data-thread='{thread}']")
    await expect(found.get_by_text(root)).to_be_visible()
    await found.click()
    pane = barbara.page.get_by_role("complementary", name="Thread")

    await expect(pane.get_by_text(root)).to_be_visible()
    await expect(pane.get_by_text(answer)).to_be_visible()


async def test_threads_are_for_everybody(at: At, lise: Phone) -> None:
    barbara = await at(cast.BARBARA)
    root, thread = await begins(barbara, lise)
    lise.say_in_thread(barbara.bare, words("I do"), thread)
    await threads(barbara)
    await expect(row(barbara, thread).get_by_text(root)).to_be_visible()
    wrong = await examine(barbara.page, "threads")
    await barbara.page.set_viewport_size({"width": 360, "height": 740})
    await row(barbara, thread).focus()
    await barbara.page.keyboard.press("Enter")
    await expect(barbara.page.get_by_role("dialog", name="Thread")).to_be_visible()
    await expect(barbara.page.get_by_role("button", name="Following")).to_be_visible()
    wrong |= await examine(barbara.page, "a thread")

    assert {} == wrong
