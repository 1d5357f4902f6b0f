"""The network between one browser and the stack, which can be lost: a SOCKS5 proxy (RFC 1928)."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Self

_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER: closing sends a reset instead of what is left."""

NO_PASSWORD = b"\x05\x00"
CONNECTED = b"\x05\x00\x00\x01" + bytes(6)
REFUSED = b"\x05\x05\x00\x01" + bytes(6)


class Link:
    """Begins whole."""

    def __init__(self) -> None:
        self._whole = asyncio.Event()
        self._whole.set()
        self._refuses = False
        self._pipes: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    @classmethod
    @asynccontextmanager
    async def laid(cls) -> AsyncIterator[Self]:
        link = cls()
        server = await asyncio.start_server(link._serve, "127.0.0.1", 0)
        link.port = server.sockets[0].getsockname()[1]
        try:
            yield link
        finally:
            server.close()
            await link._end()

    port: int

    @property
    def proxy(self) -> dict[str, str]:
        """For `browser.new_context(proxy=…)`."""
        return {"server": f"socks5://127.0.0.1:{self.port}"}

    def lose(self) -> None:
        """As in a tunnel: nobody is told, nothing passes; what is sent arrives after `restore`."""
        self._whole.clear()

    def reset(self) -> None:
        """As when a network goes down: everything is reset, who connects is refused."""
        self._whole.clear()
        self._refuses = True
        for pipe, writer in self._pipes.items():
            _abort(writer)
            pipe.cancel()

    def restore(self) -> None:
        self._refuses = False
        self._whole.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._pipes[task] = writer
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._connect(reader, writer)
        finally:
            self._pipes.pop(task)
            writer.close()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        port = await self._asked(reader, writer)
        if self._refuses:
            writer.write(REFUSED)
            return
        await self._whole.wait()
        there, answering = await asyncio.open_connection("127.0.0.1", port)
        writer.write(CONNECTED)
        try:
            await asyncio.gather(self._pass(reader, answering), self._pass(there, writer))
        finally:
            _abort(answering)

    async def _asked(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
        """The port the browser wants; the host is this one, whatever it is called."""
        _, methods = await reader.readexactly(2)
        await reader.readexactly(methods)
        writer.write(NO_PASSWORD)
        *_, kind = await reader.readexactly(4)
        length = {1: 4, 4: 16}.get(kind) or (await reader.readexactly(1))[0]
        await reader.readexactly(length)
        return int.from_bytes(await reader.readexactly(2))

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(1 << 16):
            await self._whole.wait()
            sink.write(data)
            await sink.drain()
        await self._whole.wait()
        sink.close()

    async def _end(self) -> None:
        pipes = list(self._pipes)
        for pipe in pipes:
            pipe.cancel()
        await asyncio.gather(*pipes, return_exceptions=True)


def _abort(writer: asyncio.StreamWriter) -> None:
    found: socket.socket | None = writer.get_extra_info("socket")
    with suppress(OSError):
        if found is not None:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()
