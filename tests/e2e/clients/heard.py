"""What a client was told, and waiting for it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

TIMEOUT_SECONDS = 60.0
"""Of every wait; a busy machine is no failure."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing a client was told."""

    what: str
    """chat, groupchat, carbon (a chat of another device), receipt or invited (into a room)."""
    sender: str
    """Bare address; in a room the occupant's."""
    text: str
    """The body; for a receipt the id of the delivered message."""
    delayed: bool = False
    """Marked as history of a room (XEP-0203); not told for chats."""
    to: str = ""
    """For a carbon: whom the copied message was sent to (bare)."""


class Ear:
    """Everything a client made of a library was told so far, in order."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.sent: dict[str, str] = {}
        """Ids of the messages sent, by body."""
        self._news = asyncio.Event()

    def hear(self, heard: Heard) -> None:
        self.heard.append(heard)
        self._news.set()

    async def hears(self, condition: Callable[[Heard], bool]) -> Heard:
        """The first thing that matches, also of the past. Raises TimeoutError."""
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                while not (found := list(filter(condition, self.heard))):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise TimeoutError(f"nothing matched among {self.heard}") from None
        return found[0]

    async def reads(self, sender: str, body: str) -> None:
        await self.hears(Heard("chat", sender, body).__eq__)

    async def reads_copy(self, sender: str, to: str, body: str) -> None:
        await self.hears(Heard("carbon", sender, body, to=to).__eq__)

    async def reads_in(self, room: str, nick: str, body: str) -> None:
        await self.hears(
            lambda heard: (
                (heard.what, heard.sender, heard.text) == ("groupchat", f"{room}/{nick}", body)
            )
        )

    async def learns_of_delivery(self, to: str, body: str) -> None:
        await self.hears(Heard("receipt", to, self.sent[body]).__eq__)

    def times_shown(self, body: str) -> int:
        return sum(heard.text == body for heard in self.heard)
