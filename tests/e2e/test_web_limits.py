"""Whom nginx counts as one client, tried with the limits it really has."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from deploy.instance.settings import Settings
from tests.harness.stack import CHECKOUT, eventually

Status = Callable[[str], int]

CONFIGURATION = """
daemon off;
pid nginx.pid;
error_log stderr alert;
events {{ }}
http {{
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  include "{limits}";
  set_real_ip_from unix:;
  real_ip_header X-Real-IP;
  server {{
    listen unix:web.sock;
    root .;
    location / {{ limit_req zone=sign_in; }}
  }}
}}
"""
"""Its clients say where they come from; a second request within 50 ms is one too many."""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="s", dir="/tmp"))  # Unix sockets need short paths
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def status(folder: Path) -> Iterator[Status]:
    limits = CHECKOUT / "deploy" / "nginx" / "limits.conf"
    text = CONFIGURATION.format(limits=limits).replace("unix:web.sock", f"unix:{folder}/web.sock")
    (folder / "nginx.conf").write_text(text)
    (folder / "page").touch()
    program = Settings().layout().tree / "usr" / "sbin" / "nginx"
    command = (program, "-e", "stderr", "-p", folder, "-c", folder / "nginx.conf")
    with subprocess.Popen(list(map(str, command))) as nginx:
        assert eventually((folder / "web.sock").exists, bool, seconds=10)
        yield lambda address: ask(folder / "web.sock", address)
        nginx.terminate()


def ask(path: Path, address: str) -> int:
    connection = HTTPConnection("localhost")
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(os.fspath(path))
    connection.request("GET", "/page", headers={"X-Real-IP": address})
    found = connection.getresponse().status
    connection.close()
    return found


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2001:db8::1", "2001:db8::2"),
        ("2001:db8:0:1:a:b:c:d", "2001:db8:0:1::a"),
        ("2001:db8:0:a0a::a0a", "2001:db8:0:a0a:a0a:a0a:a0a:a0a"),  # line feeds, if it were text
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.2", "::ffff:192.0.2.2"),
    ],
)
def test_one_network_of_ipv6_is_one_client(status: Status, first: str, second: str) -> None:
    assert (status(first), status(second)) == (200, 429)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2001:db8:1:1::1", "2001:db8:1:2::1"),
        ("192.0.2.3", "192.0.2.4"),
        ("::ffff:192.0.2.5", "::ffff:192.0.2.6"),
    ],
)
def test_others_are_other_clients(status: Status, first: str, second: str) -> None:
    assert (status(first), status(second)) == (200, 200)
