"""What forms and addresses of several pages say."""

from __future__ import annotations

from components.directory.accounts import LOCALPART
from components.directory.roles import GIVEN, Role

LARGEST = 2**63 - 1


def number(text: str) -> int | None:
    """An id; None for anything that is none."""
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(LARGEST)):
        return None
    return int(text) if int(text) <= LARGEST else None


def localpart_in(text: str) -> str | None:
    """None for anything that is none."""
    return text if LOCALPART.fullmatch(text) else None


def role_named(text: str) -> Role | None:
    """One that can be given; None for anything else."""
    return next((role for role in GIVEN if role == text), None)
