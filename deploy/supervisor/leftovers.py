"""Processes of an instance that nobody supervises any more."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from psutil import Process

HOME_MARK, PART_MARK = "STOA_HOME", "STOA_PART"
"""Environment variables every part is started with; its children inherit them."""
POLL_SECONDS = 0.1


def marks(home: Path, part: str) -> dict[str, str]:
    return {HOME_MARK: str(home), PART_MARK: part}


def of_part(home: Path, part: str) -> list[Process]:
    """The part's processes, known by the marks in their environment."""
    wanted = marks(home, part).items()
    return [p for p in psutil.process_iter() if wanted <= _environment(p).items()]


def of_folder(folder: Path, program: str) -> list[Process]:
    """PostgreSQL's and nginx's processes. Their environment is overwritten by their
    titles, so they are known by program and working directory."""
    return [
        process
        for process in psutil.process_iter()
        if _inside(process, folder) and _program(process) == program
    ]


def of_home(home: Path) -> list[Process]:
    """Every process of any part of the instance."""
    marked = [
        process
        for process in psutil.process_iter()
        if PART_MARK in (found := _environment(process)) and found.get(HOME_MARK) == str(home)
    ]
    titled = {home / "postgres" / "data": "postgres", home / "run" / "nginx": "nginx"}
    return marked + [p for folder, program in titled.items() for p in of_folder(folder, program)]


def wait_gone(find: Callable[[], list[Process]], seconds: float) -> bool:
    """Waits for processes that are ending; whether all are gone."""
    end = time.monotonic() + seconds
    while find():
        if time.monotonic() > end:
            return False
        time.sleep(POLL_SECONDS)
    return True


def kill(find: Callable[[], list[Process]], seconds: float = 5.0) -> None:
    """Ends processes whose parent is dead already: there is no order left to keep."""
    for process in find():
        _signal(process, signal.SIGKILL)
    wait_gone(find, seconds)


def _signal(process: Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.Error:
        return


def _environment(process: Process) -> dict[str, str]:
    try:
        return {} if process.pid == os.getpid() else dict(process.environ())
    except (psutil.Error, OSError):
        return {}


def _inside(process: Process, folder: Path) -> bool:
    try:
        return process.cwd() == str(folder) and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, OSError):
        return False


def _program(process: Process) -> str:
    try:
        return Path(process.exe()).name
    except (psutil.Error, OSError):
        return ""
