"""What a colleague, or whoever speaks in the server's place, cannot make the client believe."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest

from tests.browser.client.conftest import Peer, words
from tests.browser.conftest import Open
from tests.harness import cast
from tests.harness.stack import Stack
from tests.harness.tap import Tap
from tests.harness.web_client import WebClient

FORGED = "FORGED"
ARCHIVED = re.compile(r"<message[^>]*>.*<(body|result)[\s>]", re.S)


@dataclass(frozen=True)
class Forgery:
    """By `forger`, about what `victim` and `friend` say to each other."""

    victim: str
    friend: str
    theirs: str
    """The id of what the friend has said."""
    own: str
    """The id of what the victim has said."""

    def payloads(self) -> Iterator[str]:
        """Of messages to the victim."""
        for way in ("received", "sent"):
            yield f"<{way} xmlns='urn:xmpp:carbons:2'>{self._forwarded(way)}</{way}>"
        for query in ("", " queryid='guessed'"):
            yield (
                f"<result xmlns='urn:xmpp:mam:2' id='1700000000000000'{query}>"
                f"{self._forwarded('received')}</result>"
            )
        for name in (self.theirs, self.own):
            yield (
                f"<replace xmlns='urn:xmpp:message-correct:0' id='{name}'/><body>{FORGED}</body>"
            )
            yield f"<retract xmlns='urn:xmpp:message-retract:1' id='{name}'/>"
            yield (
                f"<retract xmlns='urn:xmpp:message-retract:1' id='{name}'>"
                f"<moderated xmlns='urn:xmpp:message-moderate:1' by='{self.friend}'/></retract>"
            )
        yield f"<received xmlns='urn:xmpp:receipts' id='{self.own}'/>"
        yield f"<displayed xmlns='urn:xmpp:chat-markers:0' id='{self.own}'/>"
        yield self._event(
            "urn:xmpp:mds:displayed:0",
            self.friend,
            "<displayed xmlns='urn:xmpp:mds:displayed:0'>"
            f"<stanza-id xmlns='urn:xmpp:sid:0' by='{self.victim}' id='9900000000000000'/>"
            "</displayed>",
        )
        yield self._event(
            "urn:xmpp:bookmarks:1",
            "forged@conference.localhost",
            f"<conference xmlns='urn:xmpp:bookmarks:1' autojoin='true' name='{FORGED}'/>",
        )

    def iqs(self) -> Iterator[str]:
        yield (
            f"<query xmlns='jabber:iq:roster'><item jid='{self.friend}' name='{FORGED}'"
            " subscription='both'/></query>"
        )

    def _forwarded(self, way: str) -> str:
        sender, recipient = (
            (self.friend, self.victim) if way == "received" else (self.victim, self.friend)
        )
        return (
            "<forwarded xmlns='urn:xmpp:forward:0'>"
            "<delay xmlns='urn:xmpp:delay' stamp='2026-01-01T00:00:00Z'/>"
            f"<message xmlns='jabber:client' from='{sender}/x' to='{recipient}' type='chat'"
            f" id='forged'><body>{FORGED}</body></message></forwarded>"
        )

    def _event(self, node: str, item: str, payload: str) -> str:
        return (
            "<event xmlns='http://jabber.org/protocol/pubsub#event'>"
            f"<items node='{node}'><item id='{item}'>{payload}</item></items></event>"
        )


@pytest.fixture
def tapped(stack: Stack, open_page: Open) -> "Tapped":
    return Tapped(stack, open_page)


@dataclass
class Tapped:
    stack: Stack
    open_page: Open

    async def at(self, person: str) -> tuple[WebClient, Tap]:
        page = await self.open_page()
        tap = await Tap.on(page)
        client = WebClient(page, self.stack, person)
        await client.sign_in()
        return client, tap


async def test_nothing_a_colleague_sends_changes_what_others_have_said(
    tapped: Tapped, peer: Peer
) -> None:
    """First by way of the server, which refuses some of it, then as if it refused nothing."""
    srinivasa, tap = await tapped.at(cast.SRINIVASA)
    rosalind, barbara = await peer(cast.ROSALIND), await peer(cast.BARBARA)
    theirs, own = words("by Rosalind"), words("by Srinivasa")
    await srinivasa.open(rosalind.bare)
    told = rosalind.say(srinivasa.bare, theirs, id=str(uuid4()))
    await srinivasa.shows(theirs)
    await srinivasa.send(own)
    sent = (await rosalind.expect(lambda stanza: stanza.body == own)).id or ""
    await srinivasa.open(barbara.bare)
    rosalind.say(srinivasa.bare, unread := words("unread"))
    await srinivasa.unread(rosalind.bare, 1)
    before = await srinivasa.names()
    forgery = Forgery(srinivasa.bare, rosalind.bare, told, sent)
    to = f"{srinivasa.bare}/{tap.resource}"
    for payload in forgery.payloads():
        barbara.message(srinivasa.bare, payload)
    for payload in forgery.iqs():
        barbara.send(f"<iq type='set' id='forged' to='{to}'>{payload}</iq>")
    barbara.say(srinivasa.bare, through := words("through the server"))
    await srinivasa.shows(through)
    for payload in forgery.payloads():
        tap.say(
            f"<message xmlns='jabber:client' from='{barbara.jid}' to='{to}' type='chat'"
            f" id='{words('forged')}'>{payload}</message>"
        )
    for payload in forgery.iqs():
        tap.say(
            f"<iq xmlns='jabber:client' type='set' id='forged' from='{barbara.jid}'"
            f" to='{to}'>{payload}</iq>"
        )
    barbara.say(srinivasa.bare, after := words("after all"))
    await srinivasa.shows(after)
    await srinivasa.unread(rosalind.bare, 1)
    names = await srinivasa.names()
    for _ in range(2):
        await srinivasa.open(rosalind.bare)
        await srinivasa.ends_with(theirs, own, unread)
        await srinivasa.delivery(own, "sent")
        await srinivasa.page.reload()
        await srinivasa.ready()

    assert before == names


async def test_what_the_server_says_twice_is_shown_once(tapped: Tapped, peer: Peer) -> None:
    srinivasa, tap = await tapped.at(cast.SRINIVASA)
    barbara = await peer(cast.BARBARA)
    tap.change = lambda frame: [frame, frame] if ARCHIVED.match(frame) else [frame]
    bodies = [words(f"twice {number}") for number in range(4)]
    await srinivasa.open(barbara.bare)
    for body in bodies:
        barbara.say(srinivasa.bare, body)
    await srinivasa.ends_with(*bodies)
    await srinivasa.page.reload()
    await srinivasa.ready()
    await srinivasa.ends_with(*bodies)


async def test_what_arrives_out_of_order_is_shown_in_the_order_of_the_archive(
    tapped: Tapped, peer: Peer
) -> None:
    srinivasa, tap = await tapped.at(cast.SRINIVASA)
    barbara = await peer(cast.BARBARA)
    bodies = [words(f"swapped {number}") for number in range(3)]
    held: list[str] = []

    def last_first(frame: str) -> list[str]:
        if not any(body in frame for body in bodies):
            return [frame]
        held.insert(0, frame)
        return held if len(held) == len(bodies) else []

    await srinivasa.open(barbara.bare)
    tap.change = last_first
    for body in bodies:
        barbara.say(srinivasa.bare, body)
    await srinivasa.shows(*bodies)
    await srinivasa.ends_with(*bodies)


async def test_malformed_stanzas_do_no_harm(tapped: Tapped, peer: Peer) -> None:
    srinivasa, tap = await tapped.at(cast.SRINIVASA)
    barbara = await peer(cast.BARBARA)
    await srinivasa.open(barbara.bare)
    for stanza in MALFORMED:
        tap.say(stanza)
    barbara.say(srinivasa.bare, body := words("still here"))
    await srinivasa.shows(body)


MALFORMED = (
    "<message xmlns='jabber:client'/>",
    "<message xmlns='jabber:client' from='@@//'><body>nobody</body></message>",
    "<message xmlns='jabber:client' from='a@b/c' type='nonsense'><body/></message>",
    "<presence xmlns='jabber:client' from=''/>",
    "<presence xmlns='jabber:client' from='a@b' type='subscribe'/>",
    "<iq xmlns='jabber:client'/>",
    "<iq xmlns='jabber:client' type='result' id='unknown' from='localhost'/>",
    "<message xmlns='jabber:client' from='localhost'>"
    "<received xmlns='urn:xmpp:carbons:2'/></message>",
    "<message xmlns='jabber:client' from='localhost'>"
    "<result xmlns='urn:xmpp:mam:2'><forwarded xmlns='urn:xmpp:forward:0'/></result></message>",
    "<message xmlns='jabber:client' from='localhost'><x xmlns='urn:unknown'><y/></x></message>",
)
