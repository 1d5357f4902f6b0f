"""Texts that only one sequence of bytes has."""

from __future__ import annotations

import base64


def sized(digits: str, size: int) -> bytes:
    raw = bytes.fromhex(digits)
    if len(raw) != size or raw.hex() != digits:
        raise ValueError
    return raw


def decoded(encoded: str) -> bytes:
    return base64.b64decode(encoded, validate=True)
