"""A component's stream (XEP-0114 v1.6) that comes back by itself."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from uuid import uuid4
from xml.etree.ElementTree import Element

import structlog
from slixmpp import ComponentXMPP
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher.base import MatcherBase
from slixmpp.xmlstream.stanzabase import StanzaBase

from components.runtime import errors
from components.runtime.backoff import backoff
from components.runtime.dispatch import Dispatch
from components.runtime.health import Health
from components.runtime.metrics import STREAM_UP
from components.runtime.settings import ComponentSettings
from components.runtime.stanza import BoundedParser, reply, serialise
from schemas.xmpp.namespaces import COMPONENT, PING, STREAMS

logger = structlog.get_logger(__name__)

HANDSHAKE_SECONDS = 10
ANSWER_SECONDS = 10
QUIET_SECONDS = 30
"""After so long a ping shows whether the server is still there."""
FINISH_SECONDS = 2
WAITING = "waiting for ejabberd's component port"


class StreamLost(Exception):  # noqa: N818 - says what happened
    """There is no stream, or the server does not answer on it."""


class ComponentStream(ComponentXMPP):
    """`up` is set while the server takes stanzas. Registers nothing of slixmpp's own: its plugins
    would answer requests a second time."""

    def __init__(
        self, settings: ComponentSettings, name: str, dispatch: Dispatch, health: Health
    ) -> None:
        """`name` is the component's: `archive` becomes archive.<domain>."""
        host, port = settings.xmpp_host, settings.xmpp_port
        super().__init__(f"{name}.{settings.domain}", settings.component_secret, host, port)  # type: ignore[no-untyped-call]
        self._domain = settings.domain
        self._dispatch = dispatch
        self._health = health
        self._asked: dict[str, asyncio.Future[Element]] = {}
        self._changed = asyncio.Event()
        self._lost = asyncio.Event()
        self._trouble = WAITING
        self.up = asyncio.Event()
        for default in ("IM", "IMError", "Presence", "Stream Error"):
            self.remove_handler(default)
        self.register_handler(Callback("Requests", _Named(COMPONENT, "iq"), self._iq))
        self.register_handler(Callback("Errors", _Named(STREAMS, "error"), self._stream_error))
        self.add_event_handler("session_start", self._begun)
        self.add_event_handler("disconnected", self._ended)
        self.add_event_handler("connection_failed", self._unreachable)

    async def run(self) -> None:
        """Until cancelled: keep the stream up; then answer what was asked, and end it."""
        waits = backoff()
        self._health.report("stream", WAITING)
        try:
            while True:
                if await self._connected():
                    waits = backoff()
                    await self._watch()
                self.cancel_connection_attempt()
                self.abort()
                await asyncio.sleep(next(waits))
        finally:
            await self._dispatch.finish(FINISH_SECONDS)
            await self.disconnect(wait=1)

    def send_stanza(self, stanza: Element) -> None:
        """From the component itself unless it says otherwise. Raises StreamLost."""
        if not self.up.is_set():
            raise StreamLost
        if "from" not in stanza.attrib:
            stanza.set("from", self.boundjid.full)
        self.send(serialise(stanza))

    async def ask(self, type: str, to: str, payload: Element) -> Element:
        """The answer, a result or an error; its id was unguessable. Raises StreamLost."""
        request = Element(f"{{{COMPONENT}}}iq", type=type, id=uuid4().hex, to=to)
        request.append(payload)
        answer: asyncio.Future[Element] = self.loop.create_future()
        self._asked[request.attrib["id"]] = answer
        try:
            self.send_stanza(request)
            async with asyncio.timeout(ANSWER_SECONDS):
                return await answer
        except TimeoutError as error:
            raise StreamLost from error
        finally:
            del self._asked[request.attrib["id"]]

    async def ping(self) -> None:
        """Returns when the server has dealt with all that was sent before. Raises StreamLost."""
        await self.ask("get", self._domain, Element(f"{{{PING}}}ping"))  # XEP-0199 v2.0.1

    def init_parser(self) -> None:
        super().init_parser()
        self.parser = BoundedParser()

    async def _connected(self) -> bool:
        self._changed, self._lost = asyncio.Event(), asyncio.Event()
        self.connect()
        with suppress(TimeoutError):
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                await self._changed.wait()
        return self.up.is_set()

    async def _watch(self) -> None:
        """Returns when the stream is lost."""
        while not self._lost.is_set():
            try:
                async with asyncio.timeout(QUIET_SECONDS):
                    await self._lost.wait()
            except TimeoutError:
                with suppress(StreamLost):
                    await self.ping()
                    continue
                return

    def _iq(self, stanza: StanzaBase) -> None:
        iq: Element = stanza.xml
        if iq.get("type") in {"result", "error"}:
            answer = self._asked.get(iq.get("id", ""))
            if answer and not answer.done():
                answer.set_result(iq)
        elif isinstance(self.parser, BoundedParser) and self.parser.too_deep:
            deep = errors.error("modify", "policy-violation", "Nested too deeply")
            self.send(serialise(reply(iq, "error", deep)))
        else:
            self._dispatch.receive(iq, self.send)

    def _stream_error(self, stanza: StanzaBase) -> None:
        condition = next((child.tag.rpartition("}")[2] for child in stanza.xml), "")
        self._trouble = f"ejabberd ended the stream: {condition}"

    def _begun(self, _: object) -> None:
        logger.info("stream up")
        self.up.set()
        self._changed.set()
        STREAM_UP.set(1)
        self._trouble = WAITING
        self._health.report("stream")

    def _unreachable(self, reason: object) -> None:
        self._trouble = WAITING
        self._ended(reason)

    def _ended(self, _: object) -> None:
        self.up.clear()
        self._changed.set()
        self._lost.set()
        STREAM_UP.set(0)
        self._health.report("stream", self._trouble)
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(StreamLost())


class _Named(MatcherBase):
    """Stanzas by namespace and name, whatever is in them."""

    def __init__(self, namespace: str, name: str) -> None:
        super().__init__(None)
        self._tag = f"{{{namespace}}}{name}"

    def match(self, xml: StanzaBase) -> bool:
        return bool(xml.xml.tag == self._tag)
