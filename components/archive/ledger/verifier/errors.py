"""What everything here raises."""


class VerificationError(Exception):
    """Something is not what it has to be; the text says what and where."""
