"""Homes for stacks of their own, on disks of their own where they are to be full."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.harness.stack import Stack, free_port_base

PIECE_BYTES = 2**16


@contextmanager
def own_home() -> Iterator[Path]:
    """Empty; removed at the end."""
    home = Path(tempfile.mkdtemp(prefix="s", dir="/tmp"))  # Unix sockets need short paths
    home.chmod(0o755)  # the parts run as users of their own when root starts them
    try:
        yield home
    finally:
        shutil.rmtree(home)


@contextmanager
def started(home: Path) -> Iterator[Stack]:
    """A healthy stack; stopped at the end."""
    stack = Stack(home, free_port_base())
    try:
        stack.up()
        yield stack
    finally:
        stack.down()


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[None]:
    """A new folder that is a disk of so many bytes. Only root can make one."""
    folder.mkdir()
    disk = ["-t", "tmpfs", "-o", f"size={size},mode=711", "tmpfs", str(folder)]
    subprocess.run(["mount", *disk], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Its disk has no room meanwhile."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(PIECE_BYTES)):
            pass
    try:
        yield
    finally:
        filler.unlink()
