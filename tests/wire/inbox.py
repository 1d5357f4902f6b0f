"""The inbox of an account as the server asks for it, and what clients are told."""

import asyncio
from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

import psycopg
import pytest
from sqlalchemy import Engine

from components.archive.xmpp import doors
from components.runtime.database import make_engine
from components.runtime.dispatch import Dispatch
from tests.harness.cluster import Cluster
from tests.harness.stanza import Stanza
from tests.harness.talk import Talk
from tests.wire.conftest import _settings
from tests.wire.server import DOMAIN, LoopbackServer

ADA, GRACE, LINUS = "ada@localhost", "grace@localhost", "linus@localhost"
PHONE = f"{ADA}/phone"
NS = "urn:xmpp:inbox:1"
DELEGATION = "urn:xmpp:delegation:1"
RSM = "http://jabber.org/protocol/rsm"


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
