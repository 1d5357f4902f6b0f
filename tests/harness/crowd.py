"""People by the thousand, of a component's domain: they enter rooms, and listen to nothing."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from tests.harness.stack import Stack
from tests.harness.stanza import STREAMS

COMPONENT = "announcements"
"""It has an address of its own and no process."""
AT_ONCE = 250
INSIDE = b"status code='110'"
SECONDS = 60


class Crowd:
    """What comes for them is counted and not parsed: it is half a million stanzas."""

    def __init__(self, domain: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self._domain, self._reader, self._writer = domain, reader, writer
        self._left = b""

    @classmethod
    @asynccontextmanager
    async def gathered(cls, stack: Stack) -> AsyncIterator[Self]:
        """They are gone when this ends."""
        streams = await asyncio.open_connection("127.0.0.1", stack.ports["component"])
        crowd = cls(f"{COMPONENT}.{stack.domain}", *streams)
        try:
            await crowd._shake_hands(stack.secret(f"{COMPONENT}/component_secret"))
            yield crowd
        finally:
            crowd._writer.close()

    async def _shake_hands(self, secret: str) -> None:
        self._writer.write(
            f"<stream:stream xmlns='jabber:component:accept' xmlns:stream='{STREAMS}'"
            f" to='{self._domain}'>".encode()
        )
        found = re.search(rb"<stream:stream[^>]* id='([^']*)'", await self._until(b">", 2))
        digest = hashlib.sha1(found[1] + secret.encode()).hexdigest() if found else ""  # noqa: S324
        self._writer.write(f"<handshake>{digest}</handshake>".encode())
        await self._until(b"<handshake", 1)

    async def enter(self, room: str, numbers: range) -> None:
        """Until the room has let them all in, as `Person 0` and so on."""
        for first in range(0, len(numbers), AT_ONCE):
            batch = numbers[first : first + AT_ONCE]
            self._writer.write("".join(self._enters(room, each) for each in batch).encode())
            await self._until(INSIDE, len(batch))

    def _enters(self, room: str, number: int) -> str:
        return (
            f"<presence from='person-{number}@{self._domain}/desk' to='{room}/Person {number}'>"
            "<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>"
        )

    async def _until(self, mark: bytes, times: int) -> bytes:
        """Read on until it has come so often; the last of what was read."""
        async with asyncio.timeout(SECONDS):
            while times > 0:
                read = await self._reader.read(1 << 18)
                if not read:
                    raise ConnectionError(f"closed while waiting for {mark!r}")
                kept = self._left + read
                times -= kept.count(mark)
                self._left = kept[-len(mark) + 1 :] if len(mark) > 1 else b""
        return kept
