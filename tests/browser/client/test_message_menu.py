"""What people do with messages, by mouse, keys and finger; and what others see of it."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Locator, expect

from tests.browser.client.conftest import At, words
from tests.browser.client.test_access import examine
from tests.browser.phone import Phone
from tests.browser.test_access import WIDER_THAN_THE_SCREEN
from tests.harness import cast
from tests.harness.stack import Stack
from tests.harness.web_client import PATIENCE_MS, WebClient

ESCAPE_AND_PLUS_AT_ONCE = """
(row) => {
  document.querySelector(":popover-open").hidePopover();
  row.focus();
  row.dispatchEvent(new KeyboardEvent("keydown", { key: "+", bubbles: true, cancelable: true }));
}
"""
"""The browser tells of what was closed when something else is open already."""


@pytest_asyncio.fixture(loop_scope="session")
async def lise(stack: Stack) -> AsyncIterator[Phone]:
    async with Phone(stack, cast.LISE) as phone:
        yield phone


@pytest_asyncio.fixture(loop_scope="session")
async def barbara(at: At, lise: Phone) -> WebClient:
    """She has their conversation open, and is at its end: she has said something."""
    barbara = await at(cast.BARBARA, permissions=["clipboard-read", "clipboard-write"])
    await barbara.open(lise.bare)
    await tells(barbara, lise, "Here I am")
    return barbara


async def hears(barbara: WebClient, lise: Phone, text: str) -> str:
    """What she has been told, as it is shown."""
    body = words(text)
    await lise.say(barbara.bare, body)
    await barbara.shows(body)
    return body


async def tells(barbara: WebClient, lise: Phone, text: str) -> tuple[str, str]:
    """What she has said, and the id by which the other names it."""
    body = words(text)
    await barbara.send(body)
    return body, (await lise.gets_body(body))["id"]


async def choose(barbara: WebClient, row: Locator, item: str) -> None:
    await row.locator(".bubble").click(button="right")
    await barbara.menu.get_by_role("menuitem", name=item, exact=True).click()


def chip(row: Locator, emoji: str) -> Locator:
    return row.locator(f"[data-emoji='{emoji}']")


async def test_reactions_go_both_ways(barbara: WebClient, lise: Phone) -> None:
    body = await hears(barbara, lise, "Shall we?")
    row = barbara.message(body)
    await choose(barbara, row, "React with 👍")
    assert {"👍"} == await lise.gets_reactions(lise.sent[body])
    lise.react(barbara.bare, lise.sent[body], "👍", "🎉")
    await expect(chip(row, "👍")).to_have_attribute("aria-label", "👍 by you and Lise Meitner")
    await expect(chip(row, "🎉")).to_have_attribute("aria-label", "🎉 by Lise Meitner")
    await chip(row, "🎉").click()
    assert {"👍", "🎉"} == await lise.gets_reactions(lise.sent[body])
    await chip(row, "👍").click()
    assert {"🎉"} == await lise.gets_reactions(lise.sent[body])
    lise.react(barbara.bare, lise.sent[body])

    await expect(chip(row, "👍")).to_have_count(0)
    await expect(chip(row, "🎉")).to_have_attribute("aria-label", "🎉 by you")


async def test_what_a_mouse_finds_at_a_message_is_within_the_narrowest_window(
    barbara: WebClient, lise: Phone
) -> None:
    await barbara.page.set_viewport_size({"width": 320, "height": 700})
    theirs = await hears(barbara, lise, "Wide " * 40)
    own, _ = await tells(barbara, lise, "Wide as well " * 20)
    for body, title in ((theirs, "Message of Lise"), (own, "Your message")):
        bar = await toolbar(barbara, body, title)
        box = await bar.bounding_box()

        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
        assert not await barbara.page.evaluate(WIDER_THAN_THE_SCREEN)


async def toolbar(barbara: WebClient, body: str, title: str) -> Locator:
    """Of what the mouse is on; a list that is still scrolling takes it away again."""
    bar = barbara.page.locator(f"[data-toolbar][title^='{title}']")
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while not await bar.count():
            await barbara.page.mouse.move(0, 0)
            await barbara.message(body).locator(".bubble").hover()
    return bar


async def test_any_emoji_is_found_with_the_keyboard_alone(barbara: WebClient, lise: Phone) -> None:
    body = await hears(barbara, lise, "Guess")
    keys = barbara.page.keyboard
    await barbara.press(body, "+")
    await expect(barbara.page.get_by_role("combobox", name="Search emoji")).to_be_focused()
    await keys.type("fox")
    await expect(barbara.page.get_by_text("emoji found")).to_be_visible()
    await keys.press("Enter")

    assert {"🦊"} == await lise.gets_reactions(lise.sent[body])
    await expect(barbara.message(body)).to_be_focused()


async def test_who_types_fast_is_not_left_behind(barbara: WebClient, lise: Phone) -> None:
    body = await hears(barbara, lise, "Quick")
    await barbara.press(body, "Enter")
    await expect(barbara.menu).to_be_visible()
    await barbara.message(body).evaluate(ESCAPE_AND_PLUS_AT_ONCE)

    await expect(barbara.page.get_by_role("listbox")).to_be_visible()


async def test_an_answer_is_readable_where_nobody_knows_answers_and_leads_to_what_it_answers(
    barbara: WebClient, lise: Phone
) -> None:
    question = await hears(barbara, lise, "Tea or coffee?")
    answer, keys = words("Tea"), barbara.page.keyboard
    await barbara.press(question, "r")
    await expect(barbara.page.get_by_text("Reply to Lise Meitner")).to_be_visible()
    await expect(barbara.composer).to_be_focused()
    await keys.type(answer)
    await keys.press("Enter")
    plain = await lise.gets(lambda message: answer in message["body"])
    lise.answer(barbara.bare, plain["id"], answer, back := words("With milk?"))
    await barbara.shows(back)
    quote = barbara.message(back).locator(".quote")
    await expect(quote).to_have_text(re.compile(f"Barbara McClintock\\s*{answer}"))
    await quote.click()

    assert f"> {question}\n{answer}" == plain["body"]
    assert lise.sent[question] == plain["reply"]["id"]
    await expect(barbara.log.locator("[data-key]:focus")).to_have_text(re.compile(answer))


async def test_the_last_words_are_changed_with_the_arrow_and_what_they_were_is_kept(
    barbara: WebClient, lise: Phone
) -> None:
    body, name = await tells(barbara, lise, "Wensday")
    better, keys = body.replace("Wensday", "Wednesday"), barbara.page.keyboard
    await barbara.composer.press("ArrowUp")
    await expect(barbara.composer).to_have_value(body)
    await barbara.composer.fill(better)
    await keys.press("Enter")
    await barbara.shows(better)
    change = await lise.gets_body(better)
    await expect(barbara.message(better).get_by_text("edited", exact=True)).to_be_visible()
    await choose(barbara, barbara.message(better), "Details")
    dialog = barbara.page.get_by_role("dialog", name="Details of this message")
    await expect(dialog.get_by_text(body)).to_be_visible()
    await keys.press("Escape")

    assert name == change["replace"]["id"]


async def test_what_another_changes_or_takes_back_is_what_one_sees(
    barbara: WebClient, lise: Phone
) -> None:
    body = await hears(barbara, lise, "At ten")
    later = words("At eleven")
    lise.correct(barbara.bare, lise.sent[body], later)
    await barbara.shows(later)
    await expect(barbara.message(body)).to_have_count(0)
    key = await barbara.message(later).get_attribute("data-key")
    lise.retract(barbara.bare, lise.sent[body])
    row = barbara.log.locator(f"[data-key='{key}']")

    await expect(row).to_contain_text("This message was withdrawn.")
    await expect(row).not_to_contain_text(later)


async def test_what_is_taken_back_can_be_undone_before_anybody_is_told(
    barbara: WebClient, lise: Phone
) -> None:
    body, name = await tells(barbara, lise, "Too early")
    key = await barbara.message(body).get_attribute("data-key")
    row = barbara.log.locator(f"[data-key='{key}']")
    await choose(barbara, row, "Delete for everybody")
    await expect(row).to_contain_text("You withdrew this message.")
    await barbara.page.get_by_role("button", name="Undo").click()
    await barbara.shows(body)
    await choose(barbara, row, "Delete for everybody")
    after = words("after that")
    await barbara.open(await barbara.room("Research"))
    await barbara.open(lise.bare)
    await barbara.send(after)
    await lise.gets_body(after)
    retraction = await lise.gets(lambda message: name == message["retract"]["id"])

    assert retraction["retract"]["id"] == name
    await expect(row).to_contain_text("You withdrew this message.")


async def test_what_is_deleted_for_oneself_comes_back_when_that_is_undone(
    barbara: WebClient, lise: Phone
) -> None:
    body = await hears(barbara, lise, "Forget it")
    await choose(barbara, barbara.message(body), "Delete for me")
    await expect(barbara.message(body)).to_have_count(0)
    await barbara.page.get_by_role("button", name="Undo").click()

    await barbara.shows(body)


async def test_a_thread_is_beside_the_conversation(barbara: WebClient, lise: Phone) -> None:
    body = await hears(barbara, lise, "Plans")
    await choose(barbara, barbara.message(body), "Reply in thread")
    pane = barbara.page.get_by_role("complementary", name="Thread")
    await expect(pane.get_by_text(body)).to_be_visible()
    field = pane.locator("textarea")
    await field.fill(answer := words("In the thread"))
    await field.press("Enter")
    told = await lise.gets_body(answer)
    lise.say_in_thread(barbara.bare, back := words("Also there"), told["thread"])
    await expect(pane.get_by_text(back)).to_be_visible()
    await barbara.page.keyboard.press("Escape")
    await expect(pane).to_have_count(0)
    await expect(barbara.message(body).get_by_text("2 replies")).to_be_visible()
    await expect(barbara.message(back).get_by_text("In a thread")).to_be_visible()

    assert told["thread"]


async def test_several_messages_are_copied_and_forwarded(barbara: WebClient, lise: Phone) -> None:
    bodies = [await hears(barbara, lise, text) for text in ("One", "Two")]
    keys = barbara.page.keyboard
    await choose(barbara, barbara.message(bodies[0]), "Select")
    await barbara.message(bodies[1]).locator(".bubble").click()
    bar = barbara.page.get_by_role("toolbar")
    await expect(bar.get_by_text("2 selected")).to_be_visible()
    await bar.get_by_role("button", name="Copy the selected messages").click()
    await expect(barbara.page.get_by_text("Copied.")).to_be_visible()
    copied = await barbara.page.evaluate("navigator.clipboard.readText()")
    await choose(barbara, barbara.message(bodies[1]), "Forward…")
    dialog = barbara.page.get_by_role("dialog", name="Forward")
    await expect(dialog.get_by_role("combobox")).to_be_focused()
    await keys.type("Lise")
    await expect(dialog.get_by_role("option").first).to_contain_text("Lise Meitner")
    await keys.press("Enter")
    await expect(barbara.page.get_by_text("Forwarded to Lise Meitner.")).to_be_visible()
    forwarded = await lise.gets(lambda message: message["body"].endswith(f"> {bodies[1]}"))

    assert re.fullmatch(rf"\[.+\] Lise Meitner: {bodies[0]}\n\[.+\] .+: {bodies[1]}", copied)
    assert re.match(r"Lise Meitner, \d\d:\d\d", forwarded["body"])


async def test_what_is_new_is_gone_back_to_and_so_is_a_day(barbara: WebClient, lise: Phone) -> None:
    await barbara.open(await barbara.room("Research"))
    first = words("First of many")
    await lise.say(barbara.bare, first)
    for number in range(40):
        await lise.say(barbara.bare, last := f"{number} {first}")
    await barbara.unread(lise.bare, 41)
    await barbara.open(lise.bare)
    await barbara.shows(last)
    await barbara.page.get_by_role("button", name="First unread message").click()
    await expect(barbara.message(first)).to_be_focused()
    await expect(barbara.message(first)).to_be_in_viewport()
    await barbara.open(await barbara.room("Research"))
    await barbara.open(lise.bare)
    await barbara.message(last).wait_for()
    await barbara.log.evaluate("(log) => log.scrollTo({ top: 0 })")
    await barbara.page.get_by_role("button", name="Today", exact=True).click()
    await barbara.page.get_by_role("button", name="Show", exact=True).click()

    await expect(barbara.log.locator("[data-key]").first).to_be_focused()


async def test_a_finger_that_stays_on_a_message_opens_its_menu(at: At, lise: Phone) -> None:
    barbara = await at(cast.BARBARA, viewport={"width": 360, "height": 700}, has_touch=True)
    await barbara.row(lise.bare).tap()
    await tells(barbara, lise, "Here I am")
    body = await hears(barbara, lise, "Hold me")
    bubble = barbara.message(body).locator(".bubble")
    await bubble.dispatch_event("pointerdown", {"pointerType": "touch"})
    await barbara.page.wait_for_selector("[data-held]")
    await bubble.dispatch_event("pointerup", {"pointerType": "touch"})
    await barbara.menu.get_by_role("menuitem", name="Reply", exact=True).tap()

    await expect(barbara.page.get_by_text("Reply to Lise Meitner")).to_be_visible()


async def test_nothing_of_it_stands_in_anybodys_way(barbara: WebClient, lise: Phone) -> None:
    page, keys = barbara.page, barbara.page.keyboard
    body = await hears(barbara, lise, "*Strong* _words_ `code`")
    lise.react(barbara.bare, lise.sent[body], "👍", "🎉")
    row = barbara.log.locator("[data-key]").last
    await expect(chip(row, "🎉")).to_be_visible()
    await row.press("Enter")
    await expect(barbara.menu).to_be_visible()
    wrong = await examine(page, "menu of a message")
    await barbara.menu.get_by_role("menuitem", name="More emoji").click()
    await expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    wrong |= await examine(page, "emoji")
    await keys.press("Escape")
    await expect(row).to_be_focused()
    await keys.press("r")
    await expect(barbara.composer).to_be_focused()
    await row.press("t")
    pane = page.get_by_role("complementary", name="Thread")
    await pane.get_by_role("button", name="Close").wait_for()
    wrong |= await examine(page, "answering, and a thread")
    await pane.get_by_role("button", name="Close").click()
    await choose(barbara, row, "Select")
    await page.get_by_role("button", name="Forward the selected messages").click()
    await page.get_by_role("dialog", name="Forward").wait_for()
    wrong |= await examine(page, "forwarding")

    assert {} == wrong
