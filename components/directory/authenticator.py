"""Who decides that a password is right: the source's hashes; a directory server that is asked, or a
second factor after the first, would be others."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from sqlalchemy import Connection

OK, DISABLED = "ok", "account disabled"


class Claim(NamedTuple):
    """Whom a typed name stands for."""

    localpart: str
    source_id: str
    user_name: str
    disabled: bool
    session_id: int | None
    """The visitor's, where it is that person's."""


class Authenticator(Protocol):
    def examine(
        self, connection: Connection, claim: Claim | None, typed: str, password: str
    ) -> str:
        """OK, or why not, for the record alone. It takes as long for a typed name that is nobody's
        (no claim). Raises TryLater where it cannot tell."""
        ...
