"""Passwords compared with the hashes that the source has: read at each sign-in, never kept."""

from __future__ import annotations

import logging
from contextlib import suppress
from functools import cache
from threading import BoundedSemaphore
from typing import NamedTuple

from sqlalchemy import Connection, text

from components.directory import passwords
from components.directory.authenticator import DISABLED, OK, Claim
from components.directory.passwords import UnknownFormat
from components.directory.source import Credential, Source

log = logging.getLogger(__name__)

HASHING = BoundedSemaphore(2)
"""Of the whole process, whoever calls: each hash may take 100 MB and every core."""

# The same person for the same name, and anybody for some name: what comparing takes says nothing.
STAND_IN = text("""
select user_name from stoa.person
 where removed_at is null and lower(user_name) <> lower(:typed)
 order by md5(localpart || lower(:typed)) limit 1
""")


class Hashes(NamedTuple):
    """What a password is compared with."""

    own: Credential | None
    stand_in: str | None
    """Another person's, for whoever has none that can be compared."""


class HashAuthenticator:
    def __init__(self, source: Source) -> None:
        self._source = source

    def examine(
        self, connection: Connection, claim: Claim | None, typed: str, password: str
    ) -> str:
        """Every way through it asks the source twice and compares one hash."""
        hashes = self._hashes(connection, claim, typed)
        right, understood = _compare(password, hashes.own and hashes.own.hash, hashes.stand_in)
        if claim is None:
            return "unknown account"
        if hashes.own is None:
            return "unknown to the CMS"
        if not understood:
            return "unknown kind of hash"
        if not right:
            return "wrong password"
        return OK if hashes.own.active else DISABLED

    def _hashes(self, connection: Connection, claim: Claim | None, typed: str) -> Hashes:
        stand_in = connection.execute(STAND_IN, {"typed": typed}).scalar()
        other = self._source.password_hash(stand_in) if stand_in is not None else None
        asked = claim.user_name if claim else stand_in
        found = self._source.password_hash(asked) if asked is not None else None
        own = found if claim and found and found.source_id == claim.source_id else None
        return Hashes(own, other.hash if other else None)


def _compare(password: str, own: str | None, stand_in: str | None) -> tuple[bool, bool]:
    """Whether the password is right, and whether `own` was of a kind we know."""
    typed = password.encode(errors="surrogatepass")
    if len(typed) > passwords.LONGEST_BYTES or b"\0" in typed:
        return False, True  # HMAC cannot tell a NUL at the end from none
    with HASHING:
        try:
            if own is not None:
                return passwords.matches(typed, own), True
        except UnknownFormat as unknown:
            _complain(str(unknown))
        _take_as_long(typed, stand_in)
    return False, False


def _take_as_long(typed: bytes, stand_in: str | None) -> None:
    for other in (stand_in, passwords.DECOY):
        with suppress(UnknownFormat):
            if other is not None:
                passwords.matches(typed, other)
                return


@cache
def _complain(algorithm: str) -> None:
    """Once for each algorithm in the life of the process."""
    log.warning("the CMS has hashes that cannot be compared: algorithm %s", algorithm)
