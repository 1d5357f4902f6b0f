"""Names that addresses are made of: chosen once, so they have to suit every client."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import count

LONGEST = 56
"""Leaves room for a number within `accounts.LOCALPART`."""

Taken = Callable[[str], bool]


def localpart(user_name: str, taken: Taken) -> str:
    """Of an account: `Jörg.Müller@corp` becomes `jorg.muller`, the next of that name gets a 2."""
    before_at = user_name.partition("@")[0]
    usable = re.sub(r"[^a-z0-9._-]+", ".", _ascii(before_at)).strip("._-")[:LONGEST]
    return _free(usable or "person", "", taken)


def room(department_name: str, taken: Taken) -> str:
    """Of a room: `Research & Development` becomes `research-development`."""
    usable = re.sub(r"[^a-z0-9]+", "-", _ascii(department_name)).strip("-")[:LONGEST]
    return _free(usable or "department", "-", taken)


def _ascii(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()


def _free(name: str, separator: str, taken: Taken) -> str:
    if not taken(name):
        return name
    numbered = (f"{name}{separator}{number}" for number in count(2))
    return next(candidate for candidate in numbered if not taken(candidate))
