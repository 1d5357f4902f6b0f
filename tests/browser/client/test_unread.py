"""What has not been read: counted in the list, marked in the conversation, alike everywhere."""

import asyncio
import re

from playwright.async_api import expect

from tests.browser.client.conftest import At, Peer, words
from tests.harness import cast

PLACES = """
async (log) => {
  const places = () => {
    const view = log.getBoundingClientRect();
    return Object.fromEntries([...log.querySelectorAll("[data-key]")]
      .map((row) => [row.querySelector(".body").textContent, row.getBoundingClientRect()])
      .filter(([, { top, bottom }]) => top >= view.top && bottom <= view.bottom)
      .map(([body, { top }]) => [body, top]));
  };
  let now = places();
  for (let still = 0; still < 10; ) {
    await new Promise((done) => requestAnimationFrame(done));
    const next = places();
    still = JSON.stringify(next) === JSON.stringify(now) ? still + 1 : 0;
    now = next;
  }
  return now;
}
"""
"""Of what is in sight, once a wheel that was turned has come to rest."""


async def test_unread_messages_are_counted_until_one_browser_has_shown_them(
    at: At, peer: Peer
) -> None:
    rachel = await peer(cast.RACHEL)
    here, there = await asyncio.gather(at(cast.MARY), at(cast.MARY))
    await here.open(rachel.bare)
    rachel.say(here.bare, seen := words("seen"))
    await here.shows(seen)
    await there.unread(rachel.bare, 0)
    for browser in (here, there):
        await browser.open(here.stack.jid(cast.MARIA))
    bodies = [words(f"unread {number}") for number in range(3)]
    for body in bodies:
        rachel.say(here.bare, body)
    for browser in (here, there):
        await browser.unread(rachel.bare, 3)
        await expect(browser.page).to_have_title(re.compile(r"^\(\d+\) "))
    await here.open_unread(rachel.bare)
    await here.shows(bodies[-1])
    for browser in (here, there):
        await browser.unread(rachel.bare, 0)
    line = here.page.locator("[data-new-messages]")
    above = here.message(bodies[0]).locator("xpath=preceding-sibling::*[@data-new-messages]")

    await expect(line).to_have_count(1)
    await expect(above).to_have_count(1)


async def test_what_came_while_nobody_was_signed_in_is_unread(at: At, peer: Peer) -> None:
    maria = await peer(cast.MARIA)
    mary = await at(cast.MARY)
    await mary.open(maria.bare)
    maria.say(mary.bare, seen := words("seen"))
    await mary.shows(seen)
    await mary.unread(maria.bare, 0)
    await mary.sign_out()
    maria.say(mary.bare, words("one"))
    maria.say(mary.bare, last := words("two"))
    await maria.settle()
    await mary.sign_in()
    await mary.unread(maria.bare, 2)
    await mary.reads(maria.bare, last)
    await mary.unread(maria.bare, 0)


async def test_what_comes_below_the_screen_is_unread_and_moves_nothing(at: At, peer: Peer) -> None:
    alexander, maria = await peer(cast.ALEXANDER), await at(cast.MARIA)
    await maria.open(alexander.bare)
    for number in range(40):
        alexander.say(maria.bare, words(f"filling {number}"))
    alexander.say(maria.bare, last := words("the end"))
    await maria.shows(last)
    await maria.unread(alexander.bare, 0)
    await maria.log.hover()
    await maria.page.mouse.wheel(0, -1_000)
    jump = maria.page.get_by_role("button", name="Jump to the newest message")
    await jump.wait_for()
    before = await maria.log.evaluate(PLACES)
    alexander.say(maria.bare, below := words("below"))
    await maria.unread(alexander.bare, 1)
    after = await maria.log.evaluate(PLACES)
    await jump.click()
    await maria.shows(below)
    await maria.unread(alexander.bare, 0)

    assert before == after


async def test_who_answers_at_once_sees_the_answer(at: At, peer: Peer) -> None:
    rachel, maria = await peer(cast.RACHEL), await at(cast.MARIA)
    await maria.open(maria.stack.jid(cast.MARY))
    for number in range(60):
        rachel.say(maria.bare, words(f"unread {number}"))
    await maria.unread(rachel.bare, 60)
    await maria.open_unread(rachel.bare)
    await maria.send(answer := words("answer"))
    await maria.delivery(answer, "sent")
    await expect(maria.message(answer)).to_be_in_viewport()
    await maria.unread(rachel.bare, 0)
