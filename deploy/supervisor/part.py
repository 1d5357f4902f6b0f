"""What the supervisor has to know about a part to run it."""

import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.instance.users import Account

Probe = Callable[[], Awaitable[None]]
"""Returns when the part answers; raises NotReady, saying what is missing."""


class NotReady(Exception):  # noqa: N818 - a refusal, as in schemas.refusals
    """A part runs but does not answer as it should."""


class Busy(NotReady):
    """It answers, and says itself what is missing: no reason to end it."""


def nothing() -> None:
    """The preparation of a part that needs none."""


def silent() -> str:
    """Of a part there is nothing to say about."""
    return ""


@dataclass(frozen=True)
class Part:
    """One long-running program."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    account: Account
    folder: Path
    """Its working directory."""
    probe: Probe
    needs: tuple[str, ...] = ()
    """Parts that must be running before this one is started, not while it runs."""
    prepare: Callable[[], None] = nothing
    """Runs before each start and after the last stop: clears what a killed
    process left behind."""
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10.0
    """Time for an orderly end before the whole process group is killed."""
    silent_seconds: float = 60.0
    """A part that was ready and then answers no probe for so long, while the parts
    it needs answer, is killed and started again."""
    umask: int = 0o077
    notices: Path | None = None
    """Where it sends sd_notify messages, for a part that speaks sd_notify."""
    remark: Callable[[], str] = silent
    """What else is to be said of a part that does not speak sd_notify."""
    once_ready: tuple[Callable[[], Awaitable[None]], ...] = field(default=())
    """Work that must be done after its first start, before dependents start."""
