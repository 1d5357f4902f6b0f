"""What one person sends another: one row in the feed before it is delivered, or none."""

import pytest

from tests.harness.feed import Feed
from tests.harness.stack import Stack
from tests.harness.stanza import error_to, with_id
from tests.harness.xmpp import Client

RECORDED = {
    "a body": "<body>hi</body><origin-id xmlns='urn:xmpp:sid:0' id='own'/>",
    "a body that asks for a receipt": "<body>x</body><request xmlns='urn:xmpp:receipts'/>",
    "a receipt": "<received xmlns='urn:xmpp:receipts' id='zz'/>",
    "a displayed marker": "<displayed xmlns='urn:xmpp:chat-markers:0' id='zz'/>",
    "a reaction": "<reactions xmlns='urn:xmpp:reactions:0' id='zz'>"
    "<reaction>\U0001f44d</reaction></reactions><store xmlns='urn:xmpp:hints'/>",
    "a body that must not be stored": "<body>secret</body><no-store xmlns='urn:xmpp:hints'/>"
    "<no-permanent-store xmlns='urn:xmpp:hints'/><no-copy xmlns='urn:xmpp:hints'/>",
    "a chat state beside a body": "<active xmlns='http://jabber.org/protocol/chatstates'/>"
    "<body>b</body>",
    "text inside a chat state": "<composing xmlns='http://jabber.org/protocol/chatstates'>"
    "psst</composing>",
    "an element inside a chat state": "<composing xmlns='http://jabber.org/protocol/chatstates'>"
    "<x xmlns='urn:smuggle'/></composing>",
    "text as the name of a chat state": "<psst xmlns='http://jabber.org/protocol/chatstates'/>",
    "text as the name of a hint": "<psst xmlns='urn:xmpp:hints'/>",
    "an attribute on a chat state": "<composing xmlns='http://jabber.org/protocol/chatstates'"
    " text='psst'/>",
    "a thread beside a chat state": "<paused xmlns='http://jabber.org/protocol/chatstates'/>"
    "<thread>psst</thread><no-store xmlns='urn:xmpp:hints'/>",
    "an unknown payload beside a chat state": "<paused"
    " xmlns='http://jabber.org/protocol/chatstates'/><x xmlns='urn:smuggle'>psst</x>",
    "a direct invitation": "<x xmlns='jabber:x:conference' jid='room@conference.localhost'/>",
}
CALL_STEPS = ("propose", "ringing", "proceed", "reject", "retract", "finish")
NOT_RECORDED = {
    "a chat state": "<composing xmlns='http://jabber.org/protocol/chatstates'/>",
    "a chat state with hints": "<composing xmlns='http://jabber.org/protocol/chatstates'/>"
    "<no-store xmlns='urn:xmpp:hints'/>",
}


@pytest.mark.parametrize("payload", RECORDED.values(), ids=RECORDED.keys())
@pytest.mark.parametrize("type", ["chat", "normal"])
async def test_what_is_delivered_has_one_row(
    ada: Client, ada_laptop: Client, grace: Client, feed: Feed, type: str, payload: str
) -> None:
    ada.message(grace.bare, payload, type=type, id="sent")
    await grace.expect(with_id("sent"))

    (row,) = feed.new_rows()
    assert ("c2s", type, ada.jid, grace.bare) == row.route
    assert ("message", "sent", "") == (row.kind, row.message_id, row.nick)


@pytest.mark.parametrize("step", CALL_STEPS)
async def test_each_step_of_a_call_by_message_has_one_row(
    ada: Client, grace: Client, feed: Feed, step: str
) -> None:
    ada.message(
        grace.bare,
        f"<{step} xmlns='urn:xmpp:jingle-message:0' id='call'>"
        "<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/>"
        f"</{step}><store xmlns='urn:xmpp:hints'/>",
        id="step",
    )
    await grace.expect(with_id("step"))

    assert [("c2s", "chat", ada.jid, grace.bare)] == feed.new_routes()


@pytest.mark.parametrize("payload", NOT_RECORDED.values(), ids=NOT_RECORDED.keys())
async def test_a_chat_state_alone_is_delivered_without_a_row(
    ada: Client, grace: Client, feed: Feed, payload: str
) -> None:
    ada.message(grace.bare, payload, id="typing")
    await grace.expect(with_id("typing"))

    assert [] == feed.new_rows()


async def test_a_headline_with_a_body_has_one_row(ada: Client, grace: Client, feed: Feed) -> None:
    ada.say(grace.bare, "news", type="headline", id="news")
    await grace.expect(with_id("news"))

    assert [("c2s", "headline", ada.jid, grace.bare)] == feed.new_routes()


async def test_a_body_in_a_message_of_type_error_has_one_row_if_delivered(
    ada: Client, grace: Client, feed: Feed
) -> None:
    ada.say(grace.jid, "smuggled", type="error", id="smuggled")
    await ada.settle()
    await grace.settle()

    recorded = [row.message_id for row in feed.new_rows()]
    assert [message.id for message in grace.messages] == recorded


@pytest.mark.parametrize("resource", ["", "/phone", "/laptop"])
async def test_a_note_to_oneself_has_one_row_and_is_archived_once(
    ada: Client, ada_laptop: Client, feed: Feed, resource: str
) -> None:
    ada.say(ada.bare + resource, "note", id="note")
    await ada.settle()
    await ada_laptop.settle()
    archived = [found.archive_id for found in await ada.archive(last=5)]

    (row,) = feed.new_rows()
    assert ("c2s", "chat", ada.jid, ada.bare + resource) == row.route
    assert 1 == archived.count(row.stanza_id)


async def test_a_message_without_an_address_is_a_note_to_oneself(
    ada: Client, ada_laptop: Client, feed: Feed
) -> None:
    ada.send("<message type='chat' id='note'><body>note</body></message>")
    await ada.settle()

    assert [("c2s", "chat", ada.jid, ada.bare)] == feed.new_routes()


async def test_a_message_to_nobody_is_answered_and_has_one_row(
    ada: Client, stack: Stack, feed: Feed
) -> None:
    ada.say(stack.jid("nobody"), "anyone?", id="lost")
    answer = await ada.expect(error_to("lost"))

    assert "service-unavailable" == answer.error
    assert [("c2s", "chat", ada.jid, stack.jid("nobody"))] == feed.new_routes()


async def test_a_message_to_another_server_is_answered_and_has_one_row(
    ada: Client, feed: Feed
) -> None:
    ada.say("x@remote.invalid", "anyone?", id="lost")
    answer = await ada.expect(error_to("lost"))

    assert answer.error in {"remote-server-not-found", "service-unavailable", "forbidden"}
    assert [("c2s", "chat", ada.jid, "x@remote.invalid")] == feed.new_routes()


async def test_a_correction_and_a_retraction_of_ones_own_message_have_one_row_each(
    ada: Client, grace: Client, feed: Feed
) -> None:
    ada.say(grace.bare, "frist", id="first")
    ada.message(
        grace.bare,
        "<body>first</body><replace xmlns='urn:xmpp:message-correct:0' id='first'/>",
        id="corrected",
    )
    ada.message(
        grace.bare,
        "<retract xmlns='urn:xmpp:message-retract:1' id='first'/><body>retracted</body>",
        id="retracted",
    )
    await grace.expect(with_id("retracted"))

    assert [("first", None), ("corrected", "first"), ("retracted", "first")] == [
        (row.message_id, row.refers_to) for row in feed.new_rows()
    ]


async def test_publishing_to_ones_own_followers_has_no_row(
    ada: Client, ada_laptop: Client, feed: Feed
) -> None:
    answer = await ada.ask(
        "set",
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'>"
        "<publish node='http://jabber.org/protocol/mood'><item id='current'>"
        "<mood xmlns='http://jabber.org/protocol/mood'><happy/></mood>"
        "</item></publish></pubsub>",
    )

    assert "result" == answer.type
    assert [] == feed.new_rows()
