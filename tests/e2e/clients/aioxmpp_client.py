"""A client made of aioxmpp: the process of `aioxmpp_peer.py` and talking to it."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.e2e.clients.correspondent import Said
from tests.e2e.clients.heard import TIMEOUT_SECONDS, Ear, Heard
from tests.harness.stack import Stack

PROGRAM = Path(__file__).with_name("aioxmpp_peer.py")
LONGEST_ANSWER_BYTES = 64 * 1024 * 1024
"""An answer is one line, and may be somebody's whole archive."""

SUPPORTED = sys.version_info[:2] == (3, 11)
"""aioxmpp's last release needs libraries without wheels for a later Python."""


class AioxmppClient(Ear):
    """One person's device: confirms deliveries, asks for receipts, gets carbons."""

    def __init__(
        self, stack: Stack, person: str, environment: Path, resource: str = "aioxmpp"
    ) -> None:
        super().__init__()
        self.bare = stack.jid(person)
        self._jid = f"{self.bare}/{resource}"
        self._stack, self._person = stack, person
        self._python = environment / "bin" / "python"
        self._answers: dict[int, asyncio.Future[Any]] = {}

    async def __aenter__(self) -> Self:
        authority = self._stack.home / "tls" / "authority.pem"
        self._process = await asyncio.create_subprocess_exec(
            *(str(self._python), "-u", str(PROGRAM)),
            stdin=PIPE,
            stdout=PIPE,
            limit=LONGEST_ANSWER_BYTES,
            env={"SSL_CERT_FILE": str(authority), "PYTHONDONTWRITEBYTECODE": "1"},
        )
        self._reading = asyncio.create_task(self._read(self._process))
        password = self._stack.password(self._person)
        port = self._stack.ports["client"]
        await self._ask("sign_in", jid=self._jid, password=password, port=port)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await asyncio.wait_for(self._process.wait(), TIMEOUT_SECONDS)
        await self._reading

    async def _ask(self, do: str, **arguments: Any) -> Any:
        number = len(self._answers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        request = json.dumps({"id": number, "do": do, **arguments}) + "\n"
        assert self._process.stdin is not None
        self._process.stdin.write(request.encode())
        return await asyncio.wait_for(self._answers[number], TIMEOUT_SECONDS)

    async def _read(self, process: Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            self._take(json.loads(line))

    def _take(self, line: dict[str, Any]) -> None:
        if "heard" in line:
            self.hear(Heard(**line["heard"]))
        elif "error" in line:
            self._answers[line["id"]].set_exception(AssertionError(line["error"]))
        else:
            self._answers[line["id"]].set_result(line["answer"])

    # -- what a person does -------------------------------------------------------

    async def say(self, to: str, body: str) -> None:
        self.sent[body] = await self._ask("say", to=to, body=body)

    async def uploads(self, path: Path, media_type: str) -> str:
        """The link to what it has found out where to upload."""
        return str(await self._ask("upload", path=str(path), media_type=media_type))

    async def finds(self, other: str, said: Said) -> None:
        archive = await self._ask("archive", of=None)

        assert said == [pair for pair in map(tuple, archive) if pair in said]

    async def finds_in_room(self, room: str, said: Said) -> None:
        archive = await self._ask("archive", of=room)

        assert said == [(sender.partition("/")[2], body) for sender, body in archive]

    async def open_room(self, room: str, nick: str, title: str) -> None:
        await self._ask("open_room", room=room, nick=nick, title=title)

    async def join(self, room: str, nick: str) -> None:
        await self._ask("join", room=room, nick=nick)

    async def sees_title(self, room: str, title: str) -> None:
        assert title == await self._ask("title_of", room=room)

    async def say_in(self, room: str, body: str) -> None:
        await self._ask("say_in", room=room, body=body)
