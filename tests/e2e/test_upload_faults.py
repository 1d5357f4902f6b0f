"""The service is killed, or its disk is full, in the middle of an upload."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.harness import cast
from tests.harness.stack import Stack, eventually, free_port_base
from tests.harness.upload import Slot, ask, put, scanned, slot, uploaded

DISK_BYTES = 400 * 2**20
"""More than the service leaves free before it says that there is no room."""
LARGE = 8 * 2**20
SECONDS = 60.0

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="only root can mount a small disk")


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A stack whose files have a small disk of their own."""
    home = Path(tempfile.mkdtemp(prefix="s", dir="/tmp"))
    home.chmod(0o755)
    files = home / "files"
    files.mkdir()
    disk = ["-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(files)]
    subprocess.run(["mount", *disk], check=True)
    stack = Stack(home, free_port_base())
    try:
        stack.up()
        yield stack
    finally:
        stack.down()
        subprocess.run(["umount", "--lazy", str(files)], check=True)
        shutil.rmtree(home)


def stored(stack: Stack, where: Slot) -> list[Path]:
    """Whatever is on the disk of one file, finished or not."""
    id = urlsplit(where.put).path.split("/")[2]
    return [path for path in (stack.home / "files").rglob(f"{id}*") if path.is_file()]


def begun(stack: Stack, where: Slot, size: int) -> socket.socket:
    """An upload of which half has been sent."""
    address = urlsplit(where.put)
    connection = socket.create_connection(("127.0.0.1", stack.ports["web"]), timeout=30)
    head = (
        f"PUT {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: {size}\r\n\r\n"
    )
    connection.sendall(head.encode() + bytes(size // 2))
    assert eventually(lambda: stored(stack, where), bool, SECONDS)
    return connection


def started_again(stack: Stack, dead: int) -> bool:
    """Whether the service of that process has a healthy successor now."""

    def healthy() -> bool:
        part = stack.status()["parts"]["upload"]
        return part["pid"] not in {dead, None} and part["health"] == "ok"

    return eventually(healthy, bool, SECONDS)


async def test_a_service_killed_in_the_middle_leaves_nothing_half_written(stack: Stack) -> None:
    ada = await stack.sign_in(cast.ADA, "phone")
    whole = await uploaded(ada, "whole.bin", bytes(1000))
    scanned(whole.get)
    half = await slot(ada, "half.bin", LARGE)
    dead = stack.pid("upload")
    with begun(stack, half, LARGE) as connection:
        os.kill(dead, signal.SIGKILL)
        with suppress(ConnectionError):
            connection.sendall(bytes(LARGE - LARGE // 2))
        answer = connection.recv(1 << 16)
    assert started_again(stack, dead)
    again = await slot(ada, "again.bin", 5)

    assert answer == b"" or answer.split()[1] in {b"502", b"504"}
    assert [] == stored(stack, half)
    assert 403 == put(half, bytes(LARGE)).status
    assert ask(half.get).status in {403, 503}
    assert 201 == put(again, b"hello").status
    assert (200, bytes(1000)) == ((got := ask(whole.get)).status, got.body)


async def test_a_client_that_goes_away_leaves_nothing(stack: Stack) -> None:
    ada = await stack.sign_in(cast.ADA, "phone")
    given = await slot(ada, "half.bin", LARGE)
    begun(stack, given, LARGE).close()

    assert [] == eventually(lambda: stored(stack, given), lambda found: not found, SECONDS)
    assert eventually(lambda: ask(given.get).status, lambda status: status == 403, SECONDS) == 403


async def test_a_full_disk_is_said_and_nothing_is_kept_of_what_did_not_fit(stack: Stack) -> None:
    ada = await stack.sign_in(cast.ADA, "phone")
    whole = await uploaded(ada, "whole.bin", bytes(1000))
    scanned(whole.get)
    given = await slot(ada, "large.bin", LARGE)
    filler = stack.home / "files" / "filler"
    _fill(filler)
    full = put(given, bytes(LARGE))
    refused = await ada.ask(
        "get",
        "<request xmlns='urn:xmpp:http:upload:0' filename='a' size='5'/>",
        f"upload.{stack.domain}",
    )
    left = stored(stack, given)
    filler.unlink()
    after = await uploaded(ada, "after.bin", bytes(2000))

    assert 507 == full.status
    assert ("resource-constraint", "wait") == (refused.error, refused.error_type)
    assert [] == left
    assert 403 == put(given, bytes(LARGE)).status
    assert [bytes(1000), bytes(2000)] == [ask(scanned(each.get)).body for each in (whole, after)]


def _fill(filler: Path) -> None:
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(2**20)):
            pass
