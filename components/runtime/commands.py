"""Ad-hoc commands (XEP-0050 v1.3.0): forms asked one after the other, then the work."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from slixmpp import JID

from components.runtime.disco import Disco, Identity, Item, Node
from components.runtime.dispatch import Dispatch
from components.runtime.errors import MalformedAs
from components.runtime.forms import form_element, parse_form
from components.runtime.stanza import Request
from schemas.refusals import Malformed, NotAllowed, NotFound, TryLater
from schemas.xmpp.namespaces import COMMANDS, DATA

SESSION_SECONDS = 600
MOST_SESSIONS = 1000
MOST_SESSIONS_OF_ONE = 5


@dataclass(frozen=True)
class Command:
    """`forms` are dataclasses as in `forms.py`; `run` gets one of each and returns what is shown to
    the person in the end."""

    node: str
    name: str
    allowed: Callable[[JID], Awaitable[bool]]
    run: Callable[..., Awaitable[str]]
    forms: tuple[type[Any], ...] = ()


@dataclass
class _Session:
    """Where somebody is in a command."""

    owner: JID
    command: Command
    expires_at: float
    filled: list[Any] = field(default_factory=list)


class Commands:
    """The commands of one component, in its disco and its dispatch."""

    def __init__(self, jid: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._jid = jid
        self._clock = clock
        self._commands: dict[str, Command] = {}
        self._sessions: dict[str, _Session] = {}

    def add(self, command: Command) -> None:
        self._commands[command.node] = command

    def register(self, dispatch: Dispatch, disco: Disco) -> None:
        dispatch.handle("set", f"{{{COMMANDS}}}command", self._command)
        disco.feature(COMMANDS)
        disco.node(
            COMMANDS, Node(Identity("automation", "command-list", "Commands"), (), self._list)
        )
        for command in self._commands.values():
            identity = Identity("automation", "command-node", command.name)
            disco.node(command.node, Node(identity, (COMMANDS, DATA), allowed=command.allowed))

    async def _list(self, asker: JID) -> list[Item]:
        """Only those that the asker may run (#retrieve)."""
        return [
            Item(self._jid, command.node, command.name)
            for command in self._commands.values()
            if await command.allowed(asker)
        ]

    async def _command(self, request: Request) -> Element:
        """One stage. Raises NotFound, NotAllowed, or MalformedAs as in #desc-errors."""
        asked = request.payload
        command = self._commands.get(asked.get("node", ""))
        if command is None:
            raise NotFound("There is no such command")
        if not await command.allowed(request.sender):
            raise NotAllowed("This command is not for you")
        action = asked.get("action", "execute")
        if action not in {"execute", "next", "prev", "complete", "cancel"}:
            raise _malformed("There is no such action", "malformed-action")
        if "sessionid" not in asked.attrib:
            return await self._begin(request, command, action)
        name, session = self._session(request, command)
        return await self._go_on(name, session, action, asked.find(f"{{{DATA}}}x"))

    async def _begin(self, request: Request, command: Command, action: str) -> Element:
        if action != "execute":
            raise _malformed("A command begins with execute", "bad-action")
        name = token_urlsafe()
        session = _Session(request.sender, command, self._clock() + SESSION_SECONDS)
        if command.forms:
            self._keep(name, session)
        return await self._stage(name, session)

    def _keep(self, name: str, session: _Session) -> None:
        """In the place of the same person's oldest, never of another's. Raises TryLater."""
        self._forget_expired()
        bare = session.owner.bare
        own = [other for other, one in self._sessions.items() if one.owner.bare == bare]
        if len(own) >= MOST_SESSIONS_OF_ONE:
            del self._sessions[own[0]]
        if len(self._sessions) >= MOST_SESSIONS:
            raise TryLater("Too many commands at once", seconds=SESSION_SECONDS)
        self._sessions[name] = session

    def _session(self, request: Request, command: Command) -> tuple[str, _Session]:
        """Another person's session is as unknown as one that has expired."""
        self._forget_expired()
        name = request.payload.attrib["sessionid"]
        session = self._sessions.get(name)
        if session is None or session.owner != request.sender or session.command is not command:
            raise _malformed("This session is unknown or has expired", "bad-sessionid")
        return name, session

    async def _go_on(self, name: str, session: _Session, action: str, x: Element | None) -> Element:
        last = len(session.filled) + 1 == len(session.command.forms)
        if action == "cancel":
            del self._sessions[name]
            return _answer(name, session, "canceled")
        if action == "prev":
            if not session.filled:
                raise _malformed("This is the first stage", "bad-action")
            session.filled.pop()
            return await self._stage(name, session)
        if action == ("complete" if not last else "next"):
            raise _malformed("This stage cannot be left that way", "bad-action")
        try:
            session.filled.append(parse_form(x, session.command.forms[len(session.filled)]))
        except Malformed as malformed:
            raise _malformed(str(malformed), "bad-payload") from None
        return await self._stage(name, session)

    async def _stage(self, name: str, session: _Session) -> Element:
        """Ask for the next form, or do the work once there is none."""
        command, done = session.command, len(session.filled)
        if done < len(command.forms):
            answer = _answer(name, session, "executing")
            answer.append(_actions(first=done == 0, last=done + 1 == len(command.forms)))
            answer.append(form_element(command.forms[done], command.name))
            return answer
        self._sessions.pop(name, None)
        answer = _answer(name, session, "completed")
        SubElement(answer, f"{{{COMMANDS}}}note", type="info").text = await command.run(
            session.owner, *session.filled
        )
        return answer

    def _forget_expired(self) -> None:
        now = self._clock()
        for name in [name for name, one in self._sessions.items() if one.expires_at <= now]:
            del self._sessions[name]


def _answer(name: str, session: _Session, status: str) -> Element:
    node = session.command.node
    return Element(f"{{{COMMANDS}}}command", node=node, sessionid=name, status=status)


def _actions(*, first: bool, last: bool) -> Element:
    """What may be done next; `execute` means the default (#desc-actions)."""
    forward = "complete" if last else "next"
    actions = Element(f"{{{COMMANDS}}}actions", execute=forward)
    for name in (*(() if first else ("prev",)), forward):
        SubElement(actions, f"{{{COMMANDS}}}{name}")
    return actions


def _malformed(text: str, condition: str) -> MalformedAs:
    return MalformedAs(text, f"{{{COMMANDS}}}{condition}")
