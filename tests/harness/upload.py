"""Uploading as clients do: a slot over XMPP (XEP-0363 v1.2.0), the bytes over HTTP."""

import http.client
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from tests.harness.stack import eventually
from tests.harness.web import Answer
from tests.harness.xmpp import Client

UPLOAD = "urn:xmpp:http:upload:0"
PURPOSE = "urn:xmpp:http:upload:purpose:0"
SCAN_SECONDS = 60.0


@dataclass(frozen=True)
class Slot:
    put: str
    get: str


def request(name: str, size: int | str, media_type: str | None = None, inside: str = "") -> str:
    claimed = "" if media_type is None else f" content-type={quoteattr(media_type)}"
    return (
        f"<request xmlns='{UPLOAD}' filename={quoteattr(name)} size='{size}'{claimed}>"
        f"{inside}</request>"
    )


async def slot(
    client: Client, name: str, size: int, media_type: str | None = None, inside: str = ""
) -> Slot:
    answer = await client.ask("get", request(name, size, media_type, inside), at(client))
    put, get = answer.child("{*}slot/{*}put"), answer.child("{*}slot/{*}get")
    assert put is not None, answer
    assert get is not None, answer
    return Slot(put.attrib["url"], get.attrib["url"])


def at(client: Client) -> str:
    return f"upload.{client.domain}"


def ask(url: str, method: str = "GET", body: Any = None, **headers: str) -> Answer:
    """One request on a connection of its own; `_` in a header's name is `-`."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    try:
        connection.request(
            method, path, body, {name.replace("_", "-"): each for name, each in headers.items()}
        )
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


def put(where: Slot, content: bytes, **headers: str) -> Answer:
    return ask(where.put, "PUT", content, **headers)


def scanned(link: str, seconds: float = SCAN_SECONDS) -> str:
    """The same link, as soon as it has been looked into what is behind it."""

    def told() -> str:
        return ask(f"{link}?about&wait").text

    assert '"held"' not in eventually(told, lambda text: '"held"' not in text, seconds)
    return link


async def uploaded(
    client: Client, name: str, content: bytes, media_type: str | None = None
) -> Slot:
    """A file that has arrived."""
    given = await slot(client, name, len(content), media_type)
    answer = put(given, content, **({"Content-Type": media_type} if media_type else {}))
    assert answer.status == http.client.CREATED, answer
    return given
