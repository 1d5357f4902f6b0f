"""When the XMPP server counts as ready."""

import http.server
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest

from deploy.instance.instance import Instance
from deploy.servers import ejabberd
from deploy.supervisor.part import NotReady

Make = Callable[[int], Path]


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """An HTTP server on a unix socket that answers everything alike."""

    daemon_threads = True
    status = 200
    asked: tuple[str, ...] = ()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server = cast(Server, self.server)
        server.asked += (self.path,)
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(server.status)
        self.end_headers()
        self.wfile.write(b'{"started_id": "1"}')

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is shown."""


@contextmanager
def api(path: Path, status: int) -> Iterator[Server]:
    with Server(str(path), Handler) as server:
        server.status = status
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def instance() -> Iterator[Instance]:
    with socket.create_server(("127.0.0.1", 0)) as clients:
        yield Instance(port_base=clients.getsockname()[1])


async def test_it_is_ready_when_our_own_handler_and_the_client_port_answer(
    tmp_path: Path, instance: Instance
) -> None:
    with api(tmp_path / "s", 200) as server:
        await ejabberd._answers(tmp_path / "s", instance)

    assert server.asked == ("/api/stoa_status",)


@pytest.mark.parametrize("status", [404, 500])
async def test_it_is_not_ready_before_our_module_runs(
    tmp_path: Path, instance: Instance, status: int
) -> None:
    with api(tmp_path / "s", status), pytest.raises(NotReady, match=str(status)):
        await ejabberd._answers(tmp_path / "s", instance)


async def test_it_is_not_ready_without_its_private_socket(
    tmp_path: Path, instance: Instance
) -> None:
    with pytest.raises(NotReady, match="private API"):
        await ejabberd._answers(tmp_path / "s", instance)


async def test_it_is_not_ready_without_its_client_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with api(tmp_path / "s", 200), pytest.raises(NotReady, match=f"port {port}"):
        await ejabberd._answers(tmp_path / "s", Instance(port_base=port))
