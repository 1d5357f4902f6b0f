"""Sharing files, and whose links are in what arrives."""

import asyncio
import base64
import re
from typing import NamedTuple
from xml.etree.ElementTree import tostring

from tests.harness.stack import Stack
from tests.harness.stanza import Stanza
from tests.harness.upload import ask
from tests.harness.web import Answer
from tests.harness.xmpp import Client

AT_ONCE_SECONDS = 30
PLAN = b"The plan of the engine\n"
SFS = (
    "<file-sharing xmlns='urn:xmpp:sfs:0' disposition='inline'>"
    "<file xmlns='urn:xmpp:file:metadata:0'><name>plan.txt</name></file>"
    "<sources><url-data xmlns='http://jabber.org/protocol/url-data' target='{0}'/></sources>"
    "</file-sharing>"
)
OOB = "<x xmlns='jabber:x:oob'><url>{0}</url></x>"
BODY = "<body>{0}</body>"
REPLACE = "<replace xmlns='urn:xmpp:message-correct:0' id='{}'/>"
LINK = re.compile(r"https?://[^\s<>\"']+")


class Parts(NamedTuple):
    origin: str
    file: str
    capability: str
    name: str


def parts(link: str) -> Parts:
    origin, _, rest = link.partition("/files/")
    return Parts(origin, *rest.split("/"))


def holder(link: str) -> str:
    """Whose it is."""
    name = parts(link).capability.partition(".")[0]
    return base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode()


def text(stanza: Stanza) -> str:
    return tostring(stanza.element, encoding="unicode")


def links(stanza: Stanza) -> list[str]:
    """Those to files."""
    return [found for found in LINK.findall(text(stanza)) if "/files/" in found]


def own(client: Client, stanza: Stanza) -> str:
    """The one link that a stanza has, as often as it has it, and that is the client's person's."""
    (link,) = set(links(stanza))
    assert client.bare.partition("@")[0] == holder(link)
    assert "https://upload." not in text(stanza)
    return link


def sharing(link: str) -> str:
    return BODY.format(link) + OOB.format(link) + SFS.format(link)


def fetched(link: str) -> Answer:
    """Once the file has been scanned."""
    answer = ask(link)
    while answer.status == 503:
        answer = ask(link)
    return answer


async def ended(link: str) -> None:
    """Returns as soon as nobody gets anything by this link. Raises when that takes too long."""
    async with asyncio.timeout(AT_ONCE_SECONDS):
        while (await asyncio.to_thread(ask, link)).status != 403:
            pass


async def streaming(
    stack: Stack, person: str, resource: str = "phone", seconds: int = 60
) -> Client:
    """A stream that may be resumed for so long."""
    client = await stack.open()
    assert await client.authenticate(person, stack.password(person)) is None
    await client.bind(resource)
    await client.enable_stream_management(seconds=seconds)
    await client.available()
    await client.settle()
    client.forget()
    return client
