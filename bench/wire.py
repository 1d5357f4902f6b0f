"""Streams for load: prepared bytes out, arrivals counted, nothing parsed."""

import asyncio
import base64
import hashlib
import re

from tests.harness.stack import Stack

END = b"</message>"
TIMEOUT_SECONDS = 20.0


class Wire:
    """A TCP connection to one of the server's listeners."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self.writer = reader, writer
        self._seen = b""

    @classmethod
    async def open(cls, port: int) -> "Wire":
        return cls(*await asyncio.open_connection("127.0.0.1", port, limit=1 << 22))

    def write(self, xml: str | bytes) -> None:
        self.writer.write(xml.encode() if isinstance(xml, str) else xml)

    async def until(self, pattern: str) -> str:
        """Read on until it occurs, and forget everything up to its end."""
        expression = re.compile(pattern.encode())
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while not (found := expression.search(self._seen)):
                data = await self._reader.read(1 << 16)
                if not data:
                    raise ConnectionError(f"closed while waiting for {pattern}")
                self._seen += data
        taken, self._seen = self._seen[: found.end()], self._seen[found.end() :]
        return taken.decode()

    async def messages(self, wanted: int) -> None:
        """Return once so many further messages have come in."""
        tail = b""
        while wanted > 0:
            data = tail + await self._reader.read(1 << 18)
            if len(data) == len(tail):
                raise ConnectionError("closed under load")
            wanted -= data.count(END)
            tail = data[-len(END) + 1 :]
            if tail.endswith(END):
                tail = b""

    async def settle(self) -> None:
        """Return once the server has dealt with all that was sent. It also ends sessions that
        never send anything (mod_ping)."""
        self.write("<iq type='get' id='settle'><ping xmlns='urn:xmpp:ping'/></iq>")
        await self.until("<iq[^>]* id='settle'[^>]*>")

    def close(self) -> None:
        self.writer.close()


async def client(stack: Stack, localpart: str, password: str) -> Wire:
    """An online session without TLS (the stack listens on loopback)."""
    wire = await Wire.open(stack.ports["client"])
    header = (
        "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'"
        f" to='{stack.domain}' version='1.0'>"
    )
    wire.write(header)
    await wire.until("</stream:features>")
    secret = base64.b64encode(f"\0{localpart}\0{password}".encode()).decode()
    wire.write(f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{secret}</auth>")
    await wire.until("<success[^>]*>")
    wire.write(header)
    await wire.until("</stream:features>")
    wire.write(
        "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq><presence/>"
    )
    await wire.until("</iq>")
    await wire.until("<presence[^>]*>")
    return wire


async def component(stack: Stack, name: str) -> Wire:
    wire = await Wire.open(stack.ports["component"])
    wire.write(
        "<stream:stream xmlns='jabber:component:accept'"
        f" xmlns:stream='http://etherx.jabber.org/streams' to='{name}.{stack.domain}'>"
    )
    header = await wire.until(r"<stream:stream[^>]* id='[^']+'[^>]*>")
    stream_id = re.findall(r" id='([^']+)'", header)[-1]
    proof = stream_id + stack.secret(f"{name}/component_secret")
    digest = hashlib.sha1(proof.encode(), usedforsecurity=False).hexdigest()
    wire.write(f"<handshake>{digest}</handshake>")
    await wire.until("<handshake[^>]*>")
    return wire
