"""How the parts of this instance are, as their supervisor last wrote it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError


class PartStatus(BaseModel):
    model_config = ConfigDict(frozen=True)

    state: str
    since: datetime
    restarts: int
    health: str
    """`ok`, empty while not running, or what is wrong."""
    note: str = ""
    last_end: str = ""

    @property
    def healthy(self) -> bool:
        return self.state == "running" and self.health == "ok"

    @property
    def trouble(self) -> str:
        return "" if self.healthy else self.health or self.last_end


class Status(BaseModel):
    model_config = ConfigDict(frozen=True)

    state: str
    """`healthy`, `starting`, `degraded` or `stopping`."""
    failing: str = ""
    parts: dict[str, PartStatus]


def read(file: Path) -> Status | None:
    """None when the supervisor has written nothing that can be understood."""
    try:
        return Status.model_validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return None
