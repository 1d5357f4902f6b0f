"""The inbox of an account, asked through the server: what is told, and to whom."""

import asyncio

import psycopg
import pytest

from components.runtime.stream import ComponentStream
from schemas.refusals import TryLater
from tests.harness.cluster import Cluster
from tests.harness.stanza import reply_to
from tests.harness.talk import Talk
from tests.wire.inbox import (
    ADA,
    DELEGATION,
    GRACE,
    LINUS,
    NS,
    PHONE,
    RSM,
    Told,
    ask,
    delegated,
    dispatch,
    fin,
    of_page,
    page,
    query,
    readers,
    talk,
    told,
)
from tests.wire.server import DOMAIN, LoopbackServer

__all__ = ["dispatch", "readers", "talk", "told"]

TEA = "tea@conference.localhost"
INFO = "http://jabber.org/protocol/disco#info"


@pytest.fixture(autouse=True)
def _up(stream: ComponentStream) -> None:
    """Every test asks on the archive's stream."""


async def test_the_server_learns_what_accounts_can_do(server: LoopbackServer) -> None:
    bare = await server.ask("get", f"<query xmlns='{INFO}' node='{DELEGATION}:bare:{NS}'/>", DOMAIN)
    own = await server.ask("get", f"<query xmlns='{INFO}' node='{DELEGATION}::{NS}'/>", DOMAIN)
    found = bare.element.iterfind(f"{{{INFO}}}query/{{{INFO}}}feature")

    assert [NS] == [each.get("var") for each in found]
    assert "item-not-found" == own.error


async def test_entries_come_before_the_end_and_the_last_active_first(
    server: LoopbackServer, talk: Talk, told: Told
) -> None:
    tea, with_grace = talk.room(TEA, ADA, GRACE, name="Tea"), talk.direct(ADA, GRACE)
    talk.room("silent@conference.localhost", ADA)
    talk.say(talk.private(TEA, ADA, GRACE), GRACE, "psst")
    talk.say(tea, GRACE, "one")
    talk.say(tea, GRACE, "two")
    talk.say(with_grace, GRACE, "hello")
    talk.say(with_grace, ADA, "hello")
    answer = await ask(server, query())

    assert (PHONE, ADA, "q1", "result") == (
        answer.recipient,
        answer.sender,
        answer.id,
        answer.type,
    )
    assert [(GRACE, "0"), (TEA, "2")] == told.entries
    assert [PHONE, PHONE] == [client for client, _ in told.messages]
    assert {"total": "2", "unread": "1", "all-unread": "2"} == fin(answer)
    assert "2" == of_page(answer, "count")


async def test_an_entry_says_what_the_example_says(
    server: LoopbackServer, talk: Talk, told: Told, cluster: Cluster
) -> None:
    tea = talk.room(TEA, ADA, GRACE, name="Tea")
    read = talk.say(tea, ADA, "Tea?")
    message = talk.say(tea, GRACE, "Yes", nick="Grace Hopper")
    talk.mention(tea, message, ADA)
    talk.settle(tea, ADA, pinned=True, notify="never")
    archive(cluster, TEA, message, f"<message from='{GRACE}/desk' to='{TEA}' type='groupchat'")
    await ask(server, query())

    ((_, found),) = told.messages
    conversation, last, result = (
        found.find(f"{{{namespace}}}{name}")
        for namespace, name in (
            ("urn:stoa:inbox:1", "conversation"),
            ("urn:stoa:inbox:1", "conversation/{*}last"),
            ("urn:xmpp:mam:2", "result"),
        )
    )
    assert conversation is not None
    assert last is not None
    assert result is not None
    assert {
        "kind": "room",
        "name": "Tea",
        "mentions": "1",
        "pinned": "true",
        "muted": "true",
        "archived": "false",
        "read": str(read),
    } == conversation.attrib
    assert ("Yes", "Grace Hopper", GRACE) == (last.text, last.get("nick"), last.get("sender"))
    assert ("q1", str(message)) == (result.get("queryid"), result.get("id"))
    forwarded = result.find("{*}forwarded/{jabber:client}message")
    assert forwarded is not None
    assert (f"{TEA}/Grace Hopper", None) == (forwarded.get("from"), forwarded.get("to"))
    assert found.find("{urn:xmpp:hints}no-store") is not None


def archive(cluster: Cluster, keeper: str, id: int, start: str) -> None:
    with psycopg.connect(cluster.superuser) as database:
        database.execute(
            "insert into ejabberd.archive (username, server_host, timestamp, peer, bare_peer, xml,"
            " nick) values (%s, 'localhost', %s, '', '', %s, 'Grace Hopper')",
            (keeper, id, f"{start} xmlns='jabber:client'><body>Yes</body></message>"),
        )


async def test_what_the_archive_does_not_keep_is_not_the_last_of_it(
    server: LoopbackServer, talk: Talk, told: Told, cluster: Cluster
) -> None:
    with_grace = talk.direct(ADA, GRACE)
    kept = talk.say(with_grace, GRACE, "Yes")
    talk.say(with_grace, GRACE, "", kind="call")
    archive(cluster, "ada", kept, f"<message from='{GRACE}/desk' to='{ADA}' type='chat'")
    archive(cluster, "grace", kept, f"<message from='{GRACE}/desk' to='{ADA}' type='chat'")
    await ask(server, query())

    ((_, found),) = told.messages
    entry = found.find(f"{{{NS}}}entry")
    assert entry is not None
    assert str(kept) == entry.get("id")
    assert 1 == len(found.findall("{urn:xmpp:mam:2}result"))


async def test_messages_may_be_left_out(
    server: LoopbackServer, talk: Talk, told: Told, cluster: Cluster
) -> None:
    message = talk.say(talk.direct(ADA, GRACE), GRACE, "hello")
    archive(cluster, "ada", message, "<message")
    await ask(server, query(attributes="messages='false'"))

    ((_, found),) = told.messages
    assert ["entry", "conversation", "no-store"] == [each.tag.partition("}")[2] for each in found]
    assert "hello" not in [each.text for each in found.iter()]


async def test_only_what_is_unread_may_be_asked_for(
    server: LoopbackServer, talk: Talk, told: Told
) -> None:
    talk.say(talk.direct(ADA, GRACE), ADA, "hello")
    talk.say(talk.direct(ADA, LINUS), LINUS, "hello")
    answer = await ask(server, query(attributes="unread-only='1'"))

    assert [(LINUS, "1")] == told.entries
    assert {"total": "2", "unread": "1", "all-unread": "1"} == fin(answer)
    assert "1" == of_page(answer, "count")


async def test_nobody_is_told_of_anothers_inbox(
    server: LoopbackServer, talk: Talk, told: Told
) -> None:
    talk.say(talk.direct(ADA, GRACE), GRACE, "hello")
    answers = [
        await ask(server, query(sender=sender, to=to))
        for sender, to in (
            (f"{LINUS}/phone", ADA),
            (PHONE, GRACE),
            ("ada@elsewhere.invalid/x", "ada@elsewhere.invalid"),
        )
    ]
    linus = await ask(server, query(sender=f"{LINUS}/phone", to=LINUS))

    assert ["forbidden"] * 3 == [each.error for each in answers]
    assert {"total": "0", "unread": "0", "all-unread": "0"} == fin(linus)
    assert [] == told.messages


@pytest.mark.parametrize("sender", [PHONE, ADA, f"directory.{DOMAIN}", f"{DOMAIN}/x"])
async def test_nobody_but_the_server_delegates(
    server: LoopbackServer, talk: Talk, told: Told, sender: str
) -> None:
    talk.say(talk.direct(ADA, GRACE), GRACE, "hello")
    answer = await server.ask("set", delegated(query()), sender=sender)

    assert "forbidden" == answer.error
    assert [] == told.messages


async def test_nobody_waits_for_anothers_inbox(server: LoopbackServer, told: Told) -> None:
    told.slow[PHONE] = asyncio.Event()
    first = server.request("set", delegated(query()), DOMAIN)
    linus = await ask(server, query(sender=f"{LINUS}/phone", to=LINUS))
    told.slow[PHONE].set()
    ada = await server.expect(reply_to(first))

    assert ["result", "result"] == [linus.type, ada.type]


@pytest.mark.parametrize(
    ("payload", "attributes"),
    [
        ("", "unread-only='perhaps'"),
        ("", "messages='no'"),
        (page(2, "<after>x</after>"), ""),
        (page(2, f"<after>{'9' * 19}</after>"), ""),
        (page(2, "<before>-1</before>"), ""),
        (page(2, "<after>1</after><before>1</before>"), ""),
        (f"<set xmlns='{RSM}'><max>many</max></set>", ""),
    ],
)
async def test_nonsense_is_a_bad_request(
    server: LoopbackServer, payload: str, attributes: str
) -> None:
    answer = await ask(server, query(payload, attributes))

    assert ("bad-request", "q1") == (answer.error, answer.id)


async def test_a_delegation_of_nothing_is_a_bad_request(server: LoopbackServer) -> None:
    for inner in ("", "<iq/>", "<message xmlns='jabber:client'/>"):
        answer = await server.ask("set", delegated(inner), sender=DOMAIN)
        assert "bad-request" == answer.error


async def test_another_request_is_not_the_accounts(server: LoopbackServer) -> None:
    ping = (
        f"<iq xmlns='jabber:client' type='get' id='q1' from='{PHONE}' to='{ADA}'>"
        "<ping xmlns='urn:xmpp:ping'/></iq>"
    )

    assert "service-unavailable" == (await ask(server, ping)).error


async def test_a_client_that_cannot_be_told_is_asked_to_wait(
    server: LoopbackServer, talk: Talk, told: Told
) -> None:
    talk.say(talk.direct(ADA, GRACE), GRACE, "hello")
    told.refusal = TryLater("The server is not reachable", seconds=1)
    refused = await ask(server, query())
    told.refusal = None
    answered = await ask(server, query())

    assert ("error", "resource-constraint") == (refused.type, refused.error)
    assert ADA == refused.sender
    assert "result" == answered.type
