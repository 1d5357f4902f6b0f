"""How often one asker may ask: counters in this process, which is the only one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

MOST_ASKERS = 20_000
"""Beyond it those are forgotten that began first; only strangers are that many."""


class Rate(NamedTuple):
    requests: int
    seconds: int


class Rates:
    """Each asker has `requests` at once and gets them back evenly within `seconds` (GCRA)."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._used_until: dict[str, float] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._used_until)

    def take(self, asker: str, rate: Rate) -> float:
        """One request of the asker's: 0, or the seconds until there will be one."""
        now = self._clock()
        with self._lock:
            until = max(self._used_until.get(asker, now), now) + rate.seconds / rate.requests
            wait = until - now - rate.seconds
            if wait > 0:
                return wait
            self._used_until[asker] = until
            if len(self._used_until) > MOST_ASKERS:
                self._forget(now)
        return 0

    def _forget(self, now: float) -> None:
        used = {asker: until for asker, until in self._used_until.items() if until > now}
        oldest = list(used)[: max(0, len(used) - MOST_ASKERS // 2)]
        for asker in oldest:
            del used[asker]
        self._used_until = used
