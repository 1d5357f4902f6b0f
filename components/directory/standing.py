"""Whether somebody who is signed in still belongs to the organisation: their CMS is asked.

A sync finds out by itself, minutes later; what is made of a session meanwhile would outlive it.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from components.directory.gate import Gate
from components.directory.source import Source
from schemas.refusals import NotSignedIn

GATE = Gate(most=6, most_of_one_place=2)
"""A CMS may take long to answer, and the portal has other work."""

PERSON = text("""
select source_id, user_name from stoa.person where localpart = :localpart and removed_at is null
""")


def confirm(source: Source, connection: Connection, localpart: str) -> None:
    """Raises NotSignedIn where the CMS has them no longer, TryLater while it does not answer."""
    person = connection.execute(PERSON, {"localpart": localpart}).one_or_none()
    with GATE.passed(localpart):
        found = source.password_hash(person.user_name) if person else None
    if not found or not person or found.source_id != person.source_id or not found.active:
        raise NotSignedIn("Your account has ended")
