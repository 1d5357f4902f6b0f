"""Just enough of RFC 6455 to speak XMPP over WebSocket (RFC 7395)."""

import base64
import os
import struct

from tests.harness.stream import TcpTransport

CONTINUATION, TEXT, CLOSE, PING, PONG = 0, 1, 8, 9, 10


class WebSocketTransport:
    """Each `read` is one text message; each `write` sends one."""

    def __init__(self, tcp: TcpTransport, rest: bytes) -> None:
        self._tcp, self._buffer = tcp, rest

    @classmethod
    async def open(
        cls, host: str, port: int, domain: str, path: str = "/ws", *, headers: str = ""
    ) -> "WebSocketTransport":
        """`headers` are further lines of the handshake, each with its line end."""
        tcp = await TcpTransport.open(host, port)
        key = base64.b64encode(os.urandom(16)).decode()
        tcp.write(
            f"GET {path} HTTP/1.1\r\nHost: {domain}:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: xmpp\r\n{headers}\r\n".encode()
        )
        received = b""
        while b"\r\n\r\n" not in received:
            received += await cls._more(tcp)
        head, rest = received.split(b"\r\n\r\n", 1)
        if not head.startswith(b"HTTP/1.1 101 "):
            raise ConnectionRefusedError(head.decode(errors="replace"))
        return cls(tcp, rest)

    @staticmethod
    async def _more(tcp: TcpTransport) -> bytes:
        data = await tcp.read()
        if not data:
            raise ConnectionResetError
        return data

    async def read(self) -> bytes:
        while True:
            try:
                opcode, payload = await self.read_frame()
            except ConnectionResetError:
                return b""
            if opcode == CLOSE:
                return b""
            if opcode == PING:
                self.send_frame(PONG, payload)
            elif opcode == TEXT:
                return payload

    async def read_frame(self) -> tuple[int, bytes]:
        first, length = await self._take(2)
        length &= 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", await self._take(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", await self._take(8))
        return first & 0x0F, await self._take(length)

    async def _take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._buffer += await self._more(self._tcp)
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken

    def write(self, data: bytes) -> None:
        self.send_frame(TEXT, data)

    def send_frame(self, opcode: int, payload: bytes, *, final: bool = True) -> None:
        size = len(payload)
        first = 0x80 * final | opcode
        if size < 126:
            head = struct.pack("!BB", first, 0x80 | size)
        elif size < 1 << 16:
            head = struct.pack("!BBH", first, 0x80 | 126, size)
        else:
            head = struct.pack("!BBQ", first, 0x80 | 127, size)
        mask = b"\0\0\0\0"  # a mask of zeros leaves the payload readable in a capture
        self._tcp.write(head + mask + payload)

    def send_raw(self, data: bytes) -> None:
        self._tcp.write(data)

    def abort(self) -> None:
        self._tcp.abort()

    async def closed(self) -> None:
        await self._tcp.closed()
