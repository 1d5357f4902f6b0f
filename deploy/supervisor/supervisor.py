"""One process that starts the parts in order, keeps them running and ends them."""

import asyncio
import contextlib
import fcntl
import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from deploy.instance.refusal import Refused
from deploy.supervisor.part import Part
from deploy.supervisor.runner import Runner
from deploy.supervisor.status import PartStatus, overall

DEATHS_THAT_FAIL_A_START = 3
FIRST_START_SECONDS = 180.0
POLL_SECONDS = 0.1


class Supervisor:
    """Holds the parts of a running instance."""

    def __init__(self, parts: Sequence[Part], home: Path, about: dict[str, Any]):
        self._runners = {part.name: Runner(part, home) for part in parts}
        self._about = about
        self._stopping = asyncio.Event()
        self._was_healthy = False
        self.failing = ""

    def parts(self) -> dict[str, PartStatus]:
        return {name: runner.status() for name, runner in self._runners.items()}

    def report(self) -> dict[str, Any]:
        """What the control socket answers to `status`."""
        parts = self.parts()
        state = overall(parts, was_healthy=self._was_healthy)
        self._was_healthy = self._was_healthy or state == "healthy"
        return {
            "instance": self._about,
            "state": "stopping" if self._stopping.is_set() else state,
            "failing": self.failing,
            "supervisor": os.getpid(),
            "parts": {name: part.as_json() for name, part in parts.items()},
        }

    def ask_to_stop(self) -> None:
        self._stopping.set()

    def restart(self, name: str) -> str:
        """Ends one part, which is then started again; says what happened."""
        runner = self._runners.get(name)
        if not runner:
            return f"there is no part {name}; the parts are {', '.join(self._runners)}"
        return f"restarting {name}" if runner.restart() else f"{name} is not running"

    def send(self, name: str, number: signal.Signals) -> None:
        """A signal to a part that runs; it must know what to do with it."""
        self._runners[name].send(number)

    async def run(self) -> None:
        """Runs until asked to stop, or until the first start fails (`failing`)."""
        keeping = [asyncio.create_task(self._keep(r)) for r in self._runners.values()]
        judge = asyncio.create_task(self._judge_first_start())
        try:
            await self._stopping.wait()
        finally:
            await _cancel([judge, *keeping])
            await self._stop_all()

    async def _stop_all(self) -> None:
        """At the same time, but none before those that need it."""
        left = dict(self._runners)
        while left:
            needed = {name for runner in left.values() for name in runner.part.needs}
            last = [left.pop(name) for name in left.keys() - needed]
            await asyncio.gather(*(runner.stop() for runner in last))

    async def _keep(self, runner: Runner) -> None:
        needs = [self._runners[name] for name in runner.part.needs]
        try:
            await runner.keep_running(needs)
        except Exception as error:  # such as a program that is missing
            runner.failure = f"{type(error).__name__}: {error}"
            raise

    async def _judge_first_start(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FIRST_START_SECONDS):
                while not (self.failing or self.report()["state"] == "healthy"):
                    self.failing = self._failed()
                    await asyncio.sleep(POLL_SECONDS)
        self.failing = self.failing or self._not_ready()
        if self.failing:
            self._stopping.set()

    def _failed(self) -> str:
        for name, runner in self._runners.items():
            if runner.failure:
                return f"{name}: {runner.failure}"
            if runner.deaths_before_ready >= DEATHS_THAT_FAIL_A_START:
                return f"{name}: ended {runner.deaths_before_ready} times while starting"
        return ""

    def _not_ready(self) -> str:
        for name, part in self.parts().items():
            if not part.healthy():
                return f"{name}: not ready after {FIRST_START_SECONDS:.0f} s, {part.health}"
        return ""


def stop_on_signals(supervisor: Supervisor) -> None:
    """Ctrl-C, a closed terminal and `kill` all end in order."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, supervisor.ask_to_stop)


@contextlib.contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Raises Refused while another supervisor holds the instance.

    The kernel releases the lock however the holder ends.
    """
    descriptor = os.open(lock, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise Refused(
            "another ./stoa up is starting or stopping this instance",
            "wait for it, or look with ./stoa status",
        ) from None
    try:
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        os.close(descriptor)


def holder(lock: Path) -> int | None:
    """The process that holds the instance, answering already or not yet."""
    if not lock.exists():
        return None
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            written = file.read()
            return int(written) if written.isdigit() else None
    return None


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
