"""Passwords of a CMS, compared with hashes as Django writes them (`algorithm$…`)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import Argon2Error, InvalidHashError
from argon2.exceptions import VerifyMismatchError as Mismatch

LONGEST_BYTES = 1024
MOST_ITERATIONS = 5_000_000
MOST_KIBIBYTES = 256 * 1024
MOST_PASSES = 16
MOST_LANES = 16
LONGEST_HASH = 512
"""Bounds on what a hash may demand: whoever can write one must not get our memory with it."""

DECOY = "pbkdf2_sha256$600000$nobody$WEcz7KEHWBFdyh9sQvk3ua7WKIiLujLasFxxPzQyG8Y="
"""Of a password that was never written down: something to compare with where there is no hash."""


class UnknownFormat(Exception):  # noqa: N818 - no failure of ours
    """A hash that nothing can be compared with; its algorithm, never the hash."""


def matches(password: bytes, encoded: str) -> bool:
    """Whether `encoded` was made of this password. Raises UnknownFormat."""
    algorithm, _, rest = encoded.partition("$")
    compare = COMPARISONS.get(algorithm)
    if compare is None or len(encoded) > LONGEST_HASH:
        raise UnknownFormat(_nameable(algorithm, rest))
    return compare(password, rest)


def _nameable(algorithm: str, rest: str) -> str:
    return algorithm if rest and re.fullmatch(r"[a-z0-9_]{1,32}", algorithm) else "unknown"


def _argon2(password: bytes, rest: str) -> bool:
    """`argon2$argon2id$v=19$m=…,t=…,p=…$salt$hash`."""
    encoded = f"${rest}"
    try:
        asked = extract_parameters(encoded)
    except (InvalidHashError, ValueError) as error:
        raise UnknownFormat("argon2") from error
    if (
        not 8 <= asked.memory_cost <= MOST_KIBIBYTES
        or not 1 <= asked.time_cost <= MOST_PASSES
        or not 1 <= asked.parallelism <= MOST_LANES
    ):
        raise UnknownFormat("argon2")
    try:
        return PasswordHasher().verify(encoded, password)
    except Mismatch:
        return False
    except (Argon2Error, InvalidHashError) as error:
        raise UnknownFormat("argon2") from error


def _pbkdf2_sha256(password: bytes, rest: str) -> bool:
    """`pbkdf2_sha256$iterations$salt$hash`."""
    found = PBKDF2.fullmatch(rest)
    if found is None or not 1 <= int(found["iterations"]) <= MOST_ITERATIONS:
        raise UnknownFormat("pbkdf2_sha256")
    try:
        expected = base64.b64decode(found["hash"], validate=True)
    except binascii.Error as error:
        raise UnknownFormat("pbkdf2_sha256") from error
    made = hashlib.pbkdf2_hmac("sha256", password, found["salt"].encode(), int(found["iterations"]))
    return hmac.compare_digest(expected, made)


PBKDF2 = re.compile(r"(?P<iterations>[0-9]{1,7})\$(?P<salt>[^$]+)\$(?P<hash>[A-Za-z0-9+/=]+)")

COMPARISONS: dict[str, Callable[[bytes, str], bool]] = {
    "argon2": _argon2,
    "pbkdf2_sha256": _pbkdf2_sha256,
}
