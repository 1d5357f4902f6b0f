"""A whole Stoa of its own for tests: home, ports, processes and secrets."""

import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from deploy.command.lifecycle import Lifecycle
from deploy.command.screen import Screen
from deploy.instance.layout import Layout
from deploy.instance.ports import assign
from deploy.instance.settings import Settings
from tests.harness.stream import Stream, TcpTransport
from tests.harness.xmpp import Client, Component, WebSocketClient

CHECKOUT = Path(__file__).resolve().parents[2]
START_SECONDS = 120
_PORT_SPAN = 10
T = TypeVar("T")
S = TypeVar("S", bound=Stream)


class Refused(Exception):  # noqa: N818  a refusal, as in schemas/refusals.py
    """ejabberd's HTTP API answered a command with an error."""

    def __init__(self, status: int, answer: str) -> None:
        super().__init__(f"{status}: {answer}")
        self.status, self.answer = status, answer


@dataclass
class Stack:
    home: Path
    port_base: int
    domain: str = "localhost"
    _streams: list[Stream] = field(default_factory=list)

    # -- life ---------------------------------------------------------------------

    def up(self, *options: str) -> None:
        """Start everything and return when all of it is healthy."""
        venv = self.home / "venv"
        if not venv.exists():
            venv.symlink_to(sys.prefix)
        self.command("up", "--detach", "--port-base", str(self.port_base), *options)

    def down(self) -> None:
        self.command("down")

    def command(self, *arguments: str) -> str:
        """Run the command line on this stack; what it printed. Raises when it fails."""
        done = subprocess.run(
            [sys.executable, "-m", "deploy", *arguments],
            cwd=CHECKOUT,
            env=os.environ | self._told,  # noqa: TID251  handed on, not read
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=START_SECONDS,
        )
        if done.returncode:
            raise AssertionError(f"{arguments} ended with {done.returncode}:\n{done.stdout}")
        return done.stdout

    @property
    def _told(self) -> dict[str, str]:
        return borrowing(self.home) | {"STOA_PUSH_SERVICES": self.push_service}

    def status(self) -> dict[str, Any]:
        """What `./stoa status --json` shows, without a process of its own each time."""
        layout = Layout(self.home, Settings().layout().tree, CHECKOUT)
        return Lifecycle(layout, Screen()).status()

    def pid(self, part: str) -> int:
        pid: int = self.status()["parts"][part]["pid"]
        return pid

    def kill(self, part: str) -> None:
        os.kill(self.pid(part), signal.SIGKILL)

    def log_tails(self, lines: int = 40) -> str:
        tails = []
        for log in sorted((self.home / "log").rglob("*.log")):
            text = log.read_text(errors="replace").splitlines()[-lines:]
            tails.append("\n".join([f"== {log.relative_to(self.home)}", *text]))
        return "\n".join(tails)

    # -- where things are ---------------------------------------------------------

    @property
    def ports(self) -> dict[str, int]:
        return assign(self.port_base)

    @property
    def origin(self) -> str:
        """What browsers are told to open."""
        return f"http://{self.domain}:{self.ports['web']}"

    @property
    def push_service(self) -> str:
        """The push service of tests, where one is (`push_service.py`); beside our own ports."""
        return f"http://127.0.0.1:{self.port_base + _PORT_SPAN - 1}"

    def secret(self, name: str) -> str:
        """The secret `<part>/<name>`."""
        return (self.home / "secrets" / name).read_text().strip()

    def password(self, person: str) -> str:
        passwords = json.loads((self.home / "secrets" / "demo.json").read_text())
        return str(passwords[person])

    def cms_password(self, person: str) -> str:
        """What a person types on the portal's sign-in page."""
        passwords = json.loads((self.home / "secrets" / "demo-cms.json").read_text())
        return str(passwords[person])

    def jid(self, person: str) -> str:
        return f"{person}@{self.domain}"

    @property
    def rooms(self) -> str:
        return f"conference.{self.domain}"

    @cached_property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.home / "tls" / "authority.pem")

    # -- doors --------------------------------------------------------------------

    def _address(self, role: str) -> dict[str, Any]:
        part = "postgres/superuser" if role == "postgres" else f"{role}/database_password"
        return {
            "host": "127.0.0.1",
            "port": self.ports["postgres"],
            "dbname": "stoa",
            "user": role,
            "password": self.secret(part),
            "connect_timeout": 5,
        }

    def database(self, role: str) -> psycopg.Connection[Any]:
        """A connection of that role that commits each statement."""
        return psycopg.connect(**self._address(role), autocommit=True)

    @contextmanager
    def engine(self, role: str) -> Iterator[Engine]:
        """The same for the components' own functions."""
        address = self._address(role)
        engine = create_engine("postgresql+psycopg://", connect_args=address, poolclass=NullPool)
        yield engine
        engine.dispose()

    def api(self, command: str, socket: Path | None = None, /, **arguments: Any) -> Any:
        """Run a command of ejabberd's HTTP API, the private one unless another is named. Raises
        Refused."""
        connection = _UnixConnection(socket or self.home / "run" / "ejabberd" / "api.sock")
        try:
            connection.request(
                "POST",
                f"/api/{command}",
                json.dumps(arguments),
                {"Content-Type": "application/json", "Host": self.domain},
            )
            response = connection.getresponse()
            answer = response.read().decode()
        finally:
            connection.close()
        if response.status != http.client.OK:
            raise Refused(response.status, answer)
        return json.loads(answer)

    def send_as(self, person: str, stanza: str) -> str:
        """Send as a user; the stanza's archive id. Raises Refused."""
        answer = self.api("stoa_send", stanza=stanza, **{"from": person})
        return str(answer["stanza_id"])

    async def open(self, *, start_tls: bool | None = None) -> Client:
        return self._kept(
            await Client.open(self.domain, self.ports["client"], self.trust, start_tls=start_tls)
        )

    async def open_raw(self) -> Stream:
        """A connection on which not a byte has been sent."""
        transport = await TcpTransport.open("127.0.0.1", self.ports["client"])
        return self._kept(Stream(transport, self.domain))

    async def open_tls(self) -> Client:
        return self._kept(await Client.open_tls(self.domain, self.ports["client_tls"], self.trust))

    async def open_websocket(self, port: str = "web") -> WebSocketClient:
        """Through nginx, as browsers come, or straight to the server's port `websocket`."""
        return self._kept(await WebSocketClient.open_websocket(self.domain, self.ports[port]))

    async def sign_in(self, person: str, resource: str) -> Client:
        """An online session with carbons, as every modern client has."""
        client = await self.open()
        failure = await client.authenticate(person, self.password(person))
        if failure is not None:
            raise AssertionError(f"{person} could not sign in: {failure}")
        await client.bind(resource)
        await client.enable_carbons()
        await client.available()
        return client

    async def connect_component(self, name: str) -> Component:
        return self._kept(
            await Component.connect(
                f"{name}.{self.domain}",
                self.domain,
                self.ports["component"],
                self.secret(f"{name}/component_secret"),
            )
        )

    def _kept(self, stream: S) -> S:
        self._streams.append(stream)
        return stream

    async def hang_up(self) -> None:
        """End all streams to this stack that are still open."""
        while self._streams:
            await self._streams.pop().close()


def borrowing(home: Path) -> dict[str, str]:
    """The environment of an instance that uses what the one that runs the tests has made."""
    lender = Settings().layout()
    return {
        "STOA_HOME": str(home),
        "STOA_TREE": str(lender.tree),
        "STOA_WEBCLIENT": str(lender.webclient),
    }


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=30)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


def free_port_base() -> int:
    """A base whose whole span of ports nobody listens on, below the ephemeral ports.

    Each process begins to look somewhere else: two runs at once do not race for one base.
    """
    bases: list[int] = list(range(20_000, 32_000, 20))
    first = os.getpid() % len(bases)
    for base in (*bases[first:], *bases[:first]):
        if all(_is_free(base + offset) for offset in range(_PORT_SPAN)):
            return base
    raise AssertionError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def eventually(look: Callable[[], T], wanted: Callable[[T], bool], seconds: float) -> T:
    """Look until it is as wanted; the last look, also when time is up."""
    deadline = time.monotonic() + seconds
    while not wanted(found := look()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found
