"""`up`, `down` and `status`."""

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from typing import Any

import psutil

from deploy.command.running import about, supervise
from deploy.command.screen import Screen
from deploy.instance.instance import Instance, Wishes, decide, load
from deploy.instance.layout import Layout
from deploy.instance.refusal import Refused
from deploy.servers.assembly import end_stragglers, make_folders
from deploy.servers.demo import BEST_KNOWN, sign_ins
from deploy.supervisor import control, leftovers
from deploy.supervisor.launch import appending
from deploy.supervisor.supervisor import holder

STOP_SECONDS = 90.0
POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Lifecycle:
    """Starts and stops one instance."""

    layout: Layout
    screen: Screen

    def up(self, wishes: Wishes, *, detach: bool, show_sign_ins: bool = True) -> int:
        users = make_folders(self.layout)
        instance = self._decide(wishes)
        running = self._ask("status")
        if running:
            return self._already_up(running, instance)
        if detach:
            return self._detach(instance, wishes.arguments())
        failing = supervise(
            self.layout,
            instance,
            users,
            self.screen.tell,
            lambda: self._greet(instance, show_sign_ins),
        )
        if failing:
            self.screen.failure(self.layout, failing)
        return 1 if failing else 0

    def down(self) -> int:
        """Returns when no process of the instance is left."""
        report = self._ask("stop")
        pid = report["supervisor"] if report else self._stop_preparation()
        if not pid and not leftovers.of_home(self.layout.home):
            self.screen.tell("not running")
            return 0
        if pid:
            self._wait_for_end(pid)
        end_stragglers(self.layout)
        self.screen.tell("stopped")
        return 0

    def status(self) -> dict[str, Any]:
        report = self._ask("status")
        if report:
            return report
        known = load(self.layout.etc / "instance.json")
        return {
            "instance": about(known) if known else None,
            "state": "stopped",
            "failing": "",
            "supervisor": None,
            "parts": {},
        }

    def restart(self, part: str) -> str:
        answer = self._ask(f"restart {part}")
        if not answer:
            raise Refused("not running", "start it with ./stoa up")
        return str(answer["said"])

    def _stop_preparation(self) -> int | None:
        """Ends a start that is not far enough to be asked; each step can be repeated."""
        pid = holder(self.layout.lock)
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        return pid

    def _ask(self, command: str) -> dict[str, Any] | None:
        try:
            return control.ask(self.layout.control_socket, command)
        except PermissionError:
            raise Refused(
                "it was started by another user", "run ./stoa as that user, or as root"
            ) from None
        except TimeoutError:
            raise Refused(
                "the supervisor does not answer", "end it with kill -9, then ./stoa up starts anew"
            ) from None

    def _decide(self, wishes: Wishes) -> Instance:
        known = load(self.layout.etc / "instance.json")
        return decide(known, wishes, has_demo_accounts=self.layout.demo.exists())

    def _already_up(self, report: dict[str, Any], wanted: Instance) -> int:
        if report["instance"] != about(wanted):
            raise Refused(
                "it is running with other settings",
                "./stoa down first, then up with the new ones",
            )
        self.screen.tell(f"already up, {report['state']}")
        self._greet(wanted)
        return 0

    def _greet(self, instance: Instance, show_sign_ins: bool = True) -> None:
        self.screen.greeting(self.layout, instance)
        if show_sign_ins:
            self.screen.sign_ins(sign_ins(self.layout, instance), len(BEST_KNOWN))

    def _detach(self, instance: Instance, arguments: list[str]) -> int:
        log = self.layout.log / "supervisor.log"
        with appending(log) as output:
            said_before = output.tell()
            started = subprocess.Popen(
                [str(self.layout.python), "-m", "deploy", "up", "--no-sign-ins", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.layout.checkout,
                start_new_session=True,
            )
        try:
            healthy = self._wait_until_healthy(started)
        except KeyboardInterrupt:
            started.terminate()
            started.wait()
            raise
        if healthy:
            self._greet(instance)
        else:
            self.screen.complaint(log, said_before)
        return 0 if healthy else 1

    def _wait_until_healthy(self, started: subprocess.Popen[bytes]) -> bool:
        """Whether it became healthy before it gave up, which it does by itself."""
        while started.poll() is None:
            if (self._ask("status") or {}).get("state") == "healthy":
                return True
            time.sleep(POLL_SECONDS)
        return False

    def _wait_for_end(self, pid: int) -> None:
        end = time.monotonic() + STOP_SECONDS
        while _lives(pid) and time.monotonic() < end:
            time.sleep(POLL_SECONDS)
        if _lives(pid):
            raise Refused(f"the supervisor {pid} does not end", "look at ./stoa logs")


def _lives(pid: int) -> bool:
    """A process that only waits to be reaped, as below an idle first process, has ended."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
