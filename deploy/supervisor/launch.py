"""Starting a part's process so that it cannot outlive the supervisor."""

import asyncio
import os
from asyncio.subprocess import DEVNULL, Process
from pathlib import Path
from typing import BinaryIO

from deploy.instance.tools import die_with_parent, ids
from deploy.supervisor.part import Part


async def launch(part: Part, log: Path, marks: dict[str, str]) -> Process:
    """Starts the part in a session of its own, as its own user.

    Must be called on the main thread: the kernel sends the parent-death signal
    when the thread that forked ends.
    """
    with appending(log) as output:
        return await asyncio.create_subprocess_exec(
            *part.argv,
            stdin=DEVNULL,
            stdout=output,
            stderr=output,
            cwd=part.folder,
            env={**part.environment, **marks},
            umask=part.umask,
            start_new_session=True,
            preexec_fn=die_with_parent(part.stop_signal),
            **ids(part.account),
        )


def appending(log: Path) -> BinaryIO:
    """A log only we may read: it names people and addresses."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    return os.fdopen(os.open(log, flags, 0o600), "ab")
