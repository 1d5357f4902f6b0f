"""Senders and recipients that come back by themselves after every lost connection (XEP-0198)."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

from tests.harness.stack import Stack
from tests.harness.stanza import Stanza
from tests.harness.stream import StreamClosed
from tests.harness.xmpp import SM, Client

RETRY_SECONDS = 0.2
CONNECT_SECONDS = 10.0
PAGE = 200
OVERLAP = timedelta(seconds=300)
"""A message may be archived behind newer ones (redelivery keeps its id, which is its time), so a
catch-up begins well before the end of the last complete one."""

WITHOUT_ID = "without a stanza-id"
KINDS = {"message", "presence", "iq"}


class Session(Client):
    """A client that hands each stanza to `take` first; what is taken does not stay in the inbox."""

    take: Callable[[Stanza], bool] = staticmethod(lambda _: False)

    async def listen(self) -> None:
        """Read until the connection is lost, which is the StreamClosed it raises."""
        while True:
            await self._read()

    def _arrived(self, stanza: Stanza) -> None:
        if stanza.element.tag == f"{{{SM}}}resumed":
            self._counting = True  # the stanzas behind it in the same packet count
        if self.take(stanza):
            self.handled += self._counting and stanza.kind in KINDS
        else:
            super()._arrived(stanza)


@dataclass
class Person:
    """Keeps one resource connected from `arrive` until `leave`."""

    stack: Stack
    localpart: str
    password: str
    online: asyncio.Event = field(default_factory=asyncio.Event)
    how: Counter[str] = field(default_factory=Counter)
    """How often a connection was resumed, and how often it began anew."""
    _session: Session | None = None
    _task: asyncio.Task[None] | None = None
    _leaving: bool = False

    @property
    def jid(self) -> str:
        return self.stack.jid(self.localpart)

    def arrive(self) -> None:
        self._leaving = False
        self._task = asyncio.create_task(self._stay())

    async def leave(self) -> None:
        """Sign out, having read everything the server had sent before."""
        self._leaving = True
        if self._session and not self._session.ended:
            self._session.send("</stream:stream>")
        if self._task:
            await asyncio.wait([self._task], timeout=5)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._session = None

    async def cut(self) -> None:
        """Lose the connection, as a train in a tunnel does."""
        if self._session:
            await self._session.cut()

    async def _stay(self) -> None:
        while not self._leaving:
            with suppress(OSError, StreamClosed, TimeoutError):
                async with self._opened() as session:
                    async with asyncio.timeout(CONNECT_SECONDS):
                        await self._sign_in(session)
                    self.online.set()
                    await session.listen()
            self.online.clear()
            if not self._leaving:
                await asyncio.sleep(RETRY_SECONDS)

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[Session]:
        async with asyncio.timeout(CONNECT_SECONDS):
            ports, trust = self.stack.ports, self.stack.trust
            session = await Session.open(self.stack.domain, ports["client"], trust)
        assert isinstance(session, Session)
        session.take = self._take
        try:
            yield session
        finally:
            await session.cut()

    async def _sign_in(self, session: Session) -> None:
        if failure := await session.authenticate(self.localpart, self.password):
            raise StreamClosed(failure.condition)
        if await self._resumed(session):
            self.how["resumed"] += 1
            self._session = session
            return
        await session.bind("phone")
        await session.enable_stream_management(seconds=300)
        self.how["began anew"] += 1
        self._session = session
        await self._began(session)

    async def _resumed(self, session: Session) -> bool:
        """Whether the lost stream goes on; where not, what the server says of it counts."""
        lost, self._session = self._session, None
        if not lost or not lost.session_id:
            return False
        answer = await session.resume(lost)
        handled = answer.element.get("h")
        self._lost_stream(int(handled) if handled is not None else None)
        return answer.kind == "resumed"

    def _take(self, stanza: Stanza) -> bool:
        raise NotImplementedError

    def _lost_stream(self, handled: int | None) -> None:
        """The stream is over; `handled` of its stanzas reached the server, where it knows."""

    async def _began(self, session: Session) -> None:
        """A stream without a past."""


@dataclass
class Sender(Person):
    """Sends each message once; what was not acknowledged is never sent again."""

    acknowledged: set[str] = field(default_factory=set)
    errors: set[str] = field(default_factory=set)
    _stream: list[str] = field(default_factory=list)

    async def say(self, to: str, message_id: str) -> None:
        """Send it as soon as there is a connection."""
        await self.online.wait()
        assert self._session
        self._stream.append(message_id)
        self._session.say(to, f"message {escape(message_id)}", id=message_id)
        self._session.send(f"<r xmlns='{SM}'/>")

    def _take(self, stanza: Stanza) -> bool:
        if stanza.element.tag == f"{{{SM}}}a":
            self.acknowledged.update(self._stream[: int(stanza.element.get("h", ""))])
            return True
        if stanza.kind == "message" and stanza.type == "error" and stanza.id:
            self.errors.add(stanza.id)
            return True
        return False

    def _lost_stream(self, handled: int | None) -> None:
        self._stream = self._stream[: handled or 0]
        self.acknowledged.update(self._stream)

    async def _began(self, session: Session) -> None:
        self._stream = []


@dataclass
class Recipient(Person):
    """Notes every copy of every message: live, from the offline store and from the archive."""

    copies: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Message id -> stanza ids (XEP-0359) it came with."""
    behind: set[str] = field(default_factory=set)
    """Messages a catch-up by `after` the newest id alone would have missed."""
    _newest: int = 0
    _newest_before: int = 0
    _complete_until: datetime = field(default_factory=lambda: datetime.now(UTC))

    def _take(self, stanza: Stanza) -> bool:
        if stanza.element.tag == f"{{{SM}}}r" and self._session:
            self._session.acknowledge()
            return True
        if stanza.kind != "message":
            return False
        if stanza.archived is not None and stanza.archive_id is not None:
            self._note_archived(stanza.archived.id or "", stanza.archive_id)
        elif stanza.type != "error" and stanza.body is not None:
            self._note(stanza.id or "", stanza.stanza_ids.get(self.jid))
        return True

    def _note(self, message_id: str, stanza_id: str | None) -> None:
        self.copies[message_id][stanza_id or WITHOUT_ID] += 1
        self._newest = max(self._newest, int(stanza_id or 0))

    def _note_archived(self, message_id: str, archive_id: int) -> None:
        if message_id not in self.copies and archive_id < self._newest_before:
            self.behind.add(message_id)
        self._note(message_id, str(archive_id))

    async def _began(self, session: Session) -> None:
        now, self._newest_before = datetime.now(UTC), self._newest
        await session.available()
        await self._catch_up(session, self._complete_until - OVERLAP)
        await session.settle()  # behind everything the offline store had
        self._complete_until = now

    async def _catch_up(self, session: Session, start: datetime) -> None:
        after: str | None = ""
        while after is not None:
            answer = await session.ask("set", query(start, after))
            fin = answer.child("{*}fin")
            if fin is None:
                raise StreamClosed("the archive did not answer")
            done = fin.get("complete") == "true"
            after = None if done else fin.findtext("{*}set/{*}last")


def query(start: datetime, after: str) -> str:
    """One page of the archive from a time on (XEP-0313, 0059)."""
    position = f"<after>{after}</after>" if after else ""
    return (
        "<query xmlns='urn:xmpp:mam:2'><x xmlns='jabber:x:data' type='submit'>"
        "<field var='FORM_TYPE' type='hidden'><value>urn:xmpp:mam:2</value></field>"
        f"<field var='start'><value>{start:%Y-%m-%dT%H:%M:%S.%fZ}</value></field></x>"
        f"<set xmlns='http://jabber.org/protocol/rsm'><max>{PAGE}</max>{position}</set></query>"
    )
