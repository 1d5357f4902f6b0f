"""How far a source has been read, by the latest change in it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

OVERLAP = timedelta(minutes=5)
"""A change is read again for so long: others may have been under way before it was to be seen."""


def written(changes: Iterable[Any]) -> str:
    """Of values of one column; empty without any."""
    latest = max((each for each in changes if each is not None), default=None)
    if latest is None:
        return ""
    if isinstance(latest, date):
        return json.dumps(["time", latest.isoformat()])
    return json.dumps(["value", latest if isinstance(latest, int | float) else str(latest)])


def start(mark: str) -> Any:
    """What later changes are compared with."""
    kind, value = json.loads(mark)
    return datetime.fromisoformat(value) - OVERLAP if kind == "time" else value
