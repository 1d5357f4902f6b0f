"""What the operator is told when something will not be done."""


class Refused(Exception):  # noqa: N818 - a refusal, as in schemas.refusals
    """The request cannot be met; nothing was changed.

    `reason` says what is in the way, `remedy` what the operator can do about it.
    """

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy
