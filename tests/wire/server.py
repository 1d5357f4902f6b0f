"""A server for one component on loopback (XEP-0114): stanza in, stanza out, no ejabberd."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import suppress
from itertools import count

from tests.harness.stanza import Condition, Stanza, named, reply_to
from tests.harness.stream import StanzaParser

DOMAIN = "localhost"
SECRET = "a component's secret"
TIMEOUT_SECONDS = 15
HEADER = (
    "<stream:stream xmlns='jabber:component:accept'"
    " xmlns:stream='http://etherx.jabber.org/streams' id='loopback'>"
)


class LoopbackServer:
    """Takes one stream after the other; what came in and was not expected waits in `inbox`."""

    def __init__(self) -> None:
        self.inbox: list[Stanza] = []
        self.answers_pings = True
        self.takes_handshakes = True
        self.attempts = 0
        self.up = asyncio.Event()
        self._arrived = asyncio.Event()
        self._writer: asyncio.StreamWriter | None = None
        self._ids = count(1)

    async def start(self, port: int = 0) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        self.port: int = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """No stream, and nobody who accepts one."""
        self._server.close()
        await self.cut()

    async def cut(self) -> None:
        self.up.clear()
        if self._writer:
            self._writer.transport.abort()
            with suppress(ConnectionError):
                await self._writer.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.attempts += 1
        self._writer = writer
        parser = StanzaParser()
        self.send(HEADER)
        with suppress(ConnectionError):
            while data := await reader.read(1 << 16):
                for stanza in parser.feed(data):
                    self._took(stanza)
                if data.endswith(b"</stream:stream>"):
                    break
        writer.close()

    def _took(self, stanza: Stanza) -> None:
        proof = hashlib.sha1(f"loopback{SECRET}".encode(), usedforsecurity=False).hexdigest()
        if stanza.kind == "handshake":
            if stanza.element.text != proof:
                self.send(
                    "<stream:error><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                    "</stream:error></stream:stream>"
                )
            elif self.takes_handshakes:
                self.send("<handshake/>")
                self.up.set()
        elif self.answers_pings and stanza.child("{urn:xmpp:ping}ping") is not None:
            self.pong(stanza)
        else:
            self.inbox.append(stanza)
            self._arrived.set()

    def pong(self, ping: Stanza) -> None:
        self.send(f"<iq type='result' id='{ping.id}' from='{ping.recipient}' to='{ping.sender}'/>")

    def send(self, xml: str) -> None:
        assert self._writer is not None
        self._writer.write(xml.encode())

    async def expect(self, condition: Condition) -> Stanza:
        """Take the first stanza that matches."""
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while True:
                for position, stanza in enumerate(self.inbox):
                    if condition(stanza):
                        return self.inbox.pop(position)
                self._arrived.clear()
                await self._arrived.wait()

    def request(self, type: str, payload: str, sender: str = "ada@localhost/phone") -> str:
        """Send a request of Ada's; its id."""
        stanza_id = f"asked-{next(self._ids)}"
        to = f"archive.{DOMAIN}"
        self.send(f"<iq type='{type}' id='{stanza_id}' from='{sender}' to='{to}'>{payload}</iq>")
        return stanza_id

    async def ask(self, type: str, payload: str, sender: str = "ada@localhost/phone") -> Stanza:
        return await self.expect(reply_to(self.request(type, payload, sender)))

    async def settle(self) -> None:
        """Returns when the component has dealt with all that was sent so far for Ada."""
        await self.ask("get", "<ping xmlns='urn:xmpp:ping'/>")

    @property
    def messages(self) -> list[Stanza]:
        return [stanza for stanza in self.inbox if named("message")(stanza)]
