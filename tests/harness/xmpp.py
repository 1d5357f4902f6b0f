"""An XMPP client and an XEP-0114 component made of hand-written XML."""

import base64
import hashlib
import ssl
from dataclasses import dataclass
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

from tests.harness.stanza import STREAMS, Stanza, named
from tests.harness.stream import Stream, TcpTransport, Transport
from tests.harness.websocket import WebSocketTransport

SASL = "urn:ietf:params:xml:ns:xmpp-sasl"
TLS = "urn:ietf:params:xml:ns:xmpp-tls"
SM = "urn:xmpp:sm:3"
_LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class SaslFailure:
    condition: str
    text: str | None


class Client(Stream):
    """A user's session, from the first byte to the last.

    `open*` → `authenticate` → `bind` (or `resume`) → `available`; `Stack.sign_in` does all.
    """

    jid: str = ""
    session_id: str = ""
    """The id to resume the stream with (XEP-0198), when the stream may be resumed."""

    def __init__(self, transport: Transport, domain: str) -> None:
        super().__init__(transport, domain)
        self.features = Stanza(Element("features"))
        self.handled = 0
        self._counting = False

    # -- connecting ---------------------------------------------------------------

    @classmethod
    async def open(
        cls, domain: str, port: int, trust: ssl.SSLContext, *, start_tls: bool | None = None
    ) -> "Client":
        """Connect to the client port; STARTTLS when asked for, or when the server demands it."""
        transport = await TcpTransport.open(_LOOPBACK, port)
        client = cls(transport, domain)
        await client.restart()
        required = client.features.child(f"{{{TLS}}}starttls/{{{TLS}}}required") is not None
        if required if start_tls is None else start_tls:
            client.send(f"<starttls xmlns='{TLS}'/>")
            await client.expect(named("proceed"))
            await transport.start_tls(trust, domain)
            await client.restart()
        return client

    @classmethod
    async def open_tls(cls, domain: str, port: int, trust: ssl.SSLContext) -> "Client":
        """Connect to the port where TLS comes first (XEP-0368)."""
        client = cls(await TcpTransport.open(_LOOPBACK, port, trust, domain), domain)
        await client.restart()
        return client

    @property
    def bare(self) -> str:
        return self.jid.partition("/")[0]

    async def restart(self) -> None:
        """Open the stream (anew) and keep the features the server offers."""
        self._parser = type(self._parser)()
        self.send(
            f"<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='{STREAMS}'"
            f" to='{self.domain}' version='1.0'>"
        )
        self.features = await self.expect(named("features"))

    # -- signing in ---------------------------------------------------------------

    @property
    def mechanisms(self) -> list[str | None]:
        return [found.text for found in self.features.element.iter(f"{{{SASL}}}mechanism")]

    async def authenticate(
        self, localpart: str, password: str, *, authzid: str = "", mechanism: str = "PLAIN"
    ) -> SaslFailure | None:
        return await self.authenticate_raw(
            f"{authzid}\0{localpart}\0{password}".encode(), mechanism=mechanism
        )

    async def authenticate_raw(
        self, response: bytes, *, mechanism: str = "PLAIN"
    ) -> SaslFailure | None:
        encoded = base64.b64encode(response).decode()
        return await self.authenticate_text(encoded, mechanism=mechanism)

    async def authenticate_text(self, text: str, *, mechanism: str = "PLAIN") -> SaslFailure | None:
        self.send(f"<auth xmlns='{SASL}' mechanism='{mechanism}'>{text}</auth>")
        answer = await self.expect(
            lambda stanza: stanza.element.tag in {f"{{{SASL}}}success", f"{{{SASL}}}failure"}
        )
        if answer.kind == "success":
            await self.restart()
            return None
        condition = next(child.tag for child in answer.element if not child.tag.endswith("}text"))
        return SaslFailure(condition.rpartition("}")[2], answer.element.findtext("{*}text"))

    async def bind(self, resource: str) -> str:
        answer = await self.ask(
            "set",
            "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
            f"<resource>{escape(resource)}</resource></bind>",
        )
        self.jid = answer.element.findtext("{*}bind/{*}jid") or ""
        if not self.jid:
            raise AssertionError(f"no resource was bound: {answer}")
        return self.jid

    async def available(self) -> None:
        """Send initial presence and take what the server had waiting for us."""
        self.send("<presence/>")
        await self.expect(lambda stanza: stanza.kind == "presence" and stanza.sender == self.jid)

    async def enable_carbons(self) -> None:
        await self.ask("set", "<enable xmlns='urn:xmpp:carbons:2'/>")

    # -- the archive --------------------------------------------------------------

    async def archive(self, *, of: str | None = None, last: int = 50) -> list[Stanza]:
        """The newest messages of an archive, oldest first, each as its MAM result."""
        query = self.next_id()
        answer = await self.ask(
            "set",
            f"<query xmlns='urn:xmpp:mam:2' queryid='{query}'>"
            "<set xmlns='http://jabber.org/protocol/rsm'>"
            f"<max>{last}</max><before/></set></query>",
            of,
        )
        if answer.type != "result":
            raise AssertionError(f"the archive refused: {answer}")
        found = [stanza for stanza in self.inbox if stanza.archived is not None]
        self.inbox = [stanza for stanza in self.inbox if stanza.archived is None]
        return found

    # -- rooms --------------------------------------------------------------------

    async def join(self, room: str, nick: str, *, history: int = 0) -> None:
        """Enter a room (making it when it does not exist) and take what it sends at entry."""
        self.send(
            f"<presence to={quoteattr(f'{room}/{nick}')}>"
            "<x xmlns='http://jabber.org/protocol/muc'>"
            f"<history maxstanzas='{history}'/></x></presence>"
        )
        entry = await self.expect(
            lambda stanza: stanza.sender == f"{room}/{nick}" and stanza.kind == "presence"
        )
        if entry.type == "error":
            raise AssertionError(f"the room refused: {entry}")
        await self.expect(
            lambda stanza: stanza.kind == "message" and stanza.child("{*}subject") is not None
        )

    async def leave(self, room: str, nick: str) -> None:
        self.send(f"<presence type='unavailable' to={quoteattr(f'{room}/{nick}')}/>")
        await self.expect(
            lambda stanza: stanza.sender == f"{room}/{nick}" and stanza.type == "unavailable"
        )

    # -- stream management (XEP-0198) ---------------------------------------------

    async def enable_stream_management(self, *, seconds: int = 60) -> None:
        """Count stanzas; a lost connection may be resumed within `seconds`."""
        self.send(f"<enable xmlns='{SM}' resume='true' max='{seconds}'/>")
        enabled = await self.expect(named("enabled"))
        self.session_id = enabled.element.get("id", "")
        self.handled, self._counting = 0, True

    async def acknowledged(self) -> int:
        """Ask how many of our stanzas the server has taken."""
        self.send(f"<r xmlns='{SM}'/>")
        answer = await self.expect(named("a"))
        return int(answer.element.get("h", "-1"))

    def acknowledge(self) -> None:
        self.send(f"<a xmlns='{SM}' h='{self.handled}'/>")

    async def resume(self, lost: "Client") -> Stanza:
        """Continue the stream of a client whose connection was lost; `resumed` or `failed`."""
        self.jid, self.session_id, self.handled = lost.jid, lost.session_id, lost.handled
        self.send(f"<resume xmlns='{SM}' h='{lost.handled}' previd='{lost.session_id}'/>")
        answer = await self.expect(
            lambda stanza: stanza.element.tag in {f"{{{SM}}}resumed", f"{{{SM}}}failed"}
        )
        self._counting = True
        return answer

    def _arrived(self, stanza: Stanza) -> None:
        super()._arrived(stanza)
        if self._counting and stanza.kind in {"message", "presence", "iq"}:
            self.handled += 1


class WebSocketClient(Client):
    """The same over WebSocket, where each frame is a document of its own (RFC 7395)."""

    @classmethod
    async def open_websocket(cls, domain: str, port: int) -> "WebSocketClient":
        client = cls(await WebSocketTransport.open(_LOOPBACK, port, domain), domain)
        await client.restart()
        return client

    async def restart(self) -> None:
        self._parser = type(self._parser)()
        self._wrap()
        self.send(
            f"<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='{self.domain}' version='1.0'/>"
        )
        self.features = await self.expect(named("features"))

    def _wrap(self) -> None:
        """Frames are documents; a root around them makes them one stream."""
        for _ in self._parser.feed(b"<frames>"):
            raise AssertionError

    def send(self, xml: str | bytes) -> None:
        text = xml if isinstance(xml, str) else xml.decode()
        for name in ("message", "iq", "presence"):
            if text.startswith((f"<{name} ", f"<{name}/")):
                text = f"<{name} xmlns='jabber:client'{text[len(name) + 1 :]}"
        super().send(text)

    def _farewell(self) -> str:
        return "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>"


class Component(Stream):
    """A server-side component (XEP-0114)."""

    name: str = ""

    @classmethod
    async def connect(cls, name: str, domain: str, port: int, secret: str) -> "Component":
        """`name` is the component's own domain, `domain` the server's."""
        component = cls(await TcpTransport.open(_LOOPBACK, port), domain)
        component.name = name
        component.send(
            f"<stream:stream xmlns='jabber:component:accept' xmlns:stream='{STREAMS}' to='{name}'>"
        )
        while component._parser.header is None:
            await component._read()
        proof = component._parser.header["id"] + secret
        digest = hashlib.sha1(proof.encode(), usedforsecurity=False).hexdigest()
        component.send(f"<handshake>{digest}</handshake>")
        await component.expect(named("handshake"))
        return component

    def _address(self, to: str | None) -> str:
        return f" from='{self.name}'" + super()._address(to)
