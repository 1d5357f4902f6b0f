"""A page that is loaded again goes on where it was."""

from playwright.async_api import expect

from tests.browser.client.conftest import At, Peer, words
from tests.harness import cast
from tests.harness.web_client import sessions


async def test_a_reload_finds_history_and_resumes_the_stream(at: At, peer: Peer) -> None:
    """XEP-0198: no session ends, none begins, and no contact hears of it."""
    hedy, nikola = await at(cast.HEDY), await peer(cast.NIKOLA)
    before, meanwhile, after = words("before"), words("meanwhile"), words("after")
    await hedy.open(nikola.bare)
    await hedy.send(before)
    await hedy.delivery(before, "sent")
    known = sessions(hedy.stack, cast.HEDY)
    await nikola.settle()
    nikola.forget()
    await hedy.page.reload(wait_until="commit")
    nikola.say(hedy.bare, meanwhile)
    await hedy.ready()
    await hedy.shows(meanwhile)
    await hedy.send(after)
    await hedy.delivery(after, "sent")
    await hedy.ends_with(before, meanwhile, after)
    await nikola.settle()

    assert known == sessions(hedy.stack, cast.HEDY)
    presences = [each.sender or "" for each in nikola.inbox if each.kind == "presence"]
    assert [] == [sender for sender in presences if sender.startswith(hedy.bare)]


async def test_a_page_that_is_loaded_again_and_again_ends_up_online(at: At, peer: Peer) -> None:
    hedy, nikola = await at(cast.HEDY), await peer(cast.NIKOLA)
    await hedy.open(nikola.bare)
    bodies = [words(f"impatient {number}") for number in range(6)]
    for body in bodies:
        nikola.say(hedy.bare, body)
        await hedy.page.reload(wait_until="domcontentloaded")
    await hedy.ready()
    await hedy.shows(*bodies)
    await hedy.ends_with(*bodies)


SEND_AND_LEAVE = """
(area) => {
  const enter = { key: "Enter", bubbles: true, cancelable: true };
  area.dispatchEvent(new KeyboardEvent("keydown", enter));
  location.reload();
}
"""
"""In one task of the page: nothing that it waits for can be done meanwhile."""


async def test_a_message_survives_a_reload_in_the_moment_it_is_sent(at: At, peer: Peer) -> None:
    hedy, nikola = await at(cast.HEDY), await peer(cast.NIKOLA)
    bodies = [words(f"on its way {number}") for number in range(6)]
    await hedy.open(nikola.bare)
    for body in bodies:
        await hedy.composer.fill(body)
        async with hedy.page.expect_navigation(wait_until="domcontentloaded"):
            await hedy.composer.evaluate(SEND_AND_LEAVE)
        await hedy.ready()
        await hedy.delivery(body, "sent")
    await hedy.ends_with(*bodies)
    await nikola.settle()

    assert bodies == [body for body in nikola.bodies if body]
    await expect(hedy.composer).to_have_value("")


async def test_what_was_typed_is_still_there_after_a_reload(at: At, peer: Peer) -> None:
    james = await at(cast.JAMES)
    charles, dorothy = (james.stack.jid(person) for person in (cast.CHARLES, cast.DOROTHY))
    first, second = words("first draft"), words("second draft")
    await james.open(charles)
    await james.composer.fill(first)
    await james.open(dorothy)
    await james.composer.fill(second)
    await james.row(charles).get_by_text(first).wait_for()
    await james.page.reload()
    await james.ready()
    await expect(james.composer).to_have_value(second)
    await james.open(charles)
    await expect(james.composer).to_have_value(first)
    await james.composer.fill("")
    await james.open(dorothy)
    await james.composer.fill("")


async def test_one_comes_back_to_the_same_conversation_with_the_browsers_own_buttons(
    at: At,
) -> None:
    james = await at(cast.JAMES)
    charles, dorothy = (james.stack.jid(person) for person in (cast.CHARLES, cast.DOROTHY))
    await james.open(charles)
    await james.open(dorothy)
    await james.page.go_back()
    await james.is_at(charles)
    await james.page.go_forward()
    await james.is_at(dorothy)
