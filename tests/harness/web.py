"""Asking nginx as no browser would: any header, any host, bodies as they came."""

import http.client
import ssl
from dataclasses import dataclass
from email.message import Message


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    def all(self, name: str) -> list[str]:
        """Each header of that name."""
        return self.headers.get_all(name) or []

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(
    port: int,
    path: str,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
    tls: ssl.SSLContext | None = None,
    source: str = "127.0.0.1",
) -> Answer:
    """One request on a connection of its own; the headers are sent as they are given."""
    ours = (source, 0)
    connection = (
        http.client.HTTPSConnection("localhost", port, timeout=10, source_address=ours, context=tls)
        if tls
        else http.client.HTTPConnection("localhost", port, 10, ours)
    )
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()
