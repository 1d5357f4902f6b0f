"""Random tokens: whoever holds one is known by it; tables keep only its SHA-256."""

from __future__ import annotations

import hashlib
import secrets

BYTES = 32


def make() -> str:
    """256 bits in 43 characters that are safe in a cookie, an address and a header."""
    return secrets.token_urlsafe(BYTES)


def digest(token: str) -> bytes:
    """Of anything a client sends, also of what is no proper text."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()
