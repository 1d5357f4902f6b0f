"""The process that unpacks what anybody sends."""

import os
import subprocess
import sys

import pytest

from components.upload.pipeline.examination import CHECKOUT, ENVIRONMENT

CONFINED = """
import os, socket
from components.upload.pipeline.confinement import confine
confine(0)"""


def tried(code: str, *, as_nobody: bool = False) -> str:
    """The name of the exception it ends with, or ''."""
    wrapped = f"{CONFINED}\ntry: {code}\nexcept BaseException as e: print(type(e).__name__)"
    user = 65534 if as_nobody and os.geteuid() == 0 else None
    done = subprocess.run(
        [sys.executable, "-c", wrapped],
        cwd=CHECKOUT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        user=user,
    )
    return done.stdout.strip() if done.returncode == 0 else str(done.returncode)


@pytest.mark.parametrize(
    "code",
    [
        "open('/etc/passwd')",
        "open('/tmp/x', 'w')",
        "socket.socket()",
        "os.pipe()",
        "os.dup(0)",
        "os.close(0); open('/etc/passwd')",
    ],
)
def test_it_opens_nothing(code: str) -> None:
    assert tried(code) == "OSError"


def test_it_begins_no_other_process() -> None:
    assert tried("os.fork()", as_nobody=True) == "BlockingIOError"


def test_it_takes_no_more_memory_than_it_needs() -> None:
    assert tried("bytes(2**31)") == "MemoryError"


def test_it_reads_no_secret_of_ours_from_its_environment() -> None:
    assert [name for name in ENVIRONMENT if name.startswith("STOA")] == []
