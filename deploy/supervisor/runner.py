"""Keeps one part running."""

import asyncio
import os
import signal
import time
from asyncio.subprocess import Process
from collections.abc import Callable
from pathlib import Path

from deploy.supervisor import leftovers
from deploy.supervisor.backoff import BackOff
from deploy.supervisor.launch import launch
from deploy.supervisor.notify import Notices
from deploy.supervisor.part import Busy, NotReady, Part
from deploy.supervisor.silence import Silence
from deploy.supervisor.status import PartStatus, State

PROBE_SECONDS = 0.1
HEALTH_SECONDS = 5.0
ANSWER_SECONDS = 6.0
WORD_SECONDS = 6.0
"""A part that speaks sd_notify says something each second."""


class Runner:
    """Starts a part, waits until it answers, and starts it again when it dies or hangs."""

    def __init__(self, part: Part, home: Path, now: Callable[[], float] = time.time):
        self.part = part
        self.log = home / "log" / f"{part.name}.log"
        self.ready = asyncio.Event()
        self.deaths_before_ready = 0
        self.failure = ""
        """Why work that must be done once could not be done."""
        self._home, self._now = home, now
        self._state, self._since = State.WAITING, now()
        self._restarts, self._health, self._last_end = 0, "", ""
        self._process: Process | None = None
        self._back_off = BackOff()
        self._notices = Notices(part.notices) if part.notices else None
        self._was_ready = False
        self._busy = False
        self._killed_for = ""
        self._restarting: asyncio.Task[None] | None = None

    def status(self) -> PartStatus:
        pid = self._process.pid if self._process else None
        note = self._notices.status if self._notices else self.part.remark()
        return PartStatus(
            self._state, pid, self._since, self._restarts, self._health, note, self._last_end
        )

    def answering(self) -> bool:
        """Whether the parts that need it can count on it now."""
        return self.ready.is_set() and self._health == "ok"

    async def keep_running(self, needs: list["Runner"]) -> None:
        """Never returns; cancel it, then `stop`. Raises what hinders the first start."""
        if self._notices:
            self._notices.listen(self.part.account)
        while True:
            self._become(State.WAITING)
            for other in needs:
                await other.ready.wait()
            ran_seconds = await self._run_once(needs)
            self._restarts += 1
            self._become(State.BACKING_OFF)
            await asyncio.sleep(self._back_off.after_running(ran_seconds))

    async def stop(self) -> None:
        """Ends the part in order, and whatever is left of it without."""
        self.ready.clear()
        if self._restarting:
            self._restarting.cancel()
        if self._process:
            self._become(State.STOPPING)
            await self._end(self._process)
            self._process = None
        await asyncio.to_thread(self.part.prepare)
        if self._notices:
            self._notices.close()
        self._become(State.STOPPED)

    def restart(self) -> bool:
        """Ends the process, in order if it can; `keep_running` then starts it again."""
        if not self._process:
            return False
        if not self._restarting or self._restarting.done():
            self._restarting = asyncio.create_task(self._end(self._process))
        return True

    def send(self, number: signal.Signals) -> None:
        if self._process and self.ready.is_set():
            _quietly(self._process.send_signal, number)

    async def _run_once(self, needs: list["Runner"]) -> float:
        began = time.monotonic()
        try:
            self._process = await self._launch()
        except OSError as error:  # no memory, too many processes: passes, unless it is new
            if not self._was_ready:
                raise
            self._health = self._last_end = f"could not be started: {error}"
            return 0.0
        self._become(State.STARTING)
        watching = asyncio.create_task(self._watch(self._process, needs))
        try:
            code = await self._process.wait()
        finally:
            watching.cancel()
        self._died(code)
        return time.monotonic() - began

    async def _launch(self) -> Process:
        await asyncio.to_thread(self.part.prepare)
        if self._notices:
            self._notices.forget()
        self._killed_for = ""
        return await launch(self.part, self.log, leftovers.marks(self._home, self.part.name))

    def _died(self, code: int) -> None:
        if not self.ready.is_set():
            self.deaths_before_ready += not self._was_ready
        self.ready.clear()
        self._process, self._health = None, ""
        self._last_end = self._killed_for or (
            f"signal {-code}" if code < 0 else f"exit code {code}"
        )

    async def _watch(self, process: Process, needs: list["Runner"]) -> None:
        while not await self._answers():  # noqa: ASYNC110 - nothing could set an event
            await asyncio.sleep(PROBE_SECONDS)
        if not self._was_ready and not await self._did_once_ready():
            return
        self._was_ready = True
        self._become(State.RUNNING)
        self.ready.set()
        await self._until_silent(needs)
        self._killed_for = f"killed: no answer for {self.part.silent_seconds:.0f} s"
        self._health = self._killed_for
        _quietly(os.killpg, process.pid, signal.SIGKILL)

    async def _until_silent(self, needs: list["Runner"]) -> None:
        between_seconds = min(HEALTH_SECONDS, self.part.silent_seconds / 4)
        silence = Silence(self.part.silent_seconds, between_seconds + ANSWER_SECONDS)
        while not silence.too_long():
            began = time.monotonic()
            await asyncio.sleep(between_seconds)
            if await self._answers() or self._busy or not all(n.answering() for n in needs):
                silence.broken()
            else:
                silence.lasted(time.monotonic() - began)

    async def _did_once_ready(self) -> bool:
        try:
            for work in self.part.once_ready:
                await work()
        except Exception as error:  # noqa: BLE001  any failure stops the first start
            self.failure = self._health = f"{type(error).__name__}: {error}"
            return False
        return True

    async def _answers(self) -> bool:
        self._busy = False
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._probe()
        except TimeoutError:
            self._health = f"no answer within {ANSWER_SECONDS:.0f} s"
        except NotReady as missing:
            self._busy = isinstance(missing, Busy)
            self._health = str(missing) or "not ready"
        except Exception as error:  # noqa: BLE001  the watch must not end with its first surprise
            self._health = f"{type(error).__name__}: {error}"
        else:
            self._health = "ok"
        return self._health == "ok"

    async def _probe(self) -> None:
        if self._notices:
            _believe(self._notices)
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

    def _become(self, state: State) -> None:
        self._state, self._since = state, self._now()


def _believe(notices: Notices) -> None:
    """What a part said last, unless that is too long ago to be true of it now."""
    if not notices.ready.is_set():
        raise Busy(notices.status or "has not said READY=1 yet")
    quiet_seconds = time.monotonic() - notices.heard_at
    if quiet_seconds > WORD_SECONDS:
        raise NotReady(f"has said nothing for {quiet_seconds:.0f} s")
    if notices.status not in {"", "ok"}:
        raise Busy(notices.status)


def _quietly(act: Callable[..., None], *arguments: object) -> None:
    try:
        act(*arguments)
    except ProcessLookupError:
        return
