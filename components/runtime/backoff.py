"""How long to wait before trying again."""

from __future__ import annotations

import random
from collections.abc import Iterator


def backoff(first_seconds: float = 0.2, most_seconds: float = 5) -> Iterator[float]:
    """Seconds to wait before each attempt: twice as long each time, never the same for all."""
    seconds = first_seconds
    while True:
        yield seconds * random.uniform(0.5, 1)  # noqa: S311 - no secret
        seconds = min(2 * seconds, most_seconds)
