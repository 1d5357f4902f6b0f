"""Files and folders with the owner and mode they must have, written in one step."""

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from deploy.instance.refusal import Refused
from deploy.instance.users import Account


def folder(path: Path, owner: Account, mode: int, gid: int | None = None) -> Path:
    """Makes a folder, or sets the owner and mode of one that exists. Raises Refused for a link."""
    path.mkdir(parents=True, exist_ok=True)
    try:
        held = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except NotADirectoryError:
        raise Refused(f"{path} leads elsewhere: put a folder there") from None
    try:
        if os.geteuid() == 0:
            os.fchown(held, owner.uid, owner.gid if gid is None else gid)
        os.fchmod(held, mode)
    finally:
        os.close(held)
    return path


def write(path: Path, content: str | bytes, owner: Account, mode: int = 0o400) -> None:
    """Replaces a file: a reader, or a power cut, finds the old or the new content.

    The folder must not be writable by anybody less trusted than we are.
    """
    data = content.encode() if isinstance(content, str) else content
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        if os.geteuid() == 0:
            os.fchown(descriptor, owner.uid, owner.gid)
        os.fchmod(descriptor, mode)
        os.fsync(descriptor)
    Path(name).rename(path)


def empty(path: Path) -> None:
    """Removes the files in a folder of somebody less trusted, who must not choose which folder."""
    with suppress(OSError):
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            for each in os.scandir(folder):
                with suppress(OSError):
                    os.unlink(each.name, dir_fd=folder)
        finally:
            os.close(folder)


def give(path: Path, owner: Account) -> None:
    """Makes it the owner's own, if we are root."""
    if os.geteuid() == 0:
        os.chown(path, owner.uid, owner.gid)


def read(path: Path) -> str:
    """A file in a folder of somebody less trusted, who must not choose what we read.

    Raises OSError for a link, and Refused for anything but a file of its own.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor) as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
            raise Refused(f"{path} is not a file of its own", "remove it: a new one is made")
        return file.read()
