"""Names that people give their devices and programs, shown to them again everywhere."""

from __future__ import annotations

import re
import unicodedata

from schemas.refusals import Malformed

LONGEST = 64
UNWANTED_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
TURNS_TEXT = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
"""Marks that reorder the text around them, and what no XML can carry."""


def checked(name: str) -> str:
    """Without the blanks around it. Raises Malformed unless it is 1 to 64 visible characters."""
    name = name.strip()
    if not 1 <= len(name) <= LONGEST:
        raise Malformed(f"A name has 1 to {LONGEST} characters")
    if TURNS_TEXT.search(name) or any(map(_unwanted, name)) or not any(map(_visible, name)):
        raise Malformed("A name has no control characters")
    return name


def _unwanted(character: str) -> bool:
    return unicodedata.category(character) in UNWANTED_CATEGORIES


def _visible(character: str) -> bool:
    return character.isprintable() and not character.isspace()
