"""The inbox of an account, asked through the server: what is told, and to whom."""

import asyncio
from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

import psycopg
import pytest
from sqlalchemy import Engine

from components.archive.xmpp import doors
from components.runtime.database import make_engine
from components.runtime.dispatch import Dispatch
from components.runtime.stream import ComponentStream
from schemas.refusals import TryLater
from tests.harness.cluster import Cluster
from tests.harness.stanza import Stanza, reply_to
from tests.harness.talk import Talk
from tests.wire.conftest import _settings
from tests.wire.server import DOMAIN, LoopbackServer

ADA, GRACE, LINUS = "ada@localhost", "grace@localhost", "linus@localhost"
TEA = "tea@conference.localhost"
PHONE = f"{ADA}/phone"
NS = "urn:xmpp:inbox:1"
DELEGATION = "urn:xmpp:delegation:1"
RSM = "http://jabber.org/protocol/rsm"
INFO = "http://jabber.org/protocol/disco#info"


class Told:
    """What clients were told, and whether the server takes it."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, Element]] = []
        self.refusal: Exception | None = None
        self.slow: dict[str, asyncio.Event] = {}
        """Clients that take nothing before an event."""

    async def __call__(self, client: str, messages: list[str]) -> None:
        if self.refusal:
            raise self.refusal
        if client in self.slow:
            await self.slow[client].wait()
        self.messages += [
            (client, fromstring(each))  # noqa: S314 - our own
            for each in messages
        ]

    @property
    def entries(self) -> list[tuple[str, str]]:
        """Address and unread messages of each."""
        found = [each.find(f"{{{NS}}}entry") for _, each in self.messages]
        return [(each.attrib["jid"], each.attrib["unread"]) for each in found if each is not None]


@pytest.fixture
def readers(server: LoopbackServer, cluster: Cluster) -> Iterator[Engine]:
    password = cluster.secrets.read("ledger", "database_password")
    engine = make_engine(
        _settings(
            server,
            database_port=cluster.port,
            database_user="ledger",
            database_password=password,
        )
    )
    yield engine
    engine.dispose()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def dispatch(readers: Engine, told: Told) -> Dispatch:
    return doors(DOMAIN, readers, told, told)


@pytest.fixture
def talk(cluster: Cluster) -> Iterator[Talk]:
    with psycopg.connect(cluster.superuser, autocommit=True) as database:
        talk = Talk(database)
        yield talk
        talk.forget()
        database.execute("delete from ejabberd.archive")


@pytest.fixture(autouse=True)
def _up(stream: ComponentStream) -> None:
    """Every test asks on the archive's stream."""


def delegated(inner: str) -> str:
    return (
        f"<delegation xmlns='{DELEGATION}'><forwarded xmlns='urn:xmpp:forward:0'>"
        f"{inner}</forwarded></delegation>"
    )


def query(payload: str = "", attributes: str = "", sender: str = PHONE, to: str = ADA) -> str:
    return (
        f"<iq xmlns='jabber:client' type='get' id='q1' from='{sender}' to='{to}'>"
        f"<inbox xmlns='{NS}' {attributes}>{payload}</inbox></iq>"
    )


async def ask(server: LoopbackServer, inner: str, sender: str = DOMAIN) -> Stanza:
    """The answer inside the server's answer."""
    answer = await server.ask("set", delegated(inner), sender=sender)
    found = answer.child(f"{{{DELEGATION}}}delegation/{{urn:xmpp:forward:0}}forwarded/{{*}}iq")
    assert found is not None, answer
    assert "{jabber:client}iq" == found.tag
    return Stanza(found)


def fin(answer: Stanza) -> dict[str, str]:
    found = answer.child(f"{{{NS}}}fin")
    assert found is not None, answer
    return found.attrib


def page(most: int, place: str = "") -> str:
    return f"<set xmlns='{RSM}'><max>{most}</max>{place}</set>"


def of_page(answer: Stanza, name: str) -> str | None:
    return answer.element.findtext(f"{{{NS}}}fin/{{{RSM}}}set/{{{RSM}}}{name}")


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


async def test_pages_go_both_ways_also_while_people_write(
    server: LoopbackServer, talk: Talk, told: Told
) -> None:
    rooms = [f"room-{number}@conference.localhost" for number in range(5)]
    ids = [talk.room(room, ADA, GRACE) for room in rooms]
    for each in ids:
        talk.say(each, GRACE, "hello")
    first = await ask(server, query(page(2)))
    talk.say(ids[3], GRACE, "again")
    second = await ask(server, query(page(2, f"<after>{of_page(first, 'last')}</after>")))
    await ask(server, query(page(2, f"<before>{of_page(second, 'first')}</before>")))
    await ask(server, query(page(1, "<before/>")))
    shown = [jid for jid, _ in told.entries]

    assert [rooms[4], rooms[3]] == shown[:2]
    assert [rooms[2], rooms[1]] == shown[2:4]
    assert [rooms[3], rooms[4]] == shown[4:6]
    assert [rooms[0]] == shown[6:]


async def test_an_empty_page_counts(server: LoopbackServer, talk: Talk, told: Told) -> None:
    talk.say(talk.direct(ADA, GRACE), GRACE, "hello")
    answer = await ask(server, query(page(0)))

    assert [] == told.entries
    assert ("1", None) == (of_page(answer, "count"), of_page(answer, "first"))


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
