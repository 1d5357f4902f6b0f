"""One signed-in person tries what a hostile one would: each try has a defined answer."""

import pytest

from components.directory import accounts
from tests.e2e.conftest import MakeRoom, SignIn
from tests.harness import cast
from tests.harness.feed import Feed
from tests.harness.stack import Stack, eventually
from tests.harness.stanza import error_to, with_body, with_id
from tests.harness.xmpp import Client

RETRACT = "<retract xmlns='urn:xmpp:message-retract:1' id='{}'/><body>gone</body>"
LEGACY_RETRACTIONS = {
    "fastened": "<apply-to xmlns='urn:xmpp:fasten:0' id='{}'>"
    "<retract xmlns='urn:xmpp:message-retract:0'/></apply-to><body>gone</body>",
    "older": "<retract xmlns='urn:xmpp:message-retract:0' id='{}'/><body>gone</body>",
}


async def test_nobody_destroys_private_messages_of_a_room_by_borrowing_their_id(
    stack: Stack, ada: Client, grace: Client, linus: Client, make_room: MakeRoom
) -> None:
    room = await make_room(ada)
    await grace.join(room, "Grace")
    await linus.join(room, "Linus")
    ada.message(f"{room}/Grace", "<body>between us</body>", id="private")
    await grace.expect(with_body("between us"))
    linus.message(f"{room}/Grace", "<body>bait</body>", id="private")
    await grace.expect(with_body("bait"))
    linus.message(f"{room}/Grace", RETRACT.format("private"), id="attack")
    error = await linus.expect(error_to("attack"))
    kept = [found.archived.body for found in await grace.archive() if found.archived]

    assert "forbidden" == error.error
    assert "between us" in kept


@pytest.mark.parametrize("form", LEGACY_RETRACTIONS.values(), ids=LEGACY_RETRACTIONS)
async def test_older_forms_of_retraction_are_the_authors_too(
    ada: Client, grace: Client, form: str
) -> None:
    ada.say(grace.bare, "mine", id="hers-alone")
    await grace.expect(with_id("hers-alone"))
    grace.message(ada.bare, form.format("hers-alone"), id="attack")
    error = await grace.expect(error_to("attack"))
    ada.message(grace.bare, form.format("hers-alone"), id="own")
    await grace.expect(with_id("own"))

    assert "forbidden" == error.error


async def test_history_behind_a_password_is_for_those_inside(
    ada: Client, linus: Client, make_room: MakeRoom
) -> None:
    room = await make_room(ada)
    await ada.ask(
        "set",
        "<query xmlns='http://jabber.org/protocol/muc#owner'>"
        "<x xmlns='jabber:x:data' type='submit'>"
        "<field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>"
        "<field var='muc#roomconfig_passwordprotectedroom'><value>1</value></field>"
        "<field var='muc#roomconfig_roomsecret'><value>sesame</value></field></x></query>",
        room,
    )
    ada.say(room, "behind the password", type="groupchat")
    await ada.expect(with_body("behind the password"))
    answer = await linus.ask("set", "<query xmlns='urn:xmpp:mam:2'/>", room)
    own = [found.archived.body for found in await ada.archive(of=room) if found.archived]

    assert "forbidden" == answer.error
    assert [] == linus.messages
    assert ["behind the password"] == own


async def test_push_goes_to_services_and_carries_nothing_to_a_person(
    ada: Client, grace: Client
) -> None:
    enable = "<enable xmlns='urn:xmpp:push:0' jid='{}' node='psst'/>"
    to_a_person = await ada.ask("set", enable.format(grace.jid))
    to_a_service = await ada.ask("set", enable.format("push.localhost"))
    await ada.ask("set", "<disable xmlns='urn:xmpp:push:0' jid='push.localhost'/>")

    assert "policy-violation" == to_a_person.error
    assert "result" == to_a_service.type


async def test_nobody_opens_a_public_node_to_talk_past_the_record(ada: Client) -> None:
    create = "<pubsub xmlns='http://jabber.org/protocol/pubsub'><create node='psst'/></pubsub>"
    public = await ada.ask("set", create, "pubsub.localhost")
    own = await ada.ask("set", create)
    await ada.ask(
        "set",
        "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><delete node='psst'/></pubsub>",
    )

    assert "error" == public.type
    assert "result" == own.type


async def test_a_refused_moderation_removes_nothing_and_leaves_the_room_standing(
    stack: Stack, ada: Client, grace: Client, make_room: MakeRoom, feed: Feed
) -> None:
    room = await make_room(ada)
    await grace.join(room, "Grace")
    grace.say(room, "stays", type="groupchat")
    said = await ada.expect(with_body("stays"))
    moderate = (
        f"<moderate xmlns='urn:xmpp:message-moderate:1' id='{said.stanza_ids[room]}'>"
        "<retract xmlns='urn:xmpp:message-retract:1'/></moderate>"
    )
    with stack.engine("app") as engine:
        with engine.begin() as connection:
            accounts.disable(connection, cast.ADA)
        try:
            refused = await ada.ask("set", moderate, room)
        finally:
            with engine.begin() as connection:
                accounts.enable(connection, cast.ADA)
    kept = [found.archived.body for found in await grace.archive(of=room) if found.archived]
    not_hers = await grace.ask("set", moderate, room)
    before = [row.kind for row in feed.new_rows()]
    allowed = await ada.ask("set", moderate, room)
    after = feed.new_rows()
    left = [found.archived.body for found in await grace.archive(of=room) if found.archived]

    assert ("forbidden", "forbidden") == (refused.error, not_hers.error)
    assert ["stays"] == kept
    assert ["message"] == before
    assert "result" == allowed.type
    assert [("muc", "iq", said.stanza_ids[room])] == [
        (row.source, row.kind, row.refers_to) for row in after
    ]
    assert "stays" not in left


async def test_what_its_sender_was_told_had_failed_has_an_outcome(
    stack: Stack, ada: Client, grace: Client, feed: Feed
) -> None:
    block = "<{} xmlns='urn:xmpp:blocking'><item jid='{}'/></{}>"
    await grace.ask("set", block.format("block", ada.bare, "block"))
    ada.say(grace.bare, "unwanted", id="unwanted")
    await ada.expect(error_to("unwanted"))
    await grace.ask("set", block.format("unblock", ada.bare, "unblock"))
    rows = eventually(
        feed.rows, lambda rows: any(row.kind == "outcome" for row in rows), seconds=60
    )
    (unwanted,) = (row for row in rows if row.message_id == "unwanted")

    assert ["message", "outcome"] == [
        row.kind for row in rows if row.stanza_id == unwanted.stanza_id
    ]


async def test_a_message_with_a_malformed_extension_can_be_delivered_again(
    stack: Stack, ada: Client, grace: Client, sign_in: SignIn, feed: Feed
) -> None:
    ada.message(grace.bare, "<body>odd</body><delay xmlns='urn:xmpp:delay' stamp='garbage'/>")
    await grace.expect(with_body("odd"))
    (row,) = feed.new_rows()
    stack.api("stoa_redeliver", host="localhost", stanza_id=str(row.stanza_id), stanza=row.xml)
    again = await grace.expect(with_body("odd"))

    assert {grace.bare: str(row.stanza_id)} == again.stanza_ids
