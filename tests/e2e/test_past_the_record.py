"""Ways to reach others, or to change who may read, beside what is recorded."""

from uuid import uuid4

import pytest
from lxml import etree

from tests.e2e.conftest import MakeRoom
from tests.e2e.test_department_rooms import affiliations, tell
from tests.e2e.test_feed_membership import MUC, SCHEMA, acts, admin, done, owner_form
from tests.harness.cast import ADA, LINUS
from tests.harness.feed import Feed
from tests.harness.pep import PUBSUB
from tests.harness.stack import Stack
from tests.harness.stanza import with_id
from tests.harness.xmpp import Client

CAPS = "http://jabber.org/protocol/caps"
JINGLE = "urn:xmpp:jingle:1"
HIDDEN_STEPS = {
    "another element": f"<body xmlns='{JINGLE}'>psst</body>",
    "text": f"<jingle xmlns='{JINGLE}' action='transport-info' sid='s'>psst</jingle>",
    "a reason": f"<jingle xmlns='{JINGLE}' action='transport-info' sid='s'>"
    "<reason><text>psst</text></reason></jingle>",
}


def publish(text: str) -> str:
    item = f"<item id='{uuid4()}'><x xmlns='urn:x'>{text}</x></item>"
    return f"<pubsub xmlns='{PUBSUB}'><publish node='chat'>{item}</publish></pubsub>"


def open_to_all() -> str:
    values = {"FORM_TYPE": f"{PUBSUB}#node_config"} | {
        f"pubsub#{model}_model": "open" for model in ("access", "publish")
    }
    fields = "".join(f"<field var='{n}'><value>{v}</value></field>" for n, v in values.items())
    form = f"<x xmlns='jabber:x:data' type='submit'>{fields}</x>"
    return f"<pubsub xmlns='{PUBSUB}#owner'><configure node='chat'>{form}</configure></pubsub>"


async def test_nobody_writes_to_others_by_a_node_of_somebody_else(
    ada: Client, grace: Client, linus: Client
) -> None:
    await ada.ask("set", publish("mine"))
    await ada.ask("set", open_to_all())
    subscribe = f"<subscribe node='chat' jid='{linus.bare}'/>"
    await linus.ask("set", f"<pubsub xmlns='{PUBSUB}'>{subscribe}</pubsub>", ada.bare)
    linus.forget()
    answer = await grace.ask("set", publish("psst"), ada.bare)
    await ada.ask("set", f"<pubsub xmlns='{PUBSUB}#owner'><delete node='chat'/></pubsub>")
    await linus.settle()

    assert "forbidden" == answer.error
    assert [] == [found for found in linus.inbox if "psst" in str(found)]


async def test_nobody_is_made_to_read_a_node(ada: Client, grace: Client) -> None:
    await ada.ask("set", publish("mine"))
    reader = f"<subscription jid='{grace.bare}' subscription='subscribed'/>"
    answer = await ada.ask(
        "set",
        f"<pubsub xmlns='{PUBSUB}#owner'>"
        f"<subscriptions node='chat'>{reader}</subscriptions></pubsub>",
    )
    await ada.ask("set", f"<pubsub xmlns='{PUBSUB}#owner'><delete node='chat'/></pubsub>")

    assert "forbidden" == answer.error


async def test_a_room_that_was_not_destroyed_goes_on_in_the_record(
    make_room: MakeRoom, ada: Client, grace: Client, feed: Feed
) -> None:
    room = await make_room(ada)
    await grace.join(room, "Grace")
    feed.new_rows("membership")
    both = "<destroy/><x xmlns='jabber:x:data' type='submit'/>"
    answer = await ada.ask("set", f"<query xmlns='{MUC}#owner'>{both}</query>", room)
    await grace.leave(room, "Grace")
    await ada.settle(room)

    assert "bad-request" == answer.error
    assert ["leave"] == [row.type for row in feed.new_rows("membership")]


async def test_where_a_destroyed_room_sends_people_is_recorded(
    make_room: MakeRoom, ada: Client, feed: Feed
) -> None:
    room = await make_room(ada)
    feed.new_rows("membership")
    await done(ada, room, f"<query xmlns='{MUC}#owner'><destroy jid='new-{room}/psst'/></query>")

    (act,) = acts(feed, room)
    assert {"alternate_venue": f"new-{room}/psst"} == act.options


@pytest.mark.parametrize("of_the_directory", [False, True])
async def test_an_invitation_behind_another_element_is_one(
    stack: Stack,
    make_room: MakeRoom,
    ada: Client,
    linus: Client,
    feed: Feed,
    of_the_directory: bool,
) -> None:
    name = f"dept-{uuid4()}"
    room = tell(stack, name, ADA, moderators=[ADA]) if of_the_directory else await make_room(ada)
    if of_the_directory:
        await ada.join(room, "Ada")
    else:
        await done(ada, room, owner_form(membersonly="1"))
    feed.new_rows("membership")
    first = f"<x xmlns='{MUC}#user'><password>first</password></x>"
    invite = f"<x xmlns='{MUC}#user'><invite to='{linus.bare}'/></x>"
    ada.message(room, first + invite, type="normal", id="invites")
    await ada.settle(room)
    await linus.settle()

    rows = feed.new_rows("membership")
    if of_the_directory:
        assert "not-allowed" == (await ada.expect(with_id("invites"))).error
        assert LINUS not in affiliations(stack, name)
        assert [] == rows
    else:
        assert ["affiliation"] == [row.type for row in rows]


@pytest.mark.parametrize("payload", HIDDEN_STEPS.values(), ids=HIDDEN_STEPS.keys())
async def test_text_among_the_network_addresses_of_a_call_is_recorded(
    ada: Client, grace: Client, feed: Feed, payload: str
) -> None:
    ada.send(f"<iq type='set' id='step' to='{grace.jid}'>{payload}</iq>")
    await grace.expect(lambda found: "iq" == found.kind and "step" == found.id)

    assert ["step"] == [row.message_id for row in feed.new_rows()]


async def test_the_answer_to_a_step_of_a_call_carries_nothing(ada: Client, grace: Client) -> None:
    answer = f"<jingle xmlns='{JINGLE}'>psst</jingle>"
    ada.send(f"<iq type='result' id='step' to='{grace.jid}'>{answer}</iq>")
    await ada.settle()
    await grace.settle()

    assert [] == [found for found in grace.inbox if "step" == found.id]


async def test_presence_for_one_person_carries_what_clients_can_do_and_no_more(
    ada: Client, grace: Client
) -> None:
    caps = f"<c xmlns='{CAPS}' hash='sha-1' node='urn:n' ver='v'/>"
    ada.send(
        f"<presence to='{grace.jid}'>{caps}<body>psst</body><x xmlns='urn:x'>psst</x></presence>"
    )
    await ada.settle()
    found = await grace.expect(lambda one: one.child(f"{{{CAPS}}}c") is not None)

    assert ada.jid == found.sender
    assert "psst" not in str(found)


async def test_a_removal_of_no_message_is_not_recorded(
    make_room: MakeRoom, ada: Client, feed: Feed
) -> None:
    room = await make_room(ada)
    feed.new_rows()
    retract = "<retract xmlns='urn:xmpp:message-retract:1'/>"
    answer = await ada.ask(
        "set", f"<moderate xmlns='urn:xmpp:message-moderate:1' id='none'>{retract}</moderate>", room
    )

    assert "bad-request" == answer.error
    assert [] == feed.new_rows()


async def test_two_reasons_for_one_person_are_both_recorded(
    make_room: MakeRoom, ada: Client, grace: Client, feed: Feed
) -> None:
    room = await make_room(ada)
    feed.new_rows("membership")
    await done(
        ada,
        room,
        admin(
            f"<item affiliation='admin' jid='{grace.bare}'><reason>first</reason></item>",
            f"<item affiliation='member' jid='{grace.bare}'><reason>second</reason></item>",
        ),
    )

    (row,) = feed.new_rows("membership")
    element = etree.fromstring(row.xml)
    SCHEMA.assertValid(element)
    assert ["first", "second"] == [one.text for one in element.iterfind("{*}item/{*}reason")]


async def test_one_request_about_a_crowd_is_refused(
    make_room: MakeRoom, ada: Client, feed: Feed
) -> None:
    room = await make_room(ada)
    feed.new_rows("membership")
    items = [f"<item affiliation='member' jid='{n}@localhost'/>" for n in range(101)]
    refused = await ada.ask("set", admin(*items), room)
    await done(ada, room, admin(*items[:100]))

    assert "policy-violation" == refused.error
    (act,) = acts(feed, room)
    assert 100 == len(act.items)


async def test_a_subject_that_is_refused_is_not_kept(
    stack: Stack, make_room: MakeRoom, ada: Client, linus: Client
) -> None:
    room = await make_room(ada)
    await linus.join(room, "Linus")
    ada.say(room, "hers", type="groupchat", id="hers")
    await linus.expect(with_id("hers"))
    retract = "<apply-to xmlns='urn:xmpp:fasten:0' id='hers'>"
    retract += "<retract xmlns='urn:xmpp:message-retract:0'/></apply-to>"
    linus.message(room, f"<subject>psst</subject>{retract}", type="groupchat", id="his")
    refused = await linus.expect(with_id("his"))

    with stack.database("postgres") as database:
        stored = database.execute(
            "select opts from ejabberd.muc_room where name = %s", (room.partition("@")[0],)
        ).fetchone()
    assert "forbidden" == refused.error
    assert stored is not None
    assert "psst" not in stored[0]
