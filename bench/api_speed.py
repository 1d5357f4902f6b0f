"""The API beside a bare Flask endpoint that returns the same JSON.

Both are served by granian with the very options of the running portal, each by one process; they
are asked in turn over their unix sockets, as nginx asks, by clients that wait for each answer. The
session that asks is looked up once a second; a third process looks it up for each request.
"""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import psutil

from bench.report import Figures, figure
from tests.harness.cast import ADA
from tests.harness.stack import CHECKOUT, Stack, eventually

CLIENTS = 8
GOAL = 0.5
BARE = "a bare Flask endpoint served alike"
APPS = ("portal", "portal_that_looks_up", "bare")
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')

Rates = Mapping[str, Sequence[float]]


def cookie(stack: Stack) -> str:
    """Of a session that Ada has begun on the portal's own page."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    page = f"{stack.origin}/account/sign-in"
    found = CSRF.search(browser.open(page).read().decode())
    assert found, "the sign-in page has no form"
    form = {"user_name": ADA, "password": stack.cms_password(ADA), "csrf_token": found[1]}
    browser.open(page, urlencode(form).encode()).close()
    return "; ".join(f"{each.name}={each.value}" for each in jar)


@contextmanager
def served(stack: Stack, app: str) -> Iterator[Path]:
    """An app of `bench.api_apps` in place of the portal's; the socket it answers on."""
    running = psutil.Process(stack.pid("portal"))
    own = stack.home / "run" / f"{app}.sock"
    place = str(stack.home / "run" / "portal" / "portal.sock")
    options = [str(own) if each == place else each for each in running.cmdline()[:-1]]
    assert str(own) in options, options
    told = running.environ() | {"STOA_METRICS": f"{own}.metrics"}
    with subprocess.Popen([*options, f"bench.api_apps:{app}"], cwd=CHECKOUT, env=told) as server:
        try:
            assert eventually(lambda: _answers(own), bool, seconds=20)
            yield own
        finally:
            server.terminate()


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(path))
        except OSError:
            return False
    return True


def requests_a_second(path: Path, request: bytes, seconds: float) -> float:
    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        asked = clients.map(lambda _: _ask(path, request, began + seconds), range(CLIENTS))
        return sum(asked) / (time.perf_counter() - began)


def _ask(path: Path, request: bytes, until: float) -> int:
    """How many answers came until then; each is as long as the first one."""
    asked = 0
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(path))
        expected = _first(connection, request)
        while time.perf_counter() < until:
            connection.sendall(request)
            left = expected
            while left > 0:
                left -= len(connection.recv(1 << 16))
            assert left == 0
            asked += 1
    return asked


def _first(connection: socket.socket, request: bytes) -> int:
    connection.sendall(request)
    answer = b""
    while not answer.endswith(b"}\n"):
        data = connection.recv(1 << 16)
        assert data, answer
        answer += data
    assert answer.startswith(b"HTTP/1.1 200 "), answer
    assert b'"name":"Ada Lovelace"' in answer, answer
    return len(answer)


def measure(stack: Stack, rounds: int, seconds: float = 1) -> Rates:
    """Requests a second of each app; the first round is not counted."""
    headers = {
        "Host": stack.origin.partition("://")[2],
        "Cookie": cookie(stack),
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Proto": "http",
        "X-Request-Id": "0123456789abcdef0123456789abcdef",
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    request = f"GET /api/v1/me HTTP/1.1\r\n{lines}\r\n".encode()
    taken: dict[str, list[float]] = defaultdict(list)
    with ExitStack() as running:
        paths = {app: running.enter_context(served(stack, app)) for app in APPS}
        for number in range(-1, rounds):
            for app in APPS if number % 2 else reversed(APPS):
                rate = requests_a_second(paths[app], request, seconds)
                if number >= 0:
                    taken[app].append(rate)
    return taken


def figures(taken: Rates) -> Figures:
    def beside(app: str) -> list[float]:
        return [one / bare for one, bare in zip(taken[app], taken["bare"], strict=True)]

    return {
        "api_beside_bare_flask": figure(beside("portal"), "ratio", "higher", GOAL, BARE),
        "api_looking_up_beside_bare_flask": figure(
            beside("portal_that_looks_up"), "ratio", "higher", None, BARE
        ),
        "api_requests": figure(taken["portal"], "requests/s", "higher"),
        "api_requests_looking_up": figure(taken["portal_that_looks_up"], "requests/s", "higher"),
        "bare_flask_requests": figure(taken["bare"], "requests/s", "higher"),
    }
