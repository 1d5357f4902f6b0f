"""Uploads that are in the middle."""

import socket
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from tests.harness.stack import Stack, eventually
from tests.harness.upload import Slot

HALF = bytes(4 * 2**20)
WHOLE = HALF + HALF
SECONDS = 60.0


def arriving(stack: Stack) -> list[Path]:
    """What nginx is writing."""
    return list((stack.home / "files" / "arriving").iterdir())


def stored(stack: Stack, where: Slot) -> list[Path]:
    """Whatever is on the disk of one file that has come."""
    id = urlsplit(where.put).path.split("/")[2]
    return [path for path in (stack.home / "files").rglob(f"{id}*") if path.is_file()]


def begun(stack: Stack, where: Slot) -> socket.socket:
    """Half has been sent, and is being written."""
    address = urlsplit(where.put)
    connection = socket.create_connection(("127.0.0.1", stack.ports["web"]), timeout=SECONDS)
    head = f"PUT {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\n"
    connection.sendall(f"{head}Content-Length: {len(WHOLE)}\r\n\r\n".encode() + HALF)
    assert eventually(lambda: arriving(stack), bool, SECONDS)
    return connection


def ended(connection: socket.socket) -> bytes:
    """The answer to the other half; b'' where the connection is ended instead."""
    with suppress(ConnectionError):
        connection.sendall(HALF)
        return connection.recv(1 << 16)
    return b""
