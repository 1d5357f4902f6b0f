"""Names that addresses are made of: chosen once, so they have to suit every client."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import accumulate, count

LONGEST = 56
"""Leaves room for a number within `accounts.LOCALPART`."""

ESCAPED = " \"&'/:<>@"
BACKSLASH = re.compile(r"\\(?=20|22|26|27|2f|3a|3c|3e|40|5c)")
"""Where it would be taken for the beginning of an escape."""
BLANKS_AT_THE_END = re.compile(r"(?:\\20)+$")
"""No address may have them there (XEP-0106)."""

Taken = Callable[[str], bool]


def localpart(user_name: str, taken: Taken) -> str:
    r"""Of an account: `O'Brien@corp` becomes `o\27brien` (XEP-0106 v1.1), `Jörg` becomes `jorg`;
    the next of that name gets a 2."""
    before_at = user_name.rpartition("@")[0] or user_name
    usable = re.sub(rf"[^a-z0-9._\\{ESCAPED}-]+", ".", _ascii(before_at)).strip("._- ")
    return _free(_short(_escaped(usable)) or "person", "", taken)


def room(name: str, taken: Taken) -> str:
    """Of a room: `Research & Development` becomes `research-development`."""
    usable = re.sub(r"[^a-z0-9]+", "-", _ascii(name)).strip("-")[:LONGEST]
    return _free(usable or "department", "-", taken)


def _escaped(name: str) -> list[str]:
    """By character."""
    unmistakable = BACKSLASH.sub("\0", name)
    return [
        r"\5c" if each == "\0" else rf"\{ord(each):02x}" if each in ESCAPED else each
        for each in unmistakable
    ]


def _short(characters: list[str]) -> str:
    lengths = accumulate(map(len, characters))
    kept = (each for each, end in zip(characters, lengths, strict=True) if end <= LONGEST)
    return BLANKS_AT_THE_END.sub("", "".join(kept))


def _ascii(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()


def _free(name: str, separator: str, taken: Taken) -> str:
    if not taken(name):
        return name
    numbered = (f"{name}{separator}{number}" for number in count(2))
    return next(candidate for candidate in numbered if not taken(candidate))
