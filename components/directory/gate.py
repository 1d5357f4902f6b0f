"""How many sign-ins a process works on at once: the other requests must not wait for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from schemas.refusals import TryLater


class Gate:
    """Nobody waits at it: who finds it full is told to come again."""

    def __init__(self, most: int, most_of_one_place: int) -> None:
        self._most, self._most_of_one_place = most, most_of_one_place
        self._inside: Counter[str] = Counter()
        self._lock = Lock()

    @contextmanager
    def passed(self, place: str) -> Iterator[None]:
        """Raises TryLater."""
        with self._lock:
            if self._inside.total() >= self._most or self._inside[place] >= self._most_of_one_place:
                raise TryLater("Too many people sign in right now", seconds=1)
            self._inside[place] += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside[place] -= 1
                if not self._inside[place]:
                    del self._inside[place]
