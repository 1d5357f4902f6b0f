"""A whole Stoa for one benchmark, with the server tree of the calling instance."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from deploy.supervisor import control
from tests.harness.stack import Stack, free_port_base


@contextmanager
def home_of_its_own() -> Iterator[Path]:
    """A STOA_HOME without data, with the calling instance's environment; removed at the end."""
    home = Path(tempfile.mkdtemp(prefix="stoa-bench-"))
    home.chmod(0o755)  # the parts run as users of their own when root starts them
    (home / "venv").symlink_to(sys.prefix)
    try:
        yield home
    finally:
        shutil.rmtree(home)


@contextmanager
def own_stack(port_base: int | None = None) -> Iterator[Stack]:
    """Started and healthy; stopped and removed at the end, however that comes."""
    with home_of_its_own() as home:
        stack = Stack(home, port_base or free_port_base())
        try:
            stack.up()
            yield stack
        finally:
            stack.down()


def status(stack: Stack) -> dict[str, Any]:
    """The supervisor's own answer, without a process for the question; empty without one."""
    with suppress(OSError, ValueError):
        return control.ask(stack.home / "run" / "supervisor.sock", "status") or {}
    return {}
