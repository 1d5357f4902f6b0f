"""The supervisor on the real stack: whatever is killed comes back, and nothing is left behind."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.harness import cast
from tests.harness.stack import CHECKOUT, START_SECONDS, Stack, borrowing, eventually

PARTS = (
    "postgres",
    "ejabberd",
    "archive",
    "directory",
    "clamd",
    "upload",
    "push",
    "portal",
    "nginx",
)
HEAL_SECONDS = 30.0
END_SECONDS = 30.0
REACHES = """
import os, sys
for path in sys.argv[1:]:
    if os.access(path, os.W_OK if path.endswith(".sock") else os.R_OK):
        print(path)
"""
"""Prints those of the paths whose socket or file it may open."""

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(autouse=True)
def _all_is_well(own_stack: Stack) -> None:
    """Every test begins on a healthy stack, whatever the one before did to it."""
    own_stack.up()
    wait_until_healthy(own_stack)


def wait_until_healthy(stack: Stack) -> None:
    found = eventually(stack.status, lambda status: status["state"] == "healthy", HEAL_SECONDS)
    assert found["state"] == "healthy", found


def kill(stack: Stack, part: str) -> None:
    """And wait until it is back."""
    before = stack.status()["parts"][part]["restarts"]
    stack.kill(part)
    eventually(lambda: stack.status()["parts"][part]["restarts"], lambda now: now > before, 60)
    wait_until_healthy(stack)


def lives(stack: Stack) -> dict[str, tuple[int, int]]:
    """Each part's process and how often it was restarted.

    What a part says of itself may still change: the one before may just have lost its server.
    """
    parts = stack.status()["parts"]
    return {name: (part["pid"], part["restarts"]) for name, part in parts.items()}


def processes(stack: Stack) -> list[psutil.Process]:
    """Every process that has the stack's home in its command, folder or environment."""
    return [process for process in psutil.process_iter() if belongs(process, str(stack.home))]


def belongs(process: psutil.Process, home: str) -> bool:
    if process.pid == os.getpid():
        return False
    with contextlib.suppress(psutil.Error, OSError):
        if process.cwd().startswith(home) or process.environ().get("STOA_HOME") == home:
            return True
        return any(home in word for word in process.cmdline())
    return False


def alive(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def listening(stack: Stack) -> list[str]:
    return [name for name, port in stack.ports.items() if answers(port)]


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def supervisor(stack: Stack) -> int:
    return int(stack.status()["supervisor"])


@pytest.mark.parametrize("part", PARTS)
def test_a_killed_part_is_started_again_and_the_others_run_on(own_stack: Stack, part: str) -> None:
    before = own_stack.status()["parts"]

    kill(own_stack, part)

    after = own_stack.status()["parts"]
    assert after[part]["pid"] != before[part]["pid"]
    assert after[part]["restarts"] == before[part]["restarts"] + 1
    others = [name for name in PARTS if name != part]
    assert [after[name]["pid"] for name in others] == [before[name]["pid"] for name in others]


async def test_the_first_question_after_a_start_is_answered_what_devices_do(
    own_stack: Stack,
) -> None:
    kill(own_stack, "ejabberd")
    await own_stack.sign_in(cast.ADA, "phone")
    page = await own_stack.sign_in(cast.ADA, "page")
    answer = await page.ask("get", "<devices xmlns='urn:stoa:devices:1'/>")

    found = answer.element.iterfind("{*}devices/{*}device")
    assert ["phone"] == [device.get("resource") for device in found]


def test_a_part_that_needs_a_dead_one_waits_for_it(own_stack: Stack) -> None:
    """The archive is not started in vain while PostgreSQL is away."""
    before = own_stack.status()["parts"]["archive"]["restarts"]

    own_stack.kill("postgres")
    own_stack.kill("archive")

    def restarts() -> int:
        return int(own_stack.status()["parts"]["archive"]["restarts"])

    eventually(restarts, lambda now: now > before, 60)
    wait_until_healthy(own_stack)
    assert restarts() == before + 1


def test_backends_that_outlive_their_postmaster_do_not_stop_the_restart(own_stack: Stack) -> None:
    postmaster = psutil.Process(own_stack.pid("postgres"))
    backends = postmaster.children()
    for backend in backends:
        backend.suspend()

    postmaster.kill()
    eventually(
        lambda: own_stack.status()["parts"]["postgres"],
        lambda p: p["pid"] not in {None, postmaster.pid},
        10,
    )
    wait_until_healthy(own_stack)

    assert [each for each in backends if alive(each)] == []


def test_a_part_is_restarted_on_request(own_stack: Stack) -> None:
    before = own_stack.pid("archive")

    assert "restarting archive" in own_stack.command("restart", "archive")

    def started_anew(pid: int | None) -> bool:
        return pid not in {None, before}

    assert started_anew(
        eventually(lambda: own_stack.status()["parts"]["archive"]["pid"], started_anew, 15)
    )


def test_an_unknown_part_is_named_with_the_known_ones(own_stack: Stack) -> None:
    assert ", ".join(PARTS) in own_stack.command("restart", "nonsense")


def test_a_killed_supervisor_leaves_no_process_and_no_port(own_stack: Stack) -> None:
    os.kill(supervisor(own_stack), signal.SIGKILL)

    assert eventually(lambda: processes(own_stack), lambda found: not found, END_SECONDS) == []
    assert listening(own_stack) == []


def test_a_start_right_after_a_killed_supervisor_succeeds(own_stack: Stack) -> None:
    parts = {own_stack.pid(part) for part in PARTS}
    os.kill(supervisor(own_stack), signal.SIGKILL)

    own_stack.up()

    assert own_stack.status()["state"] == "healthy"
    assert {own_stack.pid(part) for part in PARTS}.isdisjoint(parts)


def test_down_ends_everything_in_order_and_up_goes_on_with_the_same_data(own_stack: Stack) -> None:
    made = own_stack.home / "postgres" / "data" / "PG_VERSION"
    before = made.stat().st_mtime_ns
    own_stack.down()

    assert (processes(own_stack), listening(own_stack)) == ([], [])
    assert own_stack.status()["state"] == "stopped"
    assert "database system is shut down" in (own_stack.home / "log/postgres.log").read_text()
    own_stack.up()
    assert made.stat().st_mtime_ns == before


def test_an_instance_from_before_the_cms_gets_one_and_keeps_its_passwords(
    own_stack: Stack,
) -> None:
    with own_stack.database("postgres") as connection:
        connection.execute("drop database cms with (force)")
    own_stack.down()
    secrets = own_stack.home / "secrets"
    known = {name: own_stack.password(name) for name in cast.EVERYBODY}
    (secrets / "demo.json").unlink()
    (secrets / "demo.json").write_text(json.dumps(known))
    (secrets / "demo-cms.json").unlink()
    for part in ("cms", "cms_reader", "portal"):
        shutil.rmtree(secrets / part)

    own_stack.up()

    assert {name: own_stack.password(name) for name in cast.EVERYBODY} == known
    people = json.loads(own_stack.command("demo", "--json"))["people"]
    assert len({person["cms_password"] for person in people}) == 25
    assert len({person["password"] for person in people}) == 25


def test_down_when_nothing_runs_says_so(own_stack: Stack) -> None:
    own_stack.down()

    assert "not running" in own_stack.command("down")


def test_up_when_it_is_up_changes_nothing(own_stack: Stack) -> None:
    before = lives(own_stack)

    assert "already up" in own_stack.command("up", "--detach")

    assert lives(own_stack) == before


def test_ctrl_c_ends_a_start_in_the_foreground_in_order(own_stack: Stack) -> None:
    own_stack.down()
    shown = own_stack.home / "shown"
    with shown.open("wb") as output:
        running = subprocess.Popen(
            [sys.executable, "-m", "deploy", "up"],
            cwd=CHECKOUT,
            env=os.environ | borrowing(own_stack.home),  # noqa: TID251  handed on, not read
            stdout=output,
            stderr=output,
        )
        greeting = "Portal: user name and CMS password"
        said = eventually(shown.read_text, lambda text: greeting in text, START_SECONDS)
        running.send_signal(signal.SIGINT)

        assert running.wait(END_SECONDS) == 0
    assert (processes(own_stack), listening(own_stack)) == ([], [])
    assert greeting in said


def test_no_process_of_a_part_runs_as_root(own_stack: Stack) -> None:
    if os.geteuid() != 0:
        users = {psutil.Process(own_stack.pid(part)).uids().real for part in PARTS}
        assert users == {os.geteuid()}
        return

    names = {part: psutil.Process(own_stack.pid(part)).username() for part in PARTS}
    assert names == {
        "postgres": "stoa-postgres",
        "ejabberd": "stoa-ejabberd",
        "archive": "stoa",
        "directory": "stoa",
        "clamd": "stoa-scanner",
        "upload": "stoa-upload",
        "push": "stoa-push",
        "portal": "stoa-portal",
        "nginx": "stoa-nginx",
    }
    children = psutil.Process(supervisor(own_stack)).children(recursive=True)
    assert [each for each in children if each.uids().real == 0] == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts parts as other users")
def test_whoever_takes_over_the_portal_neither_commands_the_server_nor_signs_the_record(
    own_stack: Stack,
) -> None:
    home, portal = own_stack.home, psutil.Process(own_stack.pid("portal"))
    tried = [
        *sorted((home / "secrets").glob("*/*")),
        *sorted((home / "run").rglob("*.sock")),
        home / "run" / "status.json",
    ]

    allowed = subprocess.run(
        [sys.executable, "-c", REACHES, *map(str, tried)],
        user=portal.uids().real,
        group=portal.gids().real,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert {str(Path(path).relative_to(home)) for path in allowed} == {
        "run/metrics/archive.sock",
        "run/metrics/directory.sock",
        "run/metrics/portal.sock",
        "run/metrics/push.sock",
        "run/metrics/upload.sock",
        "run/portal/metrics.sock",
        "run/portal/portal.sock",
        "run/push/metrics.sock",
        "run/sending/api.sock",
        "run/status.json",
        "run/upload/metrics/metrics.sock",
        "secrets/portal/cms_url",
        "secrets/portal/database_password",
        "secrets/portal/file_links",
        "secrets/portal/push_key",
        "secrets/portal/session_key",
    }
    assert "STOA_EJABBERD_API" not in portal.environ()
    assert (home / "run" / "metrics").stat().st_mode & 0o7777 == 0o2750
    assert (home / "run" / "portal" / "portal.sock").stat().st_mode & 0o7777 == 0o660


def test_no_secret_stands_in_an_argument_list(own_stack: Stack) -> None:
    secrets = [path.read_text() for path in secret_files(own_stack.home / "secrets")]
    shown = [" ".join(process.cmdline()) for process in processes(own_stack)]

    assert [line for line in shown if any(secret in line for secret in secrets)] == []


def secret_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".json"]


def test_the_doctor_finds_nothing_to_mend(own_stack: Stack) -> None:
    examined = own_stack.command("doctor")

    assert [line for line in examined.splitlines() if line.startswith("fail")] == []
    assert "fsync, full_page_writes, synchronous_commit are on" in examined


def test_programs_read_the_state_as_json(own_stack: Stack) -> None:
    said, known = json.loads(own_stack.command("status", "--json")), own_stack.status()

    assert said.keys() == known.keys()
    assert (said["state"], said["supervisor"]) == ("healthy", known["supervisor"])
    assert said["instance"] == known["instance"]
    assert {name: part.keys() for name, part in said["parts"].items()} == {
        name: part.keys() for name, part in known["parts"].items()
    }


def test_logs_show_what_a_part_wrote(own_stack: Stack) -> None:
    assert "ready to accept connections" in own_stack.command("logs", "postgres")
