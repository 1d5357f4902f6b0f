"""Signing in at the portal with the password of the CMS, which never goes over XMPP.

Whether a name is known is nobody's business: an unknown name, a wrong password and an account that
ended get the same answer after the same work.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from contextlib import suppress
from functools import cache
from threading import BoundedSemaphore
from typing import NamedTuple

from sqlalchemy import Connection, Engine, insert, text

from components.directory import passwords, throttle, web_sessions
from components.directory.addresses import Address
from components.directory.gate import Gate
from components.directory.passwords import UnknownFormat
from components.directory.sign_ins import UNKNOWN_NAME
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


class Visitor(NamedTuple):
    """Who types a name and a password, as far as their browser tells."""

    address: str | None
    browser: str
    """What it calls itself."""
    session_id: int | None = None
    """What it was given when somebody last signed in with it; it proves that."""


class Claim(NamedTuple):
    """Whom a typed name stands for."""

    localpart: str
    source_id: str
    user_name: str
    disabled: bool
    session_id: int | None
    """The visitor's, where it is that person's."""


CLAIM = text("""
select p.localpart, p.source_id, p.user_name, a.disabled_at is not null, s.id
  from stoa.person p
  join stoa.account a using (localpart)
  left join stoa.web_session s on s.localpart = p.localpart and s.id = :session_id
 where lower(p.user_name) = lower(:typed) and p.removed_at is null
""")

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


def authenticate(
    engine: Engine, source: Source, secret: str, user_name: str, password: str, visitor: Visitor
) -> Started:
    """Begin a web session. `secret` hides in the record what was typed and is nobody's name.

    Raises NotSignedIn, TryLater where guesses come too fast, and Malformed without an address.
    """
    place = Address.parse(visitor.address)
    known = visitor.session_id
    with GATE.passed(f"browser {known}" if known else place.first), engine.begin() as connection:
        typed = _storable(user_name)
        outcome = _attempt(connection, source, secret, typed, password, place, visitor)
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
    secret: str,
    user_name: str,
    password: str,
    place: Address,
    visitor: Visitor,
) -> Started | Refusal:
    values = {"typed": user_name, "session_id": visitor.session_id}
    row = connection.execute(CLAIM, values).one_or_none()
    claim = Claim(*row) if row else None
    account = claim.localpart if claim else unknown_name(secret, user_name)
    guess = Guess(account, place, claim.session_id if claim else None)
    try:
        throttle.take_turn(connection, guess)
    except TryLater as refusal:
        throttle.note(connection, guess, throttle.TOO_MANY)
        return refusal
    try:
        hashes = _hashes(connection, source, claim, user_name)
    except TryLater as refusal:
        throttle.note(connection, guess, throttle.CMS_AWAY)
        return refusal
    reason = _verdict(claim, hashes, password)
    if reason != "ok":
        _record(connection, guess, reason, guess.session_id)
        return NotSignedIn("The user name or the password is wrong")
    started = web_sessions.begin(connection, guess.account, place.text, visitor.browser)
    _record(connection, guess, reason, started.session.id)
    return started


def unknown_name(secret: str, typed: str) -> str:
    """What stands in the record for a name that is nobody's: it may be a password, or the localpart
    of somebody else."""
    made = hmac.new(secret.encode(), b"unknown name " + typed.lower().encode(), hashlib.sha256)
    return f"{UNKNOWN_NAME}{made.hexdigest()[:32]}"


def _hashes(connection: Connection, source: Source, claim: Claim | None, typed: str) -> Hashes:
    """Asks the CMS twice, whoever is claimed."""
    stand_in = connection.execute(STAND_IN, {"typed": typed}).scalar()
    other = source.password_hash(stand_in) if stand_in is not None else None
    asked = claim.user_name if claim else stand_in
    found = source.password_hash(asked) if asked is not None else None
    own = found if claim and found and found.source_id == claim.source_id else None
    return Hashes(own, other.hash if other else None)


def _verdict(claim: Claim | None, hashes: Hashes, password: str) -> str:
    """`ok`, or why not. Every way through it compares one hash."""
    own = hashes.own
    right, understood = _compare(password, own.hash if own else None, hashes.stand_in)
    if claim is None:
        return "unknown account"
    if own is None:
        return "unknown to the CMS"
    if not understood:
        return "unknown kind of hash"
    if not right:
        return "wrong password"
    if claim.disabled or not own.active:
        return "account disabled"
    return "ok"


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


def _record(connection: Connection, guess: Guess, reason: str, web_session_id: int | None) -> None:
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
