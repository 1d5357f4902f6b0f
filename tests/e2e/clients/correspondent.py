"""What the tests ask of every client, whatever it is made of."""

from types import TracebackType
from typing import Protocol, Self

Said = list[tuple[str, str]]
"""Sender (bare address, or nick in a room) and body, in order."""


class Correspondent(Protocol):
    """A person at a standard client; entering it signs in, leaving it signs out.

    Whatever is to be read is waited for. Raises TimeoutError when it does not come.
    """

    bare: str

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    async def say(self, to: str, body: str) -> None: ...

    async def reads(self, sender: str, body: str) -> None: ...

    async def reads_copy(self, sender: str, to: str, body: str) -> None:
        """On another device of the sender or of the recipient (XEP-0280)."""

    async def learns_of_delivery(self, to: str, body: str) -> None:
        """XEP-0184."""

    async def finds(self, other: str, said: Said) -> None:
        """In the archive (XEP-0313), said in the conversation with one other person."""

    def times_shown(self, body: str) -> int: ...

    async def open_room(self, room: str, nick: str, title: str) -> None:
        """Make a room; its first occupant is its owner."""

    async def join(self, room: str, nick: str) -> None:
        """With up to 50 messages of history."""

    async def sees_title(self, room: str, title: str) -> None: ...

    async def say_in(self, room: str, body: str) -> None: ...

    async def reads_in(self, room: str, nick: str, body: str) -> None: ...

    async def finds_in_room(self, room: str, said: Said) -> None:
        """In the room's own archive."""
