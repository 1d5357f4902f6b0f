"""Messages from and to components: one row each."""

import pytest

from tests.harness.feed import Feed
from tests.harness.stack import Stack
from tests.harness.stanza import with_id
from tests.harness.xmpp import Client, Component


@pytest.mark.parametrize("type", ["chat", "normal", "headline"])
async def test_a_message_from_a_component_has_one_row(
    announcements: Component, grace: Client, feed: Feed, type: str
) -> None:
    announcements.say(grace.bare, "news", type=type, id="news")
    await grace.expect(with_id("news"))

    assert [("component", type, announcements.name, grace.bare)] == feed.new_routes()


async def test_a_message_from_a_component_to_an_absent_person_has_one_row(
    announcements: Component, stack: Stack, feed: Feed
) -> None:
    announcements.say(stack.jid("margaret"), "news", id="news")
    await announcements.settle()

    assert [("component", "chat", announcements.name, stack.jid("margaret"))] == (feed.new_routes())


async def test_a_message_of_a_component_to_itself_has_one_row(
    announcements: Component, feed: Feed
) -> None:
    announcements.say(announcements.name, "note", id="note")
    await announcements.expect(with_id("note"))

    assert [("component", "chat", announcements.name, announcements.name)] == (feed.new_routes())


async def test_a_message_to_a_component_has_one_row(
    ada: Client, announcements: Component, feed: Feed
) -> None:
    ada.say(announcements.name, "question", id="question")
    await announcements.expect(with_id("question"))

    assert [("c2s", "chat", ada.jid, announcements.name)] == feed.new_routes()
