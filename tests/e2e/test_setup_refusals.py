"""What `./stoa up` refuses: with the reason and a remedy, and with nothing left running."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.harness.stack import CHECKOUT, borrowing, free_port_base

Run = Callable[..., subprocess.CompletedProcess[str]]
pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    for each in (folder, *folder.parents[:2]):
        each.chmod(0o755)
    return folder


@pytest.fixture
def run(home: Path) -> Iterator[Run]:
    """Runs the command line on a home of its own."""

    def command(*words: str, home: Path = home) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "deploy", *words],
            cwd=CHECKOUT,
            env=os.environ | borrowing(home),  # noqa: TID251  handed on
            capture_output=True,
            text=True,
            timeout=100,
        )

    yield command
    command("down")


@pytest.fixture
def base() -> str:
    return str(free_port_base())


def test_a_taken_port_is_named_with_its_owner_and_a_free_base(run: Run, base: str) -> None:
    with socket.create_server(("127.0.0.1", int(base) + 3)):
        refused = run("up", "--detach", "--port-base", base)

    assert refused.returncode == 1
    assert f"port {int(base) + 3} (websocket) is taken by process {os.getpid()} (" in refused.stderr
    assert "./stoa up --port-base" in refused.stderr


def test_a_refused_start_decides_nothing(run: Run, home: Path, base: str) -> None:
    with socket.create_server(("127.0.0.1", int(base))):
        run("up", "--detach", "--port-base", base, "--domain", "first.localhost")

    assert not (home / "etc" / "instance.json").exists()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--domain", "example.org"], "not on example.org"),
        (["--listen", "192.0.2.1"], "not on the address 192.0.2.1"),
        (["--listen", "nowhere"], "not an IP address"),
        (["--domain", "no domain"], "not a domain name"),
        (["--port-base", "80"], "cannot be a port base"),
        (["--cert", "/c.pem"], "needs its key"),
        (["--cert", "/missing.pem", "--key", "/missing.pem"], "cannot be read"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_is_refused_with_the_reason(
    run: Run, base: str, words: list[str], reason: str
) -> None:
    base_too = [] if "--port-base" in words else ["--port-base", base]

    refused = run("up", "--detach", *base_too, *words)

    assert (refused.returncode, reason in refused.stderr) == (1, True), refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_home_whose_sockets_would_have_too_long_a_path_is_refused(
    run: Run, home: Path, base: str
) -> None:
    refused = run("up", "--detach", "--port-base", base, home=home / ("d" * 100))

    assert refused.returncode == 1
    assert "set STOA_HOME to a shorter path" in refused.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts parts as other users")
def test_a_home_the_parts_may_not_enter_is_refused(run: Run, home: Path, base: str) -> None:
    home.parent.chmod(0o700)

    refused = run("up", "--detach", "--port-base", base)

    assert refused.returncode == 1
    assert f"may not enter {home.parent}" in refused.stderr
    assert f"chmod o+x {home.parent}" in refused.stderr


def test_a_running_instance_refuses_other_settings_and_another_domain(
    run: Run, home: Path, base: str
) -> None:
    assert run("up", "--detach", "--port-base", base).returncode == 0

    other_port = run("up", "--detach", "--port-base", str(free_port_base()))
    other_domain = run("up", "--detach", "--domain", "other.localhost")

    assert (other_port.returncode, other_domain.returncode) == (1, 1)
    assert "./stoa down first" in other_port.stderr
    assert "stays so" in other_domain.stderr


def test_the_part_that_fails_is_named_with_the_end_of_its_log(
    run: Run, home: Path, base: str
) -> None:
    assert run("up", "--detach", "--port-base", base).returncode == 0
    run("down")
    (home / "postgres/data/global/pg_control").unlink()

    failed = run("up", "--detach")

    assert failed.returncode == 1
    assert "postgres: ended 3 times while starting" in failed.stderr
    assert "pg_control" in failed.stderr
    assert [p for p in psutil.process_iter() if str(home) in " ".join(safe_command(p))] == []


def safe_command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []
