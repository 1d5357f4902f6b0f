"""Keeps one part running."""

import asyncio
import os
import signal
import time
from asyncio.subprocess import Process
from collections.abc import Callable
from pathlib import Path

from deploy import leftovers
from deploy.backoff import BackOff
from deploy.launch import launch
from deploy.notify import Notices
from deploy.part import NotReady, Part
from deploy.status import PartStatus, State

PROBE_SECONDS = 0.1
HEALTH_SECONDS = 5.0
ANSWER_SECONDS = 6.0


class Runner:
    """Starts a part, waits until it answers, and starts it again when it dies."""

    def __init__(self, part: Part, home: Path, now: Callable[[], float] = time.time):
        self.part = part
        self.log = home / "log" / f"{part.name}.log"
        self.ready = asyncio.Event()
        self.deaths_before_ready = 0
        self.failure = ""
        """Why work that must be done once could not be done."""
        self._home, self._now = home, now
        self._state, self._since = State.WAITING, now()
        self._restarts, self._health = 0, ""
        self._process: Process | None = None
        self._back_off = BackOff()
        self._notices = Notices(part.notices) if part.notices else None
        self._was_ready = False

    def status(self) -> PartStatus:
        pid = self._process.pid if self._process else None
        note = self._notices.status if self._notices else ""
        return PartStatus(self._state, pid, self._since, self._restarts, self._health, note)

    async def keep_running(self, needs: list["Runner"]) -> None:
        """Never returns; cancel it, then `stop`."""
        if self._notices:
            self._notices.listen(self.part.account)
        while True:
            self._become(State.WAITING)
            for other in needs:
                await other.ready.wait()
            ran_seconds = await self._run_once()
            self._restarts += 1
            self._become(State.BACKING_OFF)
            await asyncio.sleep(self._back_off.after_running(ran_seconds))

    async def stop(self) -> None:
        """Ends the part in order, and whatever is left of it without."""
        self.ready.clear()
        if self._process:
            self._become(State.STOPPING)
            await self._end(self._process)
        await asyncio.to_thread(self.part.prepare)
        if self._notices:
            self._notices.close()
        self._become(State.STOPPED)

    def restart(self) -> bool:
        """Asks the process to end; `keep_running` then starts it again."""
        if not self._process:
            return False
        self._process.send_signal(self.part.stop_signal)
        return True

    async def _run_once(self) -> float:
        await asyncio.to_thread(self.part.prepare)
        if self._notices:
            self._notices.forget()
        began = time.monotonic()
        marks = leftovers.marks(self._home, self.part.name)
        self._process = await launch(self.part, self.log, marks)
        self._become(State.STARTING)
        watching = asyncio.create_task(self._watch())
        try:
            await self._process.wait()
        finally:
            watching.cancel()
        self._died()
        return time.monotonic() - began

    def _died(self) -> None:
        if not self.ready.is_set():
            self.deaths_before_ready += not self._was_ready
        self.ready.clear()
        self._process, self._health = None, ""

    async def _watch(self) -> None:
        while not await self._answers():  # noqa: ASYNC110 - nothing could set an event
            await asyncio.sleep(PROBE_SECONDS)
        if not self._was_ready and not await self._did_once_ready():
            return
        self._was_ready = True
        self._become(State.RUNNING)
        self.ready.set()
        while True:
            await asyncio.sleep(HEALTH_SECONDS)
            await self._answers()

    async def _did_once_ready(self) -> bool:
        try:
            for work in self.part.once_ready:
                await work()
        except Exception as error:  # noqa: BLE001  any failure stops the first start
            self.failure = self._health = f"{type(error).__name__}: {error}"
            return False
        return True

    async def _answers(self) -> bool:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._probe()
        except (NotReady, TimeoutError) as missing:
            self._health = str(missing) or f"no answer within {ANSWER_SECONDS:.0f} s"
            return False
        self._health = "ok"
        return True

    async def _probe(self) -> None:
        if self._notices and not self._notices.ready.is_set():
            raise NotReady(self._notices.status or "has not said READY=1 yet")
        if self._notices and self._notices.status not in {"", "ok"}:
            raise NotReady(self._notices.status)
        await self.part.probe()

    async def _end(self, process: Process) -> None:
        _quietly(process.send_signal, self.part.stop_signal)
        try:
            async with asyncio.timeout(self.part.stop_seconds):
                await process.wait()
        except TimeoutError:
            pass
        _quietly(os.killpg, process.pid, signal.SIGKILL)
        await process.wait()
        self._process = None

    def _become(self, state: State) -> None:
        self._state, self._since = state, self._now()


def _quietly(act: Callable[..., None], *arguments: object) -> None:
    try:
        act(*arguments)
    except ProcessLookupError:
        return
