"""Who asked within the last second: a page asks for many things at once, by one credential."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
T = TypeVar("T")

LASTS_SECONDS = 1.0
MOST = 1_000
"""A credential may be as long as a header."""


class Recent(Generic[K, T]):
    """What was found by a credential, believed for `LASTS_SECONDS` and not longer."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._found: dict[K, tuple[float, T]] = {}

    def get(self, credential: K) -> T | None:
        until, found = self._found.get(credential, (0.0, None))
        return found if self._clock() < until else None

    def put(self, credential: K, found: T) -> None:
        if len(self._found) >= MOST:
            self.forget()
        self._found[credential] = (self._clock() + LASTS_SECONDS, found)

    def forget(self) -> None:
        """After anything has changed that may have ended a credential."""
        self._found = {}
