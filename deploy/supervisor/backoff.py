"""How long a part that keeps dying waits before its next start."""

from dataclasses import dataclass

FIRST_SECONDS = 0.2
LONGEST_SECONDS = 10.0
STEADY_SECONDS = 30.0
"""A part that ran this long starts again with the shortest wait."""


@dataclass
class BackOff:
    """Doubles with each death; never gives up."""

    next_seconds: float = FIRST_SECONDS

    def after_running(self, seconds: float) -> float:
        """The wait before the next start, given how long the part ran."""
        if seconds >= STEADY_SECONDS:
            self.next_seconds = FIRST_SECONDS
        wait = self.next_seconds
        self.next_seconds = min(wait * 2, LONGEST_SECONDS)
        return wait
