"""A component as a process: what it says, how it ends, and what a kill at any point leaves."""

import asyncio
import http.client
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest_asyncio
from sqlalchemy import Engine

from components.runtime.jobs import defer
from components.runtime.outbox import put
from components.runtime.settings import ComponentSettings
from tests.harness.stack import CHECKOUT
from tests.harness.stanza import named
from tests.wire.server import LoopbackServer
from tests.wire.test_outbox import emptied, message, waiting
from tests.wire.waiting import until

Start = Callable[[], Awaitable[asyncio.subprocess.Process]]


@pytest_asyncio.fixture
async def start(
    with_database: ComponentSettings, tmp_path: Path, server: LoopbackServer, engine: Engine
) -> AsyncIterator[Start]:
    """Starts the component of `component.py`; its stream is up then."""
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "database_password").write_text(with_database.database_password)
    (secrets / "component_secret").write_text(with_database.component_secret)
    plain = with_database.model_dump(exclude={"database_password", "component_secret", "metrics"})
    told = {f"STOA_{name.upper()}": str(value) for name, value in plain.items()}
    told |= {
        "STOA_SECRETS": str(secrets),
        "STOA_EJABBERD_API": str(tmp_path / "notes"),
        "STOA_METRICS": str(tmp_path / "metrics.sock"),
        "NOTIFY_SOCKET": str(tmp_path / "notify.sock"),
    }
    started = []

    async def start() -> asyncio.subprocess.Process:
        server.up.clear()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.wire.component",
            cwd=CHECKOUT,
            env=os.environ | told,  # noqa: TID251  handed on, not read
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        started.append(process)
        async with asyncio.timeout(30):
            await server.up.wait()
        return process

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def notes(tmp_path: Path) -> list[str]:
    file = tmp_path / "notes"
    return file.read_text().split() if file.exists() else []


async def test_what_a_killed_process_had_begun_is_done_by_the_next(
    start: Start, engine: Engine, server: LoopbackServer, tmp_path: Path
) -> None:
    server.answers_pings = False
    killed = await start()
    with engine.begin() as connection:
        put(connection, "archive", message("twice"))
        defer(connection, "wire.note", word="again")
    await server.expect(named("iq"))
    await until(lambda: notes(tmp_path) == ["again"])
    killed.send_signal(signal.SIGKILL)
    await killed.wait()
    kept = waiting(engine)
    server.answers_pings = True
    (tmp_path / "notes.done").touch()
    await start()
    await emptied(engine)
    await until(lambda: len(notes(tmp_path)) == 2)
    first, second = server.messages

    assert (1, first.id) == (kept, second.id)
    assert ["again", "again"] == notes(tmp_path)


async def test_it_says_when_it_is_ready_shows_what_it_counts_and_ends_in_order(
    start: Start, engine: Engine, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify.sock"))
        listener.setblocking(False)
        process = await start()
        said = b""
        async with asyncio.timeout(5):
            while b"READY=1" not in said:
                said = await asyncio.get_running_loop().sock_recv(listener, 4096)
    counted = await asyncio.to_thread(metrics, tmp_path / "metrics.sock")
    process.terminate()
    output, _ = await asyncio.wait_for(process.communicate(), 5)
    lines = [json.loads(line) for line in output.splitlines()]

    assert b"STATUS=ok" in said
    assert "stoa_stream_up 1.0" in counted
    assert 0 == process.returncode
    assert "stream up" in {line["event"] for line in lines}


def metrics(path: Path) -> str:
    connection = http.client.HTTPConnection("localhost")
    connection.sock = socket.socket(socket.AF_UNIX)
    try:
        connection.sock.connect(str(path))
        connection.request("GET", "/metrics")
        return connection.getresponse().read().decode()
    finally:
        connection.close()
