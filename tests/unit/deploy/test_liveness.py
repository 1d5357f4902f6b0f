"""A part that was ready and then hangs is killed and started again."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.instance.users import Account
from deploy.supervisor.part import Busy, NotReady, Part
from deploy.supervisor.runner import Runner
from deploy.supervisor.silence import Silence
from deploy.supervisor.status import PartStatus, State

PATIENT_LOOKS = 12
"""Many more than the silence that is allowed has."""
ME = Account("me", os.geteuid(), os.getegid())
ANSWERS = """
import contextlib, socket, sys
with socket.create_server(sys.argv[1], family=socket.AF_UNIX) as server:
    while True:
        connection, _ = server.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(b'well')
"""


def answering(socket: Path, silent_seconds: float = 0.4) -> Part:
    """A part whose every answer takes its process being at work."""

    async def probe() -> None:
        try:
            async with asyncio.timeout(0.2):
                reader, writer = await asyncio.open_unix_connection(socket)
                with contextlib.closing(writer):
                    answer = await reader.read()
        except (OSError, TimeoutError) as error:
            raise NotReady(type(error).__name__) from None
        if not answer:
            raise NotReady("hung up")

    return Part(
        name="fake",
        argv=(sys.executable, "-c", ANSWERS, str(socket)),
        environment={},
        account=ME,
        folder=socket.parent,
        probe=probe,
        prepare=lambda: socket.unlink(missing_ok=True),
        silent_seconds=silent_seconds,
        stop_seconds=0.5,
    )


@contextlib.asynccontextmanager
async def running(part: Part, home: Path, needs: list[Runner]) -> AsyncIterator[Runner]:
    (home / "log").mkdir(exist_ok=True)
    runner = Runner(part, home)
    keeping = asyncio.create_task(runner.keep_running(needs))
    try:
        async with asyncio.timeout(10):
            await runner.ready.wait()
        yield runner
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        await runner.stop()


async def until(runner: Runner, wanted: Callable[[PartStatus], bool]) -> PartStatus:
    async with asyncio.timeout(10):
        while not wanted(runner.status()):  # noqa: ASYNC110  a status is looked at
            await asyncio.sleep(0.02)
    return runner.status()


def healthy(status: PartStatus) -> bool:
    return status.state is State.RUNNING and status.health == "ok"


def pid(runner: Runner) -> int:
    found = runner.status().pid
    assert found
    return found


async def test_a_part_that_hangs_is_killed_and_started_again(tmp_path: Path) -> None:
    async with running(answering(tmp_path / "s"), tmp_path, []) as runner:
        os.kill(pid(runner), signal.SIGSTOP)

        restarted = await until(runner, lambda s: s.restarts == 1 and healthy(s))

    assert restarted.last_end == "killed: no answer for 0 s"


SPEAKS = """
import os, socket, time
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as speaker:
    speaker.connect(os.environ["NOTIFY_SOCKET"])
    while True:
        speaker.send(b"READY=1\\nSTATUS=ok")
        time.sleep(0.05)
"""


async def nothing_more() -> None:
    """What it says is all there is to ask."""


async def test_a_part_that_speaks_for_itself_is_killed_when_it_says_nothing_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deploy.supervisor.runner.WORD_SECONDS", 0.5)
    notices = tmp_path / "n"
    part = replace(
        answering(tmp_path / "s"),
        argv=(sys.executable, "-c", SPEAKS),
        environment={"NOTIFY_SOCKET": str(notices)},
        notices=notices,
        probe=nothing_more,
    )
    async with running(part, tmp_path, []) as runner:
        os.kill(pid(runner), signal.SIGSTOP)

        restarted = await until(runner, lambda s: s.restarts == 1 and healthy(s))

    assert restarted.last_end == "killed: no answer for 0 s"


async def test_a_part_that_hangs_for_less_than_its_limit_runs_on(tmp_path: Path) -> None:
    async with running(answering(tmp_path / "s", 3.0), tmp_path, []) as runner:
        before = pid(runner)
        os.kill(before, signal.SIGSTOP)
        await until(runner, lambda s: s.health != "ok")
        os.kill(before, signal.SIGCONT)

        after = await until(runner, healthy)

    assert (after.pid, after.restarts, after.last_end) == (before, 0, "")


async def test_a_part_is_not_blamed_while_one_it_needs_hangs(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    async with (
        running(answering(tmp_path / "a" / "s", 8.0), tmp_path / "a", []) as needed,
        running(answering(tmp_path / "b" / "s"), tmp_path / "b", [needed]) as runner,
    ):
        os.kill(pid(needed), signal.SIGSTOP)
        await until(needed, lambda s: s.health != "ok")
        os.kill(pid(runner), signal.SIGSTOP)
        await asyncio.sleep(0.8)

        spared = runner.status()

    assert spared.restarts == 0


@pytest.mark.parametrize(
    ("raised", "restarts"),
    [(Busy("in recovery"), False), (NotReady("refused"), True), (ValueError("no JSON"), True)],
    ids=["it says why it cannot serve", "it does not answer", "it answers nonsense"],
)
async def test_only_a_part_that_says_nothing_sensible_is_ended(
    tmp_path: Path, raised: Exception, restarts: bool
) -> None:
    well, asked = True, 0

    async def probe() -> None:
        nonlocal asked
        if not well:
            asked += 1
            raise raised

    part = asleep(tmp_path, probe)
    async with running(part, tmp_path, []) as runner:
        well = False
        status = await until(runner, lambda s: s.restarts > 0 or asked > PATIENT_LOOKS)

    assert (status.restarts > 0) == restarts


async def test_a_part_that_cannot_be_started_again_for_now_is_tried_again(
    tmp_path: Path,
) -> None:
    fails = False

    def prepare() -> None:
        if fails:
            raise BlockingIOError("Resource temporarily unavailable")

    async with running(asleep(tmp_path, nothing, prepare), tmp_path, []) as runner:
        fails = True
        os.kill(pid(runner), signal.SIGKILL)
        failed = await until(runner, lambda s: "could not be started" in s.last_end)
        fails = False
        healed = await until(runner, healthy)

    assert (failed.pid, healed.health) == (None, "ok")


async def test_a_part_that_ignores_the_request_to_restart_is_killed(tmp_path: Path) -> None:
    trapped = tmp_path / "trapped"

    async def probe() -> None:
        if not trapped.exists():
            raise NotReady("hears the request yet")

    deaf = f"trap '' TERM; : >'{trapped}'; while :; do sleep 1; done"
    part = replace(asleep(tmp_path, probe), argv=("/bin/sh", "-c", deaf), stop_seconds=0.3)
    async with running(part, tmp_path, []) as runner:
        assert runner.restart()

        restarted = await until(runner, lambda s: s.restarts == 1 and healthy(s))

    assert restarted.last_end == "signal 9"


def test_a_machine_that_slept_has_not_been_silent() -> None:
    silence = Silence(60.0, 11.0)

    silence.lasted(3600.0)

    assert not silence.too_long()


def test_a_minute_without_an_answer_is_too_long_and_one_answer_starts_it_anew() -> None:
    silence = Silence(60.0, 11.0)
    for _ in range(5):
        silence.lasted(11.0)
    silence.broken()
    for _ in range(5):
        silence.lasted(11.0)
    assert not silence.too_long()

    silence.lasted(11.0)

    assert silence.too_long()


async def nothing() -> None:
    """A probe that is always content."""


def asleep(
    folder: Path,
    probe: Callable[[], Awaitable[None]],
    prepare: Callable[[], None] = lambda: None,
) -> Part:
    return Part(
        name="fake",
        argv=("/bin/sleep", "60"),
        environment={},
        account=ME,
        folder=folder,
        probe=probe,
        prepare=prepare,
        silent_seconds=0.4,
    )
