"""The vocabulary of refusals: raised by capabilities, translated once at each edge."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - the words of the house
    """What a person asked for and may not have; `str()` is safe to show them."""


class Malformed(Refusal):
    """The request does not have the shape its standard demands."""


class NotSignedIn(Refusal):
    """The request needs credentials, or those given do not count (any more)."""


class NotAllowed(Refusal):
    """The asker is known and may not do this."""


class NotFound(Refusal):
    """There is no such thing, as far as the asker may know."""


class Conflict(Refusal):
    """The request contradicts what is already there."""


class TooLarge(Refusal):
    """The content passes a size limit of policy; `most_bytes` is that limit, where there is one for
    everybody."""

    def __init__(self, message: str, most_bytes: int | None = None) -> None:
        super().__init__(message)
        self.most_bytes = most_bytes


class TryLater(Refusal):
    """The service cannot answer now; `seconds` says when asking again makes sense."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds
