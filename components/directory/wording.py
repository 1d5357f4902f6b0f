"""Letters and blanks that names of people are written with, in any script."""

from __future__ import annotations

import re

BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
"""Such as the wide one between names in Japanese, and those that spreadsheets leave behind."""
JOINERS = re.compile("[\u200c\u200d]")
"""Persian and Indian scripts are not written without them."""


def with_plain_blanks(text: str) -> str:
    return BLANKS.sub(" ", text)


def is_shown(text: str) -> bool:
    """Whether nothing in it is hidden, or changes how the rest looks."""
    return JOINERS.sub("", text).isprintable()
