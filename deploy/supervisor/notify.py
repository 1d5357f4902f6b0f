"""The receiving end of the sd_notify protocol, one socket per part."""

import asyncio
import os
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path

from deploy.instance.users import Account

LONGEST_MESSAGE_BYTES = 4096


@dataclass
class Notices:
    """What a part said about itself since its last start."""

    path: Path
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    status: str = ""
    heard_at: float = 0.0
    """On the monotonic clock: when it said anything last."""
    _socket: socket.socket | None = None

    def listen(self, owner: Account) -> None:
        """Binds the socket so that only the part's user may write to it."""
        self.path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        listener.bind(str(self.path))
        if os.geteuid() == 0:
            os.chown(self.path, owner.uid, owner.gid)
        self.path.chmod(0o600)
        asyncio.get_running_loop().add_reader(listener, self._read, listener)
        self._socket = listener

    def forget(self) -> None:
        """Drops what an earlier process of the part said, read or still unread."""
        if self._socket:
            self._read(self._socket)
        self.ready.clear()
        self.status = ""

    def close(self) -> None:
        if self._socket:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
        self.path.unlink(missing_ok=True)

    def hear(self, message: bytes) -> None:
        said = parse(message)
        self.heard_at = time.monotonic()
        self.status = said.get("STATUS", self.status)
        if said.get("READY") == "1":
            self.ready.set()

    def _read(self, listener: socket.socket) -> None:
        while True:
            try:
                message = listener.recv(LONGEST_MESSAGE_BYTES)
            except BlockingIOError:
                return
            self.hear(message)


def parse(message: bytes) -> dict[str, str]:
    """The assignments of one datagram; lines that are none are left out."""
    lines = message.decode(errors="replace").splitlines()
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return {name: value for name, value in pairs if name}
