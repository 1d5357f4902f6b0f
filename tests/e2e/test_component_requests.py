"""Our components on the real server: each request is answered once, in its order."""

import pytest

from tests.harness.stanza import reply_to
from tests.harness.xmpp import Client

COMPONENTS = ["archive.localhost", "directory.localhost", "upload.localhost", "push.localhost"]
INFO = "<query xmlns='http://jabber.org/protocol/disco#info'/>"
components = pytest.mark.parametrize("component", COMPONENTS)


@components
async def test_a_component_says_who_it_is(ada: Client, component: str) -> None:
    answer = await ada.ask("get", INFO, component)

    assert answer.child("{*}query/{*}identity[@name]") is not None


@components
@pytest.mark.parametrize(
    ("type", "payload"),
    [
        ("set", INFO),
        ("set", "<ping xmlns='urn:xmpp:ping'/>"),
        ("get", "<query xmlns='jabber:iq:register'/>"),
        ("get", "<unknown xmlns='urn:unknown'/>"),
    ],
)
async def test_what_a_component_does_not_know_is_answered_once(
    ada: Client, component: str, type: str, payload: str
) -> None:
    answer = await ada.ask(type, payload, component)
    await ada.settle(component)

    assert "service-unavailable" == answer.error
    assert [] == ada.inbox


@components
async def test_an_answer_nobody_asked_for_is_not_answered(ada: Client, component: str) -> None:
    for type in ("result", "error"):
        ada.send(f"<iq type='{type}' id='unasked' to='{component}'>{INFO}</iq>")
    await ada.settle(component)

    assert [] == ada.inbox


async def test_requests_of_one_client_are_answered_in_their_order(ada: Client) -> None:
    ids = [ada.next_id() for _ in range(20)]
    for stanza_id in ids:
        ada.send(f"<iq type='get' id='{stanza_id}' to='{COMPONENTS[0]}'>{INFO}</iq>")
    await ada.expect(reply_to(ids[-1]))

    assert ids[:-1] == [stanza.id for stanza in ada.inbox]
