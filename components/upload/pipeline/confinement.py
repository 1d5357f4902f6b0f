"""What the process that unpacks hostile bytes may do: next to nothing."""

from __future__ import annotations

import ctypes
import resource
import signal

PROCESSOR_SECONDS = 30
MEMORY_BYTES = 2**30
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38


def die_with_parent() -> None:
    prctl = ctypes.CDLL(None).prctl
    prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def confine(mapped_bytes: int) -> None:
    """From here on no file is opened, no connection made and no process begun: neither has a
    number left. `mapped_bytes` of memory are the file itself."""
    memory = MEMORY_BYTES + mapped_bytes
    limits = {
        resource.RLIMIT_CPU: PROCESSOR_SECONDS,
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_FSIZE: mapped_bytes + 2**20,
        resource.RLIMIT_NOFILE: 0,
    }
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))
