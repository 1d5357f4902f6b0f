"""For how long a part has given no sign of life."""

from dataclasses import dataclass


@dataclass
class Silence:
    """Counts looks, not the clock: a machine that slept has not been silent."""

    limit_seconds: float
    most_seconds_a_look: float
    """No look counts for more, however late it comes."""
    seconds: float = 0.0

    def broken(self) -> None:
        """It answered, or had a reason not to."""
        self.seconds = 0.0

    def lasted(self, seconds: float) -> None:
        self.seconds += min(seconds, self.most_seconds_a_look)

    def too_long(self) -> bool:
        return self.seconds >= self.limit_seconds
