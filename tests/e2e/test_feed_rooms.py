"""Rooms: one row for each message a room accepts, however many are in it."""

import pytest_asyncio

from tests.e2e.conftest import MakeRoom
from tests.harness.feed import Feed
from tests.harness.stanza import error_to, with_body, with_id
from tests.harness.xmpp import Client, Component


@pytest_asyncio.fixture
async def room(make_room: MakeRoom, ada: Client, ada_laptop: Client, grace: Client) -> str:
    """A room with Ada (twice) and Grace in it."""
    room = await make_room(ada)
    await ada_laptop.join(room, "Ada")
    await grace.join(room, "Grace")
    for client in (ada, ada_laptop, grace):
        await client.settle()
        client.forget()
    return room


async def test_entering_and_leaving_has_no_row(
    make_room: MakeRoom, ada: Client, grace: Client, feed: Feed
) -> None:
    room = await make_room(ada)
    await grace.join(room, "Grace")
    await grace.leave(room, "Grace")

    assert [] == feed.new_rows()


async def test_a_message_to_three_sessions_has_one_row_with_the_rooms_id(
    room: str, ada: Client, ada_laptop: Client, grace: Client, feed: Feed
) -> None:
    ada.say(room, "to all", type="groupchat", id="to-all")
    received = [await client.expect(with_body("to all")) for client in (ada, ada_laptop, grace)]
    (archived,) = await grace.archive(of=room)

    (row,) = feed.new_rows()
    assert ("muc", "groupchat", ada.jid, room) == row.route
    assert ("Ada", "to-all") == (row.nick, row.message_id)
    assert [{room: str(row.stanza_id)}] * 3 == [message.stanza_ids for message in received]
    assert row.stanza_id == archived.archive_id


async def test_a_forged_stanza_id_is_not_taken_for_the_rooms(
    room: str, ada: Client, grace: Client, feed: Feed
) -> None:
    ada.message(
        room,
        f"<body>forged</body><stanza-id xmlns='urn:xmpp:sid:0' by='{room}' id='forged-id'/>",
        type="groupchat",
    )
    received = await grace.expect(with_body("forged"))

    (row,) = feed.new_rows()
    assert [(room, str(row.stanza_id))] == received.all_stanza_ids
    assert "forged-id" not in row.xml


async def test_a_subject_has_one_row(room: str, ada: Client, grace: Client, feed: Feed) -> None:
    ada.message(room, "<subject>Lunch</subject>", type="groupchat")
    await grace.expect(lambda stanza: stanza.child("{*}subject") is not None)

    assert [("muc", "groupchat", ada.jid, room)] == feed.new_routes()


async def test_a_reaction_has_one_row(room: str, ada: Client, grace: Client, feed: Feed) -> None:
    ada.say(room, "lunch?", type="groupchat")
    question = await grace.expect(with_body("lunch?"))
    grace.message(
        room,
        f"<reactions xmlns='urn:xmpp:reactions:0' id='{question.stanza_ids[room]}'>"
        "<reaction>+</reaction></reactions>",
        type="groupchat",
        id="plus",
    )
    await ada.expect(with_id("plus"))

    assert [("muc", "groupchat", ada.jid, room), ("muc", "groupchat", grace.jid, room)] == (
        feed.new_routes()
    )


async def test_a_chat_state_has_no_row(room: str, ada: Client, grace: Client, feed: Feed) -> None:
    grace.message(
        room,
        "<composing xmlns='http://jabber.org/protocol/chatstates'/>",
        type="groupchat",
        id="typing",
    )
    await ada.expect(with_id("typing"))

    assert [] == feed.new_rows()


async def test_a_private_message_has_one_row(
    room: str, ada: Client, grace: Client, feed: Feed
) -> None:
    ada.message(
        f"{room}/Grace",
        "<body>psst</body><x xmlns='http://jabber.org/protocol/muc#user'/>",
    )
    await grace.expect(with_body("psst"))

    assert [("c2s", "chat", ada.jid, f"{room}/Grace")] == feed.new_routes()


async def test_an_invitation_by_the_room_has_one_row(
    room: str, ada: Client, linus: Client, feed: Feed
) -> None:
    ada.message(
        room,
        "<x xmlns='http://jabber.org/protocol/muc#user'>"
        f"<invite to='{linus.bare}'><reason>come</reason></invite></x>",
        type="normal",
    )
    invitation = await linus.expect(lambda stanza: stanza.child("{*}x/{*}invite") is not None)

    assert "come" == invitation.element.findtext("{*}x/{*}invite/{*}reason")
    assert [("c2s", "normal", ada.jid, room)] == feed.new_routes()


async def test_a_moderators_retraction_has_one_row(
    room: str, ada: Client, grace: Client, feed: Feed
) -> None:
    grace.say(room, "rude", type="groupchat")
    rude = await ada.expect(with_body("rude"))
    answer = await ada.ask(
        "set",
        f"<moderate xmlns='urn:xmpp:message-moderate:1' id='{rude.stanza_ids[room]}'>"
        "<retract xmlns='urn:xmpp:message-retract:1'/><reason>rude</reason></moderate>",
        room,
    )
    await grace.settle(room)

    assert "result" == answer.type
    said, moderated = feed.new_rows()
    assert "rude" in said.xml
    assert ("muc", room) == (moderated.source, moderated.recipient)


async def test_whoever_was_away_finds_a_moderators_removal_in_the_archive_as_the_rooms_own(
    room: str, ada: Client, grace: Client
) -> None:
    grace.say(room, "rude", type="groupchat")
    id = (await ada.expect(with_body("rude"))).stanza_ids[room]
    removal = (
        "<retract xmlns='urn:xmpp:message-retract:1'{}>"
        "<moderated xmlns='urn:xmpp:message-moderate:1'/></retract>"
    )
    grace.message(room, removal.format(f" id='{int(id) - 1}'"), type="groupchat")
    await grace.settle(room)
    moderate = f"<moderate xmlns='urn:xmpp:message-moderate:1' id='{id}'>"
    retract = "<retract xmlns='urn:xmpp:message-retract:1'/>"
    await ada.ask("set", f"{moderate}{retract}<reason>No</reason></moderate>", room)
    found = [each.archived for each in await grace.archive(of=room) if each.archived]
    removals = {
        one.sender: (retraction.get("id"), retraction.findtext("{*}reason"))
        for one in found
        if (retraction := one.child("{urn:xmpp:message-retract:1}retract")) is not None
    }

    assert "rude" not in [one.body for one in found]
    assert (id, "No") == removals.pop(room)
    assert set(removals) <= {f"{room}/Grace"}


async def test_the_history_a_newcomer_gets_has_no_row(
    room: str, ada: Client, linus: Client, feed: Feed
) -> None:
    ada.say(room, "earlier", type="groupchat")
    await ada.expect(with_body("earlier"))
    feed.new_rows()
    await linus.join(room, "Linus", history=20)

    assert "earlier" in linus.bodies
    assert [] == feed.new_rows()


async def test_what_the_room_refuses_has_no_row(
    room: str, grace: Client, linus: Client, announcements: Component, feed: Feed
) -> None:
    linus.say(room, "let me in", type="groupchat", id="outside")
    announcements.say(room, "spam", type="groupchat", id="spam")
    refused = await linus.expect(error_to("outside"))
    also_refused = await announcements.expect(error_to("spam"))
    await grace.settle(room)

    assert ["not-acceptable"] * 2 == [refused.error, also_refused.error]
    assert [] == grace.messages
    assert [] == feed.new_rows()
