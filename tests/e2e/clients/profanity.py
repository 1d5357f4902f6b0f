"""Profanity, a terminal client, in a terminal of its own: keys in, screen out."""

import asyncio
import re
from pathlib import Path
from types import TracebackType
from typing import Self

import pexpect
import pyte

from deploy.servers.demo_organisation import PEOPLE
from tests.e2e.clients.correspondent import Said
from tests.e2e.clients.heard import TIMEOUT_SECONDS
from tests.harness.stack import Stack

COLUMNS, LINES = 180, 60
UNDELIVERED = "red"
"""The colour of a message whose receipt has not come, in the default theme."""
NAMES = {person.user_name: person.name for person in PEOPLE}
"""By localpart: how a colleague of the contact list is shown."""


class Profanity:
    """One person's Profanity; what it keeps is in `home`.

    It checks certificates, against our authority if it is `trusting`.
    """

    def __init__(
        self,
        stack: Stack,
        person: str,
        tree: Path,
        home: Path,
        *,
        trusting: bool = True,
        password: str = "",
    ) -> None:
        self.bare = stack.jid(person)
        self._stack, self._tree, self._home = stack, tree, home
        self._trusting, self._password = trusting, password or stack.password(person)
        self._expects_to_get_in = trusting and not password
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._terminal = pyte.Stream(self._screen)
        self._news = asyncio.Event()
        self._ended = False

    async def __aenter__(self) -> Self:
        self._process = pexpect.spawn(
            str(self._tree / "usr" / "bin" / "profanity"),
            env=self._environment(),
            dimensions=(LINES, COLUMNS),
            encoding="utf-8",
            codec_errors="replace",
        )
        asyncio.get_running_loop().add_reader(self._process.child_fd, self._draw)
        try:
            await self.sees(r"\[offline\]")
            await self.sign_in()
        except BaseException:
            self._end()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Sign out, so that the server has nothing to keep; `/quit` would take five seconds."""
        try:
            if not self._ended:
                self.type("/disconnect")
                await self.sees(r"\[offline\]")
        finally:
            self._end()

    def _end(self) -> None:
        asyncio.get_running_loop().remove_reader(self._process.child_fd)
        self._process.close(force=True)

    async def sign_in(self) -> None:
        self.type(
            f"/connect {self.bare} server 127.0.0.1 port {self._stack.ports['client']} tls force"
        )
        await self.sees("Enter password:")
        self.type(self._password)
        if self._expects_to_get_in:
            await self.sees("logged in successfully")
            self.type("/receipts request on")
            await self.sees("Request delivery receipts enabled")

    def _environment(self) -> dict[str, str]:
        trust = {"SSL_CERT_FILE": str(self._stack.home / "tls" / "authority.pem")}
        return {
            "HOME": str(self._home),
            "TERM": "linux",
            "TERMINFO": str(self._tree / "usr" / "share" / "terminfo"),
            "LANG": "C.UTF-8",
            "PATH": "/usr/bin:/bin",
            **(trust if self._trusting else {}),
        }

    # -- keys and screen ----------------------------------------------------------

    def type(self, line: str) -> None:
        self._process.send(f"{line}\r")

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self._screen.display]

    async def sees(self, pattern: str, *, not_in: str = "") -> str:
        """The first line that holds `pattern`, once it is shown in no colour `not_in`."""
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                while (found := self._look(pattern, not_in)) is None:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            screen = "\n".join(line for line in self.lines if line)
            raise TimeoutError(f"no {pattern!r} on the screen:\n{screen}") from None
        return found

    def _look(self, pattern: str, unwanted: str) -> str | None:
        for number, line in enumerate(self.lines):
            found = re.search(pattern, line)
            if found and self._screen.buffer[number][found.start()].fg != unwanted:
                return line
        return None

    def _draw(self) -> None:
        try:
            self._terminal.feed(self._process.read_nonblocking(1 << 16, timeout=0))
        except pexpect.TIMEOUT:
            return
        except pexpect.EOF:
            asyncio.get_running_loop().remove_reader(self._process.child_fd)
            self._ended = True
        self._news.set()

    # -- what a person does -------------------------------------------------------

    async def say(self, to: str, body: str) -> None:
        self.type(f"/msg {to} {body}")
        await self.sees(f"me: {re.escape(body)}$")

    async def reads(self, sender: str, body: str) -> None:
        self.type(f"/msg {sender}")
        name = NAMES.get(sender.partition("@")[0], sender)
        await self.sees(f"({sender}|{name})(/[^ ]+)?: {re.escape(body)}$")

    async def reads_copy(self, sender: str, to: str, body: str) -> None:
        if sender == self.bare:
            self.type(f"/msg {to}")
            await self.sees(f"me: {re.escape(body)}$")
        else:
            await self.reads(sender, body)

    async def learns_of_delivery(self, to: str, body: str) -> None:
        self.type(f"/msg {to}")
        await self.sees(f"me: {re.escape(body)}$", not_in=UNDELIVERED)

    async def finds(self, other: str, said: Said) -> None:
        """Profanity asks the archive when a conversation is opened."""
        for sender, body in said:
            await self.reads_copy(sender, other, body)
        self._shows_in_order([body for _, body in said])

    async def finds_in_room(self, room: str, said: Said) -> None:
        """Profanity asks the room's archive by itself when it has joined."""
        for nick, body in said:
            await self.reads_in(room, nick, body)
        self._shows_in_order([body for _, body in said])

    def _shows_in_order(self, bodies: list[str]) -> None:
        """Profanity may show twice what both the stream and the archive have brought."""
        shown = [body for line in self.lines for body in bodies if f": {body}" in line]

        assert bodies == list(dict.fromkeys(shown))

    def times_shown(self, body: str) -> int:
        return sum(f": {body}" in line for line in self.lines)

    async def open_room(self, room: str, nick: str, title: str) -> None:
        await self.join(room, nick)
        self.type("/room config")
        label = await self.sees("Room title:")
        field = label.partition("[")[2].partition("]")[0]
        self.type(f'/{field} "{title}"')
        self.type("/form submit")
        await self.sees("Room configuration successful")

    async def join(self, room: str, nick: str) -> None:
        self.type("/titlebar room title name")
        self.type(f"/join {room} nick {nick}")
        await self.sees(f"You have joined the room as {nick}")

    async def sees_title(self, room: str, title: str) -> None:
        self.type(f"/win {room}")
        await self.sees(f"^ {re.escape(title)} +\\[TLS\\]")

    async def say_in(self, room: str, body: str) -> None:
        self.type(f"/win {room}")
        self.type(body)

    async def reads_in(self, room: str, nick: str, body: str) -> None:
        self.type(f"/win {room}")
        await self.sees(f"{nick}: {re.escape(body)}")
