"""Hashes as Django, WordPress and PHP write them, and what of them is refused."""

import hashlib
import hmac
from base64 import b64encode

import bcrypt
import pytest
from argon2 import PasswordHasher
from argon2.low_level import Type
from hypothesis import given
from hypothesis import strategies as st

from components.directory.passwords import DECOY, OTHERS, UnknownFormat, matches

PASSWORD = "correct horse ünïcødé".encode()


def argon2(kind: Type = Type.ID) -> str:
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1, type=kind)
    return "argon2" + hasher.hash(PASSWORD)


def pbkdf2(password: bytes = PASSWORD, iterations: int = 3, salt: str = "salt") -> str:
    made = hashlib.pbkdf2_hmac("sha256", password, salt.encode(), iterations)
    return f"pbkdf2_sha256${iterations}${salt}${b64encode(made).decode()}"


def scrypt(n: int = 16, r: int = 8, p: int = 1) -> str:
    made = hashlib.scrypt(PASSWORD, salt=b"salt", n=n, r=r, p=p)
    return f"scrypt${n}$salt${r}${p}${b64encode(made).decode()}"


def bcrypted(password: bytes, sign: bytes = b"2b") -> str:
    made = bcrypt.hashpw(password, bcrypt.gensalt(4))
    return made.replace(b"2b", sign, 1).decode()


def wordpress() -> str:
    """What WordPress 6.8 does in PHP (wp_hash_password)."""
    typed = b64encode(hmac.digest(b"wp-sha384", PASSWORD, "sha384"))
    return f"$wp{bcrypted(typed, b'2y')}"


KINDS = {
    "argon2 of PHP": argon2().removeprefix("argon2"),
    "bcrypt": f"bcrypt${bcrypted(PASSWORD)}",
    "bcrypt of PHP": bcrypted(PASSWORD, b"2y"),
    "bcrypt_sha256": f"bcrypt_sha256${bcrypted(hashlib.sha256(PASSWORD).hexdigest().encode())}",
    "pbkdf2_sha1": "pbkdf2_sha1$3$salt$"
    + b64encode(hashlib.pbkdf2_hmac("sha1", PASSWORD, b"salt", 3)).decode(),
    "scrypt": scrypt(),
    "WordPress 6.8": wordpress(),
    "argon2id": argon2(),
    "argon2i": argon2(kind=Type.I),
    "pbkdf2": pbkdf2(),
    "pbkdf2 with a long salt": pbkdf2(salt="seasalt2" * 8),
}


@pytest.mark.parametrize("encoded", KINDS.values(), ids=KINDS)
def test_only_the_right_password_matches(encoded: str) -> None:
    assert matches(PASSWORD, encoded)
    for wrong in (b"", PASSWORD[:-1], PASSWORD + b".", PASSWORD.upper(), b"\xff" * 1024):
        assert not matches(wrong, encoded)


def test_a_hash_that_django_made_matches() -> None:
    """From Django 3.2's own tests (auth_tests/test_hashers.py)."""
    encoded = "pbkdf2_sha256$260000$seasalt$YlZ2Vggtqdc61YjArZuoApoBh9JNGYoDRBUGu6tcJQo="

    assert matches("lètmein".encode(), encoded)


KNOWN = {
    "phpass, from its own tests": ("test12345", "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0"),
    "phpass of phpBB": ("test12345", "$H$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0"),
    "scrypt, from Django's own tests": (
        "lètmein",
        "scrypt$16384$seasalt$8$1$Qj3+9PPyRjSJIebHnG81TMjsqtaIGxNQG/aEB/NYafTJ7tibgfYz71m0ldQESkXF"
        "RkdVCBhhY8mx7rQwite/Pw==",
    ),
}


@pytest.mark.parametrize(("password", "encoded"), KNOWN.values(), ids=KNOWN)
def test_hashes_that_others_made_match(password: str, encoded: str) -> None:
    assert matches(password.encode(), encoded)
    assert not matches(password[:-1].encode(), encoded)


@pytest.mark.parametrize("encoded", [wordpress(), KNOWN["phpass of phpBB"][1]])
def test_wordpress_does_not_mind_blanks_around_a_password(encoded: str) -> None:
    password = PASSWORD if encoded.startswith("$wp") else b"test12345"

    assert matches(b" " + password + b"\r\n", encoded)


def test_a_long_password_is_cut_where_bcrypt_cuts_it() -> None:
    long = b"x" * 100

    assert matches(long, bcrypted(long[:72]))
    assert not matches(long[:71], bcrypted(long[:72]))


def test_nothing_is_right_for_the_decoy() -> None:
    for typed in (b"", b"nobody", b"password"):
        assert not matches(typed, DECOY)


UNKNOWN = {
    "nothing": "",
    "unusable": "!kVq3",
    "no algorithm": "5f4dcc3b5aa765d61d8327deb882cf99",
    "bcrypt": "bcrypt_sha256$$2b$12$abc",
    "bcrypt for hours": bcrypted(PASSWORD).replace("$04$", "$31$"),
    "bcrypt of another sign": bcrypted(PASSWORD).replace("2b", "2x"),
    "WordPress without bcrypt": "$wp$abc",
    "phpass for hours": "$P$UIQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0",
    "phpass torn": "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r",
    "crypt of Unix": "$6$salt$abc",
    "scrypt with all the memory": scrypt().replace("$16$", "$16777216$"),
    "scrypt for hours": scrypt().replace("$8$1$", "$8$999$").replace("$16$", "$16384$"),
    "scrypt of no power": scrypt().replace("$16$", "$15$"),
    "md5": "md5$salt$5f4dcc3b5aa765d61d8327deb882cf99",
    "scrypt": "scrypt$16384$salt$8$1$abc",
    "SHA-1 of Django": "sha1$salt$abc",
    "pbkdf2_sha1 torn": "pbkdf2_sha1$1000$salt$abc",
    "pbkdf2 alone": "pbkdf2_sha256",
    "pbkdf2 without a salt": "pbkdf2_sha256$1000$$YWJj",
    "pbkdf2 without iterations": "pbkdf2_sha256$$salt$YWJj",
    "pbkdf2 with none": "pbkdf2_sha256$0$salt$YWJj",
    "pbkdf2 with negative ones": "pbkdf2_sha256$-1$salt$YWJj",
    "pbkdf2 for hours": "pbkdf2_sha256$9999999$salt$YWJj",
    "pbkdf2 for years": "pbkdf2_sha256$99999999999999$salt$YWJj",
    "pbkdf2 in other digits": "pbkdf2_sha256$٣$salt$YWJj",
    "pbkdf2 of no base64": "pbkdf2_sha256$1000$salt$YWJ",
    "argon2 alone": "argon2",
    "argon2 of nothing": "argon2$argon2id$v=19$m=64,t=1,p=1$$",
    "argon2 torn": argon2()[:-5] + "!",
    "argon2 twice": "argon2$argon2id$argon2id$v=19",
    "argon2 with all the memory": argon2().replace("m=64", "m=4194304"),
    "argon2 for hours": argon2().replace("t=1", "t=100000"),
    "argon2 in many lanes": argon2().replace("p=1", "p=255"),
    "argon2 with numbers that are none": argon2().replace("m=64", "m=x"),
    "endless": pbkdf2(salt="s" * 10_000),
}


@pytest.mark.parametrize("encoded", UNKNOWN.values(), ids=UNKNOWN)
def test_what_cannot_be_compared_is_refused_without_the_hash(encoded: str) -> None:
    with pytest.raises(UnknownFormat) as refused:
        matches(PASSWORD, encoded)

    assert str(refused.value) in {"unknown", encoded.partition("$")[0], *OTHERS.values()}
    assert encoded != str(refused.value) or encoded in {"argon2", "pbkdf2_sha256"}


@given(st.text())
def test_no_text_in_place_of_a_hash_lets_anybody_in(encoded: str) -> None:
    signs = ("", "argon2$", "pbkdf2_sha256$1$", "bcrypt$", "scrypt$2$", "$P$", "$wp$2y$04$")
    for kind in (f"{sign}{encoded}" for sign in signs):
        with pytest.raises(UnknownFormat):
            matches(PASSWORD, kind)
