"""XML streams over TCP and WebSocket: bytes out, parsed stanzas in.

Nothing reads in the background. A test sees what has arrived only while it waits for
something, so that «nothing came» is proven by the order of the stream, never by a pause.
"""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from typing import Any, Protocol, cast
from uuid import uuid4
from xml.etree.ElementTree import Element, ParseError, XMLPullParser
from xml.sax.saxutils import escape, quoteattr

from tests.harness.stanza import STREAMS, Condition, Stanza, reply_to

TIMEOUT_SECONDS = 60.0
"""Of every wait; a busy machine is no failure."""
_BUFFER_BYTES = 1 << 24


class StreamClosed(Exception):  # noqa: N818  says what happened, which may be wanted
    """The server ended the stream; the text is the stream error's condition, if any."""


class Transport(Protocol):
    async def read(self) -> bytes:
        """Empty at the end."""

    def write(self, data: bytes) -> None: ...

    def abort(self) -> None:
        """Cut the connection without a farewell."""

    async def closed(self) -> None:
        """Return when the connection has been closed on our side."""


class TcpTransport:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(
        cls, host: str, port: int, tls: ssl.SSLContext | None = None, name: str | None = None
    ) -> "TcpTransport":
        reader, writer = await asyncio.open_connection(
            host, port, limit=_BUFFER_BYTES, ssl=tls, server_hostname=name if tls else None
        )
        return cls(reader, writer)

    async def read(self) -> bytes:
        try:
            return await self._reader.read(1 << 16)
        except ConnectionError:
            return b""

    def write(self, data: bytes) -> None:
        self._writer.write(data)

    async def start_tls(self, context: ssl.SSLContext, name: str) -> None:
        await self._writer.start_tls(context, server_hostname=name)

    def abort(self) -> None:
        self._writer.transport.abort()

    async def closed(self) -> None:
        with suppress(OSError):
            await self._writer.wait_closed()


class StanzaParser:
    """Yields the children of one stream element as they become complete."""

    def __init__(self) -> None:
        self._parser: XMLPullParser[Any] = XMLPullParser(("start", "end"))
        self._open: list[Element] = []
        self.header: dict[str, str] | None = None

    def feed(self, data: bytes) -> Iterator[Stanza]:
        self._parser.feed(data)
        events = cast(Iterator[tuple[str, Element]], self._parser.read_events())
        for event, element in events:
            if event == "start":
                self._open.append(element)
                if len(self._open) == 1:
                    self.header = dict(element.attrib)
                continue
            self._open.pop()
            if len(self._open) == 1:
                self._open[0].remove(element)
                yield Stanza(element)


class Stream:
    """One XML stream and everything received on it that no test has taken yet."""

    def __init__(self, transport: Transport, domain: str) -> None:
        self.domain = domain
        self.inbox: list[Stanza] = []
        self.ended = False
        self._transport = transport
        self._parser = StanzaParser()
        self._ids = (f"{uuid4()}-{number}" for number in count(1))

    # -- sending ------------------------------------------------------------------

    def send(self, xml: str | bytes) -> None:
        self._transport.write(xml.encode() if isinstance(xml, str) else xml)

    def message(self, to: str, payload: str, *, type: str = "chat", id: str | None = None) -> str:
        """Send a message; its id."""
        stanza_id = id or self.next_id()
        self.send(
            f"<message{self._address(to)} type='{type}' id={quoteattr(stanza_id)}>"
            f"{payload}</message>"
        )
        return stanza_id

    def say(self, to: str, body: str, *, type: str = "chat", id: str | None = None) -> str:
        return self.message(to, f"<body>{escape(body)}</body>", type=type, id=id)

    def next_id(self) -> str:
        return next(self._ids)

    # -- receiving ----------------------------------------------------------------

    async def expect(self, condition: Condition, seconds: float = TIMEOUT_SECONDS) -> Stanza:
        """Take the first stanza that matches. Raises StreamClosed or TimeoutError."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    for position, stanza in enumerate(self.inbox):
                        if condition(stanza):
                            return self.inbox.pop(position)
                    await self._read()
        except TimeoutError:
            raise TimeoutError(f"nothing matched among {self.inbox}") from None

    async def ask(self, kind: str, payload: str, to: str | None = None) -> Stanza:
        """Send an IQ request and take its answer, result or error."""
        stanza_id = self.next_id()
        self.send(f"<iq type='{kind}' id='{stanza_id}'{self._address(to)}>{payload}</iq>")
        return await self.expect(reply_to(stanza_id))

    async def settle(self, to: str | None = None) -> None:
        """Return once `to` (the server) has dealt with all we sent and we have its answers."""
        await self.ask("get", "<ping xmlns='urn:xmpp:ping'/>", to or self.domain)

    async def finished(self, seconds: float = TIMEOUT_SECONDS) -> str:
        """Wait for the server to end the stream; the condition of its stream error or ''."""
        async with asyncio.timeout(seconds):
            while not self.ended:
                try:
                    await self._read()
                except StreamClosed as closed:
                    return str(closed)
        return self._stream_error()

    @property
    def messages(self) -> list[Stanza]:
        return [stanza for stanza in self.inbox if stanza.kind == "message"]

    @property
    def bodies(self) -> list[str | None]:
        return [message.body for message in self.messages]

    def forget(self) -> None:
        self.inbox.clear()

    async def _read(self) -> None:
        data = b"" if self.ended else await self._transport.read()
        if not data:
            self.ended = True
            raise StreamClosed(self._stream_error())
        try:
            for stanza in self._parser.feed(data):
                self._arrived(stanza)
        except ParseError as error:
            raise AssertionError(
                f"the server sent malformed XML: {error}: {data[-500:]!r}"
            ) from error

    def _arrived(self, stanza: Stanza) -> None:
        self.inbox.append(stanza)

    def _stream_error(self) -> str:
        for stanza in self.inbox:
            if stanza.element.tag == f"{{{STREAMS}}}error":
                return stanza.element[0].tag.rpartition("}")[2]
        return ""

    def _address(self, to: str | None) -> str:
        return f" to={quoteattr(to)}" if to else ""

    # -- ending -------------------------------------------------------------------

    async def cut(self) -> None:
        """Lose the connection, as a train in a tunnel does."""
        self.ended = True
        self._transport.abort()
        await self._transport.closed()

    async def close(self) -> None:
        """Sign out and wait until the server has ended the session."""
        try:
            if not self.ended:
                self.send(self._farewell())
                await self.finished()
        finally:
            await self.cut()

    def _farewell(self) -> str:
        return "</stream:stream>"
