"""The parts' states in a file, for the portal, which may not ask the supervisor."""

import asyncio
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deploy.instance import files
from deploy.instance.users import Account
from deploy.supervisor.supervisor import Supervisor

LOOK_SECONDS = 0.2
EVERY_SECONDS = 10.0


async def publish(supervisor: Supervisor, path: Path, reader: Account) -> None:
    """Writes each change and, as a sign of life, every ten seconds. Never returns; cancel it."""
    written: dict[str, Any] = {}
    at = 0.0
    while True:
        states = _states(supervisor)
        if states != written or time.monotonic() - at >= EVERY_SECONDS:
            _replace(path, states, reader)
            written, at = states, time.monotonic()
        await asyncio.sleep(LOOK_SECONDS)


def _states(supervisor: Supervisor) -> dict[str, Any]:
    report = supervisor.report()
    return {name: report[name] for name in ("state", "failing", "parts")}


def _replace(path: Path, states: dict[str, Any], reader: Account) -> None:
    """The folder is ours alone. A full disk leaves the old one."""
    fresh = path.with_name(f"{path.name}.new")
    try:
        fresh.unlink(missing_ok=True)
        fresh.touch(0o600)
        fresh.write_text(json.dumps({"at": datetime.now(UTC).isoformat(), **states}))
        files.give(fresh, reader)
        fresh.rename(path)
    except OSError:
        return
