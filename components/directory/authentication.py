"""Signing in at the portal with the password of the CMS, which never goes over XMPP.

Whether a name is known is nobody's business: an unknown name, a wrong password and an account that
ended get the same answer after the same work.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import NamedTuple

from sqlalchemy import Connection, Engine, insert, text

from components.directory import throttle, web_sessions
from components.directory.addresses import Address
from components.directory.authenticator import DISABLED, OK, Authenticator, Claim
from components.directory.gate import Gate
from components.directory.sign_ins import UNKNOWN_NAME
from components.directory.throttle import Guess
from components.directory.web_sessions import Started
from schemas.db.tables.web import sign_in_attempt
from schemas.refusals import NotSignedIn, Refusal, TryLater

LONGEST_NAME = 255

GATE = Gate(most=5, most_of_one_place=3)
"""Fewer than the portal has threads and connections: signed-in people need the others."""


class Visitor(NamedTuple):
    """Who types a name and a password, as far as their browser tells."""

    address: str | None
    browser: str
    """What it calls itself."""
    session_id: int | None = None
    """What it was given when somebody last signed in with it; it proves that."""
    shared: bool = False
    """They say that others use this computer too."""


CLAIM = text("""
select p.localpart, p.source_id, p.user_name, a.disabled_at is not null, s.id
  from stoa.person p
  join stoa.account a using (localpart)
  left join stoa.web_session s on s.localpart = p.localpart and s.id = :session_id
 where lower(p.user_name) = lower(:typed) and p.removed_at is null
""")


def authenticate(
    engine: Engine,
    authenticator: Authenticator,
    secret: str,
    user_name: str,
    password: str,
    visitor: Visitor,
) -> Started:
    """Begin a web session. `secret` hides in the record what was typed and is nobody's name.

    Raises NotSignedIn, TryLater where guesses come too fast, and Malformed without an address.
    """
    place = Address.parse(visitor.address)
    known = visitor.session_id
    with GATE.passed(f"browser {known}" if known else place.first), engine.begin() as connection:
        typed = _storable(user_name)
        outcome = _attempt(connection, authenticator, secret, typed, password, place, visitor)
    if isinstance(outcome, Refusal):  # raised here, for what was recorded is to stay
        raise outcome
    return outcome


def _storable(user_name: str) -> str:
    """As far as a database takes it: no person's name is changed by this."""
    readable = user_name.encode(errors="replace").decode()
    return readable.replace("\0", "\N{REPLACEMENT CHARACTER}")[:LONGEST_NAME]


def _attempt(
    connection: Connection,
    authenticator: Authenticator,
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
        reason = authenticator.examine(connection, claim, user_name, password)
    except TryLater as refusal:
        throttle.note(connection, guess, throttle.CMS_AWAY)
        return refusal
    if reason == OK and claim and claim.disabled:
        reason = DISABLED
    if reason != OK:
        _record(connection, guess, reason, guess.session_id)
        return NotSignedIn("The user name or the password is wrong")
    started = web_sessions.begin(
        connection, guess.account, place.text, visitor.browser, visitor.shared
    )
    _record(connection, guess, reason, started.session.id)
    return started


def unknown_name(secret: str, typed: str) -> str:
    """What stands in the record for a name that is nobody's: it may be a password, or the localpart
    of somebody else."""
    made = hmac.new(secret.encode(), b"unknown name " + typed.lower().encode(), hashlib.sha256)
    return f"{UNKNOWN_NAME}{made.hexdigest()[:32]}"


def _record(connection: Connection, guess: Guess, reason: str, web_session_id: int | None) -> None:
    connection.execute(
        insert(sign_in_attempt).values(
            localpart=guess.account,
            succeeded=reason == OK,
            reason=reason,
            address=guess.address.text,
            door="web",
            web_session_id=web_session_id,
        )
    )
