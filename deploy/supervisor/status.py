"""The state of an instance, as `./stoa status --json` gives it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """What a part is doing."""

    WAITING = "waiting"
    STARTING = "starting"
    RUNNING = "running"
    BACKING_OFF = "backing-off"
    STOPPING = "stopping"
    STOPPED = "stopped"


@dataclass(frozen=True)
class PartStatus:
    """One part. `since` is when it entered its state, in seconds since 1970."""

    state: State
    pid: int | None
    since: float
    restarts: int
    health: str
    """`ok`, empty while not running, or what is wrong."""
    note: str = ""
    """What the part last said about itself (sd_notify STATUS)."""
    last_end: str = ""
    """How its last process ended; empty before the first end."""

    def healthy(self) -> bool:
        return self.state is State.RUNNING and self.health == "ok"

    def as_json(self) -> dict[str, Any]:
        return {
            "state": self.state,
            "pid": self.pid,
            "since": datetime.fromtimestamp(self.since, UTC).isoformat(),
            "restarts": self.restarts,
            "health": self.health,
            "note": self.note,
            "last_end": self.last_end,
        }


def overall(parts: Mapping[str, PartStatus], *, was_healthy: bool) -> str:
    """`degraded` only counts after a first healthy moment; before, it is `starting`."""
    if parts and all(part.healthy() for part in parts.values()):
        return "healthy"
    return "degraded" if was_healthy else "starting"
