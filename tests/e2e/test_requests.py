"""Requests (IQs) between people: only kinds that carry no text pass."""

import pytest

from tests.e2e.conftest import MakeRoom
from tests.harness.feed import Feed
from tests.harness.stanza import Stanza, error_to
from tests.harness.xmpp import Client

PASS = {
    "disco info": "<query xmlns='http://jabber.org/protocol/disco#info'/>",
    "disco items": "<query xmlns='http://jabber.org/protocol/disco#items'/>",
    "ping": "<ping xmlns='urn:xmpp:ping'/>",
    "version": "<query xmlns='jabber:iq:version'/>",
    "time": "<time xmlns='urn:xmpp:time'/>",
    "vCard": "<vCard xmlns='vcard-temp'/>",
}
REFUSED = {
    "in-band bytes": "<open xmlns='http://jabber.org/protocol/ibb' sid='s' block-size='4096'/>",
    "bytes": "<data xmlns='http://jabber.org/protocol/ibb' sid='s' seq='0'>cHNzdA==</data>",
    "text": "<x xmlns='urn:private:chat'>psst</x>",
    "roster": "<query xmlns='jabber:iq:roster'><item jid='x@localhost' name='psst'/></query>",
    "command": "<command xmlns='http://jabber.org/protocol/commands' node='psst'/>",
    "stream initiation": "<si xmlns='http://jabber.org/protocol/si' id='psst'/>",
    "register": "<query xmlns='jabber:iq:register'><username>psst</username></query>",
    "text beside a ping": "<ping xmlns='urn:xmpp:ping'/><x xmlns='urn:private'>psst</x>",
}

WITH_TEXT = {
    "in a ping": "<ping xmlns='urn:xmpp:ping'>psst</ping>",
    "in a version": "<query xmlns='jabber:iq:version'><name>psst</name></query>",
    "in a vCard": "<vCard xmlns='vcard-temp'><DESC>psst</DESC></vCard>",
    "in a call": "<jingle xmlns='urn:xmpp:jingle:1' action='session-info' sid='s'>"
    "<x xmlns='urn:x'>psst</x></jingle>",
}


def without_presence(client: Client) -> list[Stanza]:
    """What has come; colleagues of a department also see each other's presence."""
    return [stanza for stanza in client.inbox if stanza.kind != "presence"]


@pytest.mark.parametrize("payload", PASS.values(), ids=PASS.keys())
async def test_a_question_about_the_other_client_passes(
    ada: Client, grace: Client, feed: Feed, payload: str
) -> None:
    ada.send(f"<iq type='get' id='question' to='{grace.jid}'>{payload}</iq>")
    question = await grace.expect(lambda stanza: stanza.id == "question")
    grace.send(f"<iq type='result' id='question' to='{question.sender}'>{payload}</iq>")
    answer = await ada.expect(lambda stanza: stanza.id == "question")

    assert ("result", grace.jid) == (answer.type, answer.sender)
    assert [] == feed.new_rows()


@pytest.mark.parametrize("kind", ["get", "set"])
@pytest.mark.parametrize("payload", WITH_TEXT.values(), ids=WITH_TEXT.keys())
async def test_text_in_a_request_that_passes_is_recorded(
    ada: Client, grace: Client, feed: Feed, kind: str, payload: str
) -> None:
    ada.send(f"<iq type='{kind}' id='question' to='{grace.jid}'>{payload}</iq>")
    await ada.settle()
    await grace.settle()

    delivered = [stanza.id for stanza in grace.inbox if "psst" in str(stanza)]
    assert delivered == [row.message_id for row in feed.new_rows()]


@pytest.mark.parametrize("kind", ["get", "set"])
@pytest.mark.parametrize("payload", REFUSED.values(), ids=REFUSED.keys())
async def test_any_other_request_is_refused(
    ada: Client, grace: Client, feed: Feed, kind: str, payload: str
) -> None:
    answer = await ada.ask(kind, payload, grace.jid)
    await grace.settle()

    assert answer.error in {"policy-violation", "bad-request"}
    assert [] == without_presence(grace)
    assert [] == feed.new_rows()


@pytest.mark.parametrize("payload", REFUSED.values(), ids=REFUSED.keys())
async def test_an_answer_that_carries_something_else_is_dropped(
    ada: Client, grace: Client, feed: Feed, payload: str
) -> None:
    ada.send(f"<iq type='result' id='psst' to='{grace.jid}'>{payload}</iq>")
    await ada.settle()
    await grace.settle()

    assert [] == [stanza for stanza in without_presence(grace) if len(stanza.element)]
    assert [] == feed.new_rows()


async def test_an_error_loses_its_text_on_the_way(ada: Client, grace: Client) -> None:
    ada.send(
        f"<iq type='error' id='psst' to='{grace.jid}'><x xmlns='urn:private'>psst</x>"
        "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
        "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>psst</text></error></iq>"
    )
    received = await grace.expect(error_to("psst"))

    assert "item-not-found" == received.error
    assert "psst" not in str(received).replace('id="psst"', "")


@pytest.mark.parametrize("payload", REFUSED.values(), ids=REFUSED.keys())
async def test_a_room_hands_no_other_request_to_an_occupant(
    make_room: MakeRoom, ada: Client, grace: Client, payload: str
) -> None:
    room = await make_room(ada)
    await grace.join(room, "Grace")
    await grace.settle(room)
    grace.forget()
    answer = await ada.ask("set", payload, f"{room}/Grace")
    await grace.settle(room)

    assert answer.error in {"policy-violation", "bad-request"}
    assert [] == [stanza for stanza in grace.inbox if stanza.kind == "iq"]


async def test_ones_own_devices_may_ask_each_other_anything(
    ada: Client, ada_laptop: Client
) -> None:
    ada.send(
        f"<iq type='set' id='own' to='{ada_laptop.jid}'>"
        "<x xmlns='urn:private:chat'>for myself</x></iq>"
    )
    received = await ada_laptop.expect(lambda stanza: stanza.id == "own")

    assert ada.jid == received.sender
