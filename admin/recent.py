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

    def find(self, credential: K, look_up: Callable[[], T]) -> T:
        """What is empty is not kept; nor is what was looked up when `forget` came in between."""
        until, known = self._found.get(credential, (0.0, None))
        if known is not None and self._clock() < until:
            return known
        generation = self._found
        found = look_up()
        if found:
            if len(generation) >= MOST:
                self.forget()
            generation[credential] = (self._clock() + LASTS_SECONDS, found)
        return found

    def forget(self) -> None:
        """After anything has changed that may have ended a credential. Who is looking one up puts
        it where nobody reads any more."""
        self._found = {}
