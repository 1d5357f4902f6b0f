"""Calls by Jingle: who called whom, and when it began and ended, is recorded."""

import pytest

from tests.e2e.conftest import MakeRoom
from tests.harness.feed import Feed
from tests.harness.stack import Stack, eventually
from tests.harness.stanza import Stanza, with_id
from tests.harness.xmpp import Client

CALL_INVITES = "urn:xmpp:call-invites:0"
INVITES = {
    "invite": f"<invite xmlns='{CALL_INVITES}' video='true'><external uri='xmpp:call'/></invite>",
    "accept": f"<accept xmlns='{CALL_INVITES}' id='call'/>",
    "reject": f"<reject xmlns='{CALL_INVITES}' id='call'/>",
    "retract": f"<retract xmlns='{CALL_INVITES}' id='call'/>",
    "left": f"<left xmlns='{CALL_INVITES}' id='call'/>",
}
"""Steps of a call to one or many (XEP-0482)."""


def jingle(caller: Client, action: str) -> str:
    return (
        f"<jingle xmlns='urn:xmpp:jingle:1' action='{action}' sid='call'"
        f" initiator='{caller.jid}'><content creator='initiator' name='audio'/></jingle>"
    )


async def hand_over(caller: Client, callee: Client, payload: str, kind: str = "set") -> Stanza:
    """Send an IQ request; what the other client receives of it."""
    caller.send(f"<iq type='{kind}' id='step' to='{callee.jid}'>{payload}</iq>")
    return await callee.expect(lambda stanza: stanza.kind == "iq" and stanza.id == "step")


@pytest.mark.parametrize(
    "action",
    [
        *("session-initiate", "session-accept", "session-info", "session-terminate"),
        *("content-add", "content-accept", "content-remove", "description-info"),
    ],
)
async def test_every_step_of_a_call_has_one_row(
    ada: Client, grace: Client, feed: Feed, action: str
) -> None:
    await hand_over(ada, grace, jingle(ada, action))

    (row,) = feed.new_rows()
    assert ("c2s", "set", ada.jid, grace.jid) == row.route
    assert "iq" == row.kind


@pytest.mark.parametrize("step", INVITES, ids=INVITES)
async def test_an_invitation_to_a_call_and_its_answer_have_one_row(
    make_room: MakeRoom, ada: Client, grace: Client, feed: Feed, step: str
) -> None:
    room = await make_room(ada)
    await grace.join(room, "Grace")
    ada.message(grace.bare, INVITES[step], type="chat", id="to-grace")
    ada.message(room, INVITES[step], type="groupchat", id="to-all")
    for id in ("to-grace", "to-all"):
        await grace.expect(with_id(id))

    assert [("c2s", "chat", ada.jid, grace.bare), ("muc", "groupchat", ada.jid, room)] == (
        feed.new_routes()
    )


async def test_a_call_that_reaches_nobody_is_followed_by_its_refusal(
    stack: Stack, ada: Client, feed: Feed
) -> None:
    answer = await ada.ask("set", jingle(ada, "session-initiate"), f"{stack.jid('margaret')}/gone")
    rows = eventually(feed.rows, lambda rows: len(rows) > 1, 60)

    assert "service-unavailable" == answer.error
    assert [("iq", "set"), ("outcome", "refused")] == [(row.kind, row.type) for row in rows]


async def test_the_network_addresses_of_a_call_have_no_row(
    ada: Client, grace: Client, feed: Feed
) -> None:
    await hand_over(ada, grace, jingle(ada, "transport-info"))

    assert [] == feed.new_rows()


async def test_a_question_about_the_other_client_has_no_row(
    ada: Client, grace: Client, feed: Feed
) -> None:
    await hand_over(ada, grace, "<query xmlns='jabber:iq:version'/>", kind="get")

    assert [] == feed.new_rows()
