"""Signing in at the portal with the password of the CMS, which never goes over XMPP.

Whether a name is known is nobody's business: an unknown name, a wrong password and an account that
ended get the same answer after the same work.
"""

from __future__ import annotations

import logging
from functools import cache
from threading import BoundedSemaphore
from typing import NamedTuple

from sqlalchemy import Connection, Engine, insert, text

from components.directory import passwords, throttle, web_sessions
from components.directory.addresses import Address
from components.directory.gate import Gate
from components.directory.passwords import UnknownFormat
from components.directory.source import Credential, Source
from components.directory.throttle import Guess
from components.directory.web_sessions import Started
from schemas.db.tables.web import sign_in_attempt
from schemas.refusals import NotSignedIn, Refusal, TryLater

log = logging.getLogger(__name__)

LONGEST_NAME = 255

GATE = Gate(most=5, most_of_one_place=3)
"""Fewer than the portal has threads and connections: signed-in people need the others."""
HASHING = BoundedSemaphore(2)
"""Of the whole process, whoever calls: each hash may take 100 MB and every core."""


class Claim(NamedTuple):
    """Whom a typed name stands for; where it is nobody's, somebody whose hash is compared in their
    stead."""

    localpart: str
    source_id: str
    user_name: str
    known: bool
    disabled: bool


CLAIM = text("""
select p.localpart, p.source_id, p.user_name, p.known, a.disabled_at is not null
  from (select *, true as known from stoa.person
         where lower(user_name) = lower(:typed) and removed_at is null
        union all
        (select *, false from stoa.person where removed_at is null order by localpart limit 1)) p
  join stoa.account a on a.localpart = p.localpart
 order by known desc
 limit 1
""")


def authenticate(
    engine: Engine,
    source: Source,
    user_name: str,
    password: str,
    address: str | None,
    browser: str,
) -> Started:
    """Begin a web session. Raises NotSignedIn, TryLater where guesses come too fast, and Malformed
    without an address."""
    place = Address.parse(address)
    with GATE.passed(place.first), engine.begin() as connection:
        outcome = _attempt(connection, source, _storable(user_name), password, place, browser)
    if isinstance(outcome, Refusal):  # raised here, for what was recorded is to stay
        raise outcome
    return outcome


def _storable(user_name: str) -> str:
    """As far as a database takes it: no person's name is changed by this."""
    readable = user_name.encode(errors="replace").decode()
    return readable.replace("\0", "\N{REPLACEMENT CHARACTER}")[:LONGEST_NAME]


def _attempt(
    connection: Connection,
    source: Source,
    user_name: str,
    password: str,
    place: Address,
    browser: str,
) -> Started | Refusal:
    row = connection.execute(CLAIM, {"typed": user_name}).one_or_none()
    claim = Claim(*row) if row else None
    account = claim.localpart if claim and claim.known else user_name.lower()
    guess = Guess(account, place)
    try:
        throttle.take_turn(connection, guess)
    except TryLater as refusal:
        throttle.note(connection, guess, throttle.TOO_MANY)
        return refusal
    try:
        credential = source.password_hash(claim.user_name) if claim else None
    except TryLater as refusal:
        throttle.note(connection, guess, throttle.CMS_AWAY)
        return refusal
    reason = _verdict(claim, credential, password)
    if reason != "ok":
        _record(connection, guess, reason)
        return NotSignedIn("The user name or the password is wrong")
    started = web_sessions.begin(connection, guess.account, place.text, browser)
    _record(connection, guess, reason, started.session.id)
    return started


def _verdict(claim: Claim | None, credential: Credential | None, password: str) -> str:
    """`ok`, or why not. Every way through it compares one hash."""
    right, understood = _compare(password, credential.hash if credential else passwords.DECOY)
    if claim is None or not claim.known:
        return "unknown account"
    if credential is None or credential.source_id != claim.source_id:
        return "unknown to the CMS"
    if not understood:
        return "unknown kind of hash"
    if not right:
        return "wrong password"
    if claim.disabled or not credential.active:
        return "account disabled"
    return "ok"


def _compare(password: str, encoded: str) -> tuple[bool, bool]:
    """Whether the password is right, and whether the hash was of a kind we know."""
    typed = password.encode(errors="surrogatepass")
    if len(typed) > passwords.LONGEST_BYTES or b"\0" in typed:
        return False, True  # HMAC cannot tell a NUL at the end from none
    with HASHING:
        try:
            return passwords.matches(typed, encoded), True
        except UnknownFormat as unknown:
            _complain(str(unknown))
            passwords.matches(typed, passwords.DECOY)
            return False, False


@cache
def _complain(algorithm: str) -> None:
    """Once for each algorithm in the life of the process."""
    log.warning("the CMS has hashes that cannot be compared: algorithm %s", algorithm)


def _record(
    connection: Connection, guess: Guess, reason: str, web_session_id: int | None = None
) -> None:
    connection.execute(
        insert(sign_in_attempt).values(
            localpart=guess.account,
            succeeded=reason == "ok",
            reason=reason,
            address=guess.address.text,
            door="web",
            web_session_id=web_session_id,
        )
    )
