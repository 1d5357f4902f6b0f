"""Running a program to its end as one of the instance's users."""

import asyncio
import ctypes
import os
import signal
import subprocess
from asyncio.subprocess import PIPE
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from deploy.instance.refusal import Refused
from deploy.instance.users import Account

PR_SET_PDEATHSIG = 1
PLAIN = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}


def run(command: Sequence[str], account: Account, environment: Mapping[str, str] = PLAIN) -> str:
    """Its output. Raises Refused with its complaint when it fails."""
    done: subprocess.CompletedProcess[str] = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=dict(environment),
        umask=0o077,
        preexec_fn=die_with_parent(signal.SIGKILL),
        **ids(account),
    )
    if done.returncode != 0:
        raise Refused(_complaint(command, done.stderr or done.stdout))
    return done.stdout


async def run_beside(
    command: Sequence[str], account: Account, environment: Mapping[str, str], cwd: Path
) -> str:
    """The same without holding up the event loop; cancelled, it ends the program."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdout=PIPE,
        stderr=PIPE,
        cwd=cwd,
        env=dict(environment),
        preexec_fn=die_with_parent(signal.SIGKILL),
        **ids(account),
    )
    try:
        output, errors = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        raise
    if process.returncode != 0:
        raise Refused(_complaint(command, errors.decode(errors="replace")))
    return output.decode()


def ids(account: Account) -> dict[str, Any]:
    """What makes a child run as another user; nothing unless we are root."""
    if os.geteuid() != 0 or account.uid == 0:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def die_with_parent(with_signal: signal.Signals) -> Callable[[], None]:
    """Runs in the child after the change of user, which would clear the setting."""
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, int(with_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def _complaint(command: Sequence[str], errors: str) -> str:
    last_lines = "\n".join(errors.strip().splitlines()[-8:])
    return f"{Path(command[0]).name} {' '.join(command[1:3])} failed:\n{last_lines}"
