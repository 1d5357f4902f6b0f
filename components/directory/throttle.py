"""How fast passwords may be guessed at the portal's door: by address, account and both.

Nothing is kept beside the record of attempts. After some failures each further one has to wait,
longer every time; nobody is locked out for good. An address that an account has signed in from
within the last month is spared what others do to that account elsewhere, and a browser that it has
signed in with what anybody else does anywhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, text

from components.directory.addresses import Address
from schemas.refusals import TryLater

TOO_MANY = "too many attempts"
CMS_AWAY = "the CMS does not answer"
UNSEEN = [TOO_MANY, CMS_AWAY]
"""Reasons of refusals for which no password was looked at: they count for nothing."""


class Limit(NamedTuple):
    failures: int
    """Within ten minutes, before any has to wait."""
    longest_wait_seconds: int


BY_ADDRESS = Limit(20, 300)
BY_BOTH = Limit(5, 120)
BY_ACCOUNT = Limit(50, 60)


@dataclass(frozen=True)
class Guess:
    """Who is tried, and from where."""

    account: str
    """The localpart; a digest of what was typed where it is nobody's."""
    address: Address
    session_id: int | None = None
    """Of the account's last session in this browser, where it has had one."""

    @property
    def values(self) -> dict[str, object]:
        place = self.address
        return {
            "account": self.account,
            "address": place.text,
            "first": place.first,
            "last": place.last,
            "session_id": self.session_id,
        }


class Failures(NamedTuple):
    number: int
    seconds_since: float | None
    """Since the last of them."""


# The bounds are now() where an index is to be used and clock_timestamp() where it must be exact:
# the transaction may have waited for its turn.
FAILURES = text("""
with failure as (
    select extract(epoch from clock_timestamp() - at)::float8 as seconds,
           localpart = :account as of_account,
           address between cast(:first as inet) and cast(:last as inet) as of_address
      from stoa.sign_in_attempt
     where door = 'web' and not succeeded and reason <> all(:unseen)
       and at > now() - interval '10 minutes'
       and (localpart = :account or address between cast(:first as inet) and cast(:last as inet)))
select count(*) filter (where of_address), min(seconds) filter (where of_address),
       count(*) filter (where of_address and of_account),
       min(seconds) filter (where of_address and of_account),
       count(*) filter (where of_account), min(seconds) filter (where of_account)
  from failure
""")

OF_BROWSER = text("""
select count(*), min(extract(epoch from clock_timestamp() - at)::float8)
  from stoa.sign_in_attempt
 where door = 'web' and not succeeded and reason <> all(:unseen)
   and at > now() - interval '10 minutes'
   and localpart = :account and web_session_id = :session_id
""")

USUAL = text("""
select exists (
    select from stoa.web_session
     where localpart = :account and created_at > now() - interval '30 days'
       and address between cast(:first as inet) and cast(:last as inet))
""")

LOCK = text("select pg_advisory_xact_lock(hashtextextended(:key, 0))")

NOTE = text("""
insert into stoa.sign_in_attempt (localpart, succeeded, reason, address, door)
select :account, false, :reason, cast(:address as inet), 'web'
 where not exists (
    select from stoa.sign_in_attempt
     where door = 'web' and not succeeded and reason = :reason
       and at > now() - interval '10 seconds'
       and (localpart = :account or address between cast(:first as inet) and cast(:last as inet)))
""")


def take_turn(connection: Connection, guess: Guess) -> None:
    """Return once this transaction is the only one that may guess there. Raises TryLater.

    Whatever comes of it has to be recorded in this transaction.
    """
    if guess.session_id is not None:
        _refuse_if_browser_too_fast(connection, guess)
        connection.execute(LOCK, {"key": f"sign-in by browser {guess.session_id}"})
        _refuse_if_browser_too_fast(connection, guess)
        return
    usual = bool(connection.execute(USUAL, guess.values).scalar())
    _refuse_if_too_fast(connection, guess, usual)
    connection.execute(LOCK, {"key": f"sign-in from {guess.address.first}"})
    if not usual:
        connection.execute(LOCK, {"key": f"sign-in as {guess.account}"})
    _refuse_if_too_fast(connection, guess, usual)


def note(connection: Connection, guess: Guess, reason: str) -> None:
    """Record a refusal without a look at the password: once in ten seconds, or a flood would fill
    the table."""
    connection.execute(NOTE, guess.values | {"reason": reason})


def _refuse_if_too_fast(connection: Connection, guess: Guess, usual: bool) -> None:
    row = connection.execute(FAILURES, guess.values | {"unseen": UNSEEN}).one()
    _refuse(
        wait_seconds(BY_ADDRESS, Failures(*row[0:2])),
        wait_seconds(BY_BOTH, Failures(*row[2:4])),
        0 if usual else wait_seconds(BY_ACCOUNT, Failures(*row[4:6])),
    )


def _refuse_if_browser_too_fast(connection: Connection, guess: Guess) -> None:
    row = connection.execute(OF_BROWSER, guess.values | {"unseen": UNSEEN}).one()
    _refuse(wait_seconds(BY_BOTH, Failures(*row)))


def _refuse(*waits: int) -> None:
    seconds = max(waits)
    if seconds:
        raise TryLater("Too many attempts to sign in", seconds=seconds)


def wait_seconds(limit: Limit, failures: Failures) -> int:
    """How long from now the next attempt has to wait; it doubles with every failure."""
    excess = failures.number - limit.failures
    if excess < 0 or failures.seconds_since is None:
        return 0
    wait = min(2.0 ** min(excess + 1, 16), limit.longest_wait_seconds)
    return max(0, math.ceil(wait - failures.seconds_since))
