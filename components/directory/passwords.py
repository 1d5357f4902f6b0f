"""Passwords of a CMS, compared with hashes as Django, WordPress and PHP write them."""

from __future__ import annotations

import re
from collections.abc import Callable

from components.directory import password_hashes as hashes

LONGEST_BYTES = 1024
LONGEST_HASH = 512

DECOY = "pbkdf2_sha256$600000$nobody$WEcz7KEHWBFdyh9sQvk3ua7WKIiLujLasFxxPzQyG8Y="
"""Of a password that was never written down: something to compare with where there is no hash."""


class UnknownFormat(Exception):  # noqa: N818 - no failure of ours
    """A hash that nothing can be compared with; its algorithm, never the hash."""


def matches(password: bytes, encoded: str) -> bool:
    """Whether `encoded` was made of this password. Raises UnknownFormat."""
    algorithm, rest = _kind(encoded)
    compare = COMPARISONS.get(algorithm)
    if compare is None or len(encoded) > LONGEST_HASH:
        raise UnknownFormat(_nameable(algorithm, rest))
    try:
        return compare(password, rest)
    except ValueError:
        raise UnknownFormat(algorithm) from None  # its text may hold the hash


def _kind(encoded: str) -> tuple[str, str]:
    """Django names its algorithm and a dollar; others begin with a sign between dollars."""
    if not encoded.startswith("$"):
        algorithm, _, rest = encoded.partition("$")
        return algorithm, rest
    sign = encoded[1:].partition("$")[0]
    return OTHERS.get(sign, ""), encoded


def _nameable(algorithm: str, rest: str) -> str:
    return algorithm if rest and re.fullmatch(r"[a-z0-9_]{1,32}", algorithm) else "unknown"


COMPARISONS: dict[str, Callable[[bytes, str], bool]] = {
    "argon2": lambda password, rest: hashes.argon2(password, f"${rest}"),
    "argon2 of PHP": hashes.argon2,
    "bcrypt": hashes.bcrypt_cut,
    "bcrypt of PHP": hashes.bcrypt_cut,
    "bcrypt of WordPress": hashes.wordpress_bcrypt,
    "bcrypt_sha256": hashes.bcrypt_sha256,
    "pbkdf2_sha1": hashes.pbkdf2_sha1,
    "pbkdf2_sha256": hashes.pbkdf2_sha256,
    "phpass": hashes.phpass,
    "scrypt": hashes.scrypt,
}
OTHERS = {
    **dict.fromkeys(("argon2i", "argon2id"), "argon2 of PHP"),
    **dict.fromkeys(("2a", "2b", "2y"), "bcrypt of PHP"),
    **dict.fromkeys(("P", "H"), "phpass"),
    "wp": "bcrypt of WordPress",
}
