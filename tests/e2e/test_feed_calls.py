"""Calls by Jingle: who called whom, and when it began and ended, is recorded."""

import pytest

from tests.harness.feed import Feed
from tests.harness.stanza import Stanza
from tests.harness.xmpp import Client


def jingle(caller: Client, action: str) -> str:
    return (
        f"<jingle xmlns='urn:xmpp:jingle:1' action='{action}' sid='call'"
        f" initiator='{caller.jid}'><content creator='initiator' name='audio'/></jingle>"
    )


async def hand_over(caller: Client, callee: Client, payload: str, kind: str = "set") -> Stanza:
    """Send an IQ request; what the other client receives of it."""
    caller.send(f"<iq type='{kind}' id='step' to='{callee.jid}'>{payload}</iq>")
    return await callee.expect(lambda stanza: stanza.kind == "iq" and stanza.id == "step")


@pytest.mark.parametrize("action", ["session-initiate", "session-accept", "session-terminate"])
async def test_the_beginning_and_end_of_a_call_have_one_row(
    ada: Client, grace: Client, feed: Feed, action: str
) -> None:
    await hand_over(ada, grace, jingle(ada, action))

    (row,) = feed.new_rows()
    assert ("c2s", "set", ada.jid, grace.jid) == row.route
    assert "iq" == row.kind


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
