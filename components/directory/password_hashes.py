"""One comparison for each kind of hash; ValueError for what is none of its kind, or asks too much:
whoever can write a hash must not get our memory and hours with it."""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b64decode, b64encode

import bcrypt
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import Argon2Error
from argon2.exceptions import VerifyMismatchError as Mismatch

MOST_ITERATIONS = 5_000_000
MOST_BYTES = 256 * 1024 * 1024
MOST_PASSES = 16
MOST_LANES = 16
MOST_SCRYPT_WORK = 2**22
"""N * r * p: some seconds."""
MOST_BCRYPT_COST = 15
MOST_PHPASS_LOG2 = 20

PBKDF2 = re.compile(r"(?P<iterations>[0-9]{1,7})\$(?P<salt>[^$]+)\$(?P<hash>[A-Za-z0-9+/=]+)")
SCRYPT = re.compile(r"([0-9]{1,8})\$([^$]+)\$([0-9]{1,3})\$([0-9]{1,3})\$([A-Za-z0-9+/=]+)")
BCRYPT = re.compile(r"\$2[aby]\$(?P<cost>[0-9]{2})\$[./A-Za-z0-9]{53}")
BCRYPT_BYTES = 72
"""It reads no more of a password."""
PHPASS = re.compile(r"\$[PH]\$(?P<log2>[./0-9A-Za-z])(?P<salt>[./0-9A-Za-z]{8})[./0-9A-Za-z]{22}")
PHPASS_DIGITS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
WORDPRESS_KEY = b"wp-sha384"
PHP_BLANKS = b" \n\r\t\v\0"


def argon2(password: bytes, encoded: str) -> bool:
    """`$argon2id$v=19$m=…,t=…,p=…$salt$hash`."""
    asked = extract_parameters(encoded)
    if (
        not 8 <= asked.memory_cost <= MOST_BYTES // 1024
        or not 1 <= asked.time_cost <= MOST_PASSES
        or not 1 <= asked.parallelism <= MOST_LANES
    ):
        raise ValueError("asks too much")
    try:
        return PasswordHasher().verify(encoded, password)
    except Mismatch:
        return False
    except Argon2Error as error:
        raise ValueError("damaged") from error


def pbkdf2_sha256(password: bytes, rest: str) -> bool:
    """`iterations$salt$hash`, as Django writes it."""
    return _pbkdf2("sha256", password, rest)


def pbkdf2_sha1(password: bytes, rest: str) -> bool:
    return _pbkdf2("sha1", password, rest)


def _pbkdf2(digest: str, password: bytes, rest: str) -> bool:
    found = PBKDF2.fullmatch(rest)
    if found is None or not 1 <= int(found["iterations"]) <= MOST_ITERATIONS:
        raise ValueError("damaged, or asks too much")
    expected = b64decode(found["hash"], validate=True)
    salt, iterations = found["salt"].encode(), int(found["iterations"])
    return hmac.compare_digest(expected, hashlib.pbkdf2_hmac(digest, password, salt, iterations))


def scrypt(password: bytes, rest: str) -> bool:
    """`N$salt$r$p$hash`, as Django writes it."""
    found = SCRYPT.fullmatch(rest)
    if found is None:
        raise ValueError("damaged")
    cost, salt, block, lanes, encoded = found.groups()
    n, r, p = int(cost), int(block), int(lanes)
    memory = 128 * r * (n + p + 2)
    if memory > MOST_BYTES or n * r * p > MOST_SCRYPT_WORK:
        raise ValueError("asks too much")
    expected = b64decode(encoded, validate=True)
    made = hashlib.scrypt(
        password, salt=salt.encode(), n=n, r=r, p=p, maxmem=2 * memory, dklen=len(expected)
    )
    return hmac.compare_digest(expected, made)


def bcrypt_sha256(password: bytes, rest: str) -> bool:
    """Of the SHA-256 in hexadecimal, as Django does it: every byte of the password counts."""
    return _bcrypt(hashlib.sha256(password).hexdigest().encode(), rest)


def bcrypt_cut(password: bytes, rest: str) -> bool:
    """Of the beginning of the password, as Django and PHP do it."""
    return _bcrypt(password[:BCRYPT_BYTES], rest)


def wordpress_bcrypt(password: bytes, encoded: str) -> bool:
    """`$wp$2y$…`, of WordPress 6.8 and later."""
    typed = hmac.digest(WORDPRESS_KEY, password.strip(PHP_BLANKS), "sha384")
    return _bcrypt(b64encode(typed), encoded.removeprefix("$wp"))


def _bcrypt(password: bytes, encoded: str) -> bool:
    found = BCRYPT.fullmatch(encoded)
    if found is None or int(found["cost"]) > MOST_BCRYPT_COST:
        raise ValueError("damaged, or asks too much")
    return bcrypt.checkpw(password, encoded.encode())


def phpass(password: bytes, encoded: str) -> bool:
    """`$P$…`, of WordPress before 6.8."""
    found = PHPASS.fullmatch(encoded)
    log2 = PHPASS_DIGITS.index(found["log2"]) if found else 0
    if found is None or not 7 <= log2 <= MOST_PHPASS_LOG2:
        raise ValueError("damaged, or asks too much")
    typed = password.strip(PHP_BLANKS)
    made = _md5(found["salt"].encode() + typed)
    for _ in range(1 << log2):
        made = _md5(made + typed)
    return hmac.compare_digest(encoded[12:], _phpass_encoded(made))


def _md5(content: bytes) -> bytes:
    return hashlib.md5(content, usedforsecurity=False).digest()


def _phpass_encoded(content: bytes) -> str:
    """Base 64 of its own: the lowest bits first, without padding."""
    groups = (content[start : start + 3] for start in range(0, len(content), 3))
    return "".join(
        PHPASS_DIGITS[int.from_bytes(group, "little") >> 6 * place & 63]
        for group in groups
        for place in range(len(group) + 1)
    )
