"""How far a source has been read, by the latest change in it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

OVERLAP = timedelta(minutes=5)
"""A change is read again for so long: others may have been under way before it was to be seen."""
A_DAY = timedelta(days=1)
"""Clocks and zones differ by less."""


def written(changes: Iterable[Any]) -> str:
    """Of values of one column; empty without any. A time to come is a slip: after it nothing would
    ever count as changed."""
    latest = max((each for each in changes if each is not None and _has_been(each)), default=None)
    if latest is None:
        return ""
    if isinstance(latest, date):
        return json.dumps(["time", latest.isoformat()])
    return json.dumps(["value", latest if isinstance(latest, int | float) else str(latest)])


def _has_been(change: Any) -> bool:
    if isinstance(change, datetime):
        return change.replace(tzinfo=None) < datetime.now(UTC).replace(tzinfo=None) + A_DAY
    return not isinstance(change, date) or change <= datetime.now(UTC).date() + A_DAY


def start(mark: str) -> Any:
    """What later changes are compared with."""
    kind, value = json.loads(mark)
    return datetime.fromisoformat(value) - OVERLAP if kind == "time" else value
