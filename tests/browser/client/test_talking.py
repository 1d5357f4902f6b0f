"""Two people at two browsers: what each sees of the other's writing, receiving and reading."""

import asyncio

from tests.browser.client.conftest import At, Peer, words
from tests.harness import cast
from tests.harness.stanza import with_body


async def test_two_people_see_each_other_write_receive_and_read(at: At) -> None:
    ada, grace = await asyncio.gather(at(cast.ADA), at(cast.GRACE))
    question, answer = words("Tea?"), words("With milk")
    await ada.open(grace.bare)
    await ada.composer.press_sequentially(question)
    await ada.composer.press("Enter")
    await ada.delivery(question, "delivered")
    await grace.open(ada.bare)
    await grace.shows(question)
    await ada.delivery(question, "read")
    await grace.composer.press_sequentially("Wi")
    await ada.typing("Grace Hopper is writing…")
    await grace.send(answer)
    await ada.ends_with(question, answer)
    await ada.typing("")
    await grace.delivery(answer, "read")
    times = await ada.times(question)

    assert ["Written", "Sent", "Delivered", "Read"] == list(times)
    assert sorted(times.values()) == list(times.values())


async def test_a_message_to_somebody_who_is_away_is_delivered_and_read_when_they_come(
    at: At, peer: Peer
) -> None:
    ada = await at(cast.ADA)
    body = words("For later")
    await ada.say(ada.stack.jid(cast.KATHERINE), body)
    await ada.delivery(body, "sent")
    katherine = await at(cast.KATHERINE)
    await ada.delivery(body, "delivered")
    await katherine.reads(ada.bare, body)
    await ada.delivery(body, "read")


async def test_what_was_delivered_and_read_is_still_known_in_another_browser(
    at: At, peer: Peer
) -> None:
    ada, hedy = await asyncio.gather(at(cast.ADA), at(cast.HEDY))
    body = words("Known everywhere")
    await hedy.open(ada.bare)
    await ada.say(hedy.bare, body)
    await ada.delivery(body, "read")
    elsewhere = await at(cast.ADA)
    await elsewhere.open(hedy.bare)
    await elsewhere.delivery(body, "read")

    here, there = await ada.times(body), await elsewhere.times(body)

    assert here["Delivered"] == there["Delivered"]
    assert here["Read"] == there["Read"]


async def test_what_is_said_on_another_device_is_shown_and_read_here(at: At, peer: Peer) -> None:
    """Carbons (XEP-0280), and read states of the other device."""
    ada, phone = await at(cast.ADA), await peer(cast.ADA)
    nikola = await peer(cast.NIKOLA)
    said, heard = words("From my phone"), words("To both")
    await ada.open(nikola.bare)
    phone.say(nikola.bare, said)
    await ada.delivery(said, "sent")
    nikola.say(ada.bare, heard)
    await ada.ends_with(said, heard)


async def test_a_long_text_is_shown_in_part_and_whole_when_asked(at: At, peer: Peer) -> None:
    """100 KB both ways."""
    ada, nikola = await at(cast.ADA), await peer(cast.NIKOLA)
    own, theirs = (words(name) + " äöü €" * 9_000 for name in ("own", "theirs"))
    await ada.open(nikola.bare)
    for body in (theirs, own):
        if body is theirs:
            nikola.say(ada.bare, body)
        else:
            await ada.send(body)
            await nikola.expect(with_body(body))
        row = ada.log.locator("[data-key]", has_text=body[:16])
        await row.get_by_role("button", name="Show all").click()
        shown = await row.locator(".body").text_content()
        await row.get_by_role("button", name="Show less").click()

        assert body == shown


async def test_a_text_that_no_server_would_take_is_kept_and_explained(at: At) -> None:
    ada = await at(cast.ADA)
    await ada.open(ada.stack.jid(cast.NIKOLA))
    await ada.composer.fill("x" * 300_000)
    await ada.composer.press("Enter")
    await ada.page.get_by_role("alert").wait_for()

    assert 300_000 == len(await ada.composer.input_value())
    await ada.composer.fill("")
