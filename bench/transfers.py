"""A file of 200 MB up and down, through Stoa and through a bare nginx on the same disk.

The bare one is the very nginx of the stack with nothing but its own PUT (WebDAV) and its own files.
All four are done in turn, round by round, by one client over loopback.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from bench.report import Figures, figure
from deploy.instance.settings import Settings
from tests.harness.cast import ADA
from tests.harness.stack import Stack, eventually
from tests.harness.upload import Slot, scanned, slot

SIZE_BYTES = 200 * 1024 * 1024
CHUNK_BYTES = 1 << 20
SCAN_SECONDS = 300
GOAL = 0.8
BARE = "nginx alone, with the same disk"
CONFIGURATION = """
daemon off;
worker_processes 2;
pid {home}/nginx.pid;
error_log stderr alert;
{user}
events {{ worker_connections 1024; }}
http {{
  client_body_temp_path {home}/body;
  proxy_temp_path {home}/proxy;
  fastcgi_temp_path {home}/fastcgi;
  uwsgi_temp_path {home}/uwsgi;
  scgi_temp_path {home}/scgi;
  access_log off;
  sendfile on;
  tcp_nopush on;
  server {{
    listen 127.0.0.1:{port};
    root {home}/files;
    client_max_body_size 0;
    client_body_buffer_size 256k;
    dav_methods PUT;
    create_full_put_path on;
  }}
}}
"""

Rates = Mapping[str, list[float]]


@dataclass(frozen=True)
class Peer:
    """Where a file goes and where it is fetched."""

    put: str
    get: str


@contextmanager
def bare_nginx(stack: Stack, port: int) -> Iterator[str]:
    """Its origin."""
    home = stack.home / "bare"
    (home / "files").mkdir(parents=True)
    user = "user root;" if os.getuid() == 0 else ""
    configuration = home / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(home=home, port=port, user=user))
    program = str(Settings().layout().tree / "usr" / "sbin" / "nginx")
    argv = [program, "-e", "stderr", "-p", str(home), "-c", str(configuration)]
    with subprocess.Popen(argv) as server:
        try:
            assert eventually(lambda: _listens(port), bool, seconds=10)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


def upload(url: str, content: Path) -> float:
    """Seconds until it is stored."""
    with _connected(url) as connection, content.open("rb") as file:
        size = content.stat().st_size
        connection.sendall(_head("PUT", url, f"Content-Length: {size}\r\n"))
        began = time.perf_counter()
        connection.sendfile(file)
        answer = connection.recv(CHUNK_BYTES)
        taken = time.perf_counter() - began
    assert answer.split()[1] in {b"201", b"204"}, answer
    return taken


def download(url: str) -> float:
    """Seconds until all of it is there."""
    buffer = bytearray(CHUNK_BYTES)
    with _connected(url) as connection:
        began = time.perf_counter()
        connection.sendall(_head("GET", url, ""))
        answer = connection.recv(CHUNK_BYTES)
        assert answer.split()[1] == b"200", answer
        head, _, first = answer.partition(b"\r\n\r\n")
        left = SIZE_BYTES - len(first)
        while left > 0:
            got = connection.recv_into(buffer)
            assert got, head
            left -= got
        return time.perf_counter() - began


def _connected(url: str) -> socket.socket:
    host = urlsplit(url)
    return socket.create_connection((host.hostname or "", host.port or 80), timeout=60)


def _head(method: str, url: str, more: str) -> bytes:
    parts = urlsplit(url)
    return f"{method} {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n{more}\r\n".encode()


async def measure(stack: Stack, origin: str, rounds: int) -> Rates:
    """MB a second, of each way, in turn; the first round is not counted."""
    content = stack.home / "large.bin"
    with content.open("wb") as file:
        for _ in range(SIZE_BYTES // CHUNK_BYTES):
            file.write(os.urandom(CHUNK_BYTES))
    ours = await given(stack)
    upload(ours.put, content)
    scanned(ours.get, SCAN_SECONDS)
    rates: dict[str, list[float]] = defaultdict(list)
    for number in range(-1, rounds):
        fresh, peer = await given(stack), f"{origin}/{number}.bin"
        ways = {
            "up": partial(upload, fresh.put, content),
            "up_bare": partial(upload, peer, content),
            "down": partial(download, ours.get),
            "down_bare": partial(download, f"{origin}/-1.bin"),
        }
        for name in ways if number % 2 else reversed(ways):
            os.sync()  # nobody writes for who was before
            seconds = ways[name]()
            if name == "up":
                scanned(fresh.get, SCAN_SECONDS)  # which takes the processor, too
            if number >= 0:
                rates[name].append(SIZE_BYTES / 1e6 / seconds)
    return rates


async def given(stack: Stack) -> Slot:
    """On a stream of its own: one that hears nothing for a minute is ended."""
    found = await slot(await stack.sign_in(ADA, "bench"), "large.bin", SIZE_BYTES)
    await stack.hang_up()
    return found


def figures(rates: Rates) -> Figures:
    def beside(way: str) -> list[float]:
        return [own / bare for own, bare in zip(rates[way], rates[f"{way}_bare"], strict=True)]

    shares = {f"{way}_share": beside(way) for way in ("up", "down")}
    return {
        **{name: figure(each, "of nginx", "higher", GOAL, BARE) for name, each in shares.items()},
        **{name: figure(each, "MB/s", "higher") for name, each in rates.items()},
    }
