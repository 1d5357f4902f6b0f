"""App passwords: random, one for each device, shown once, revocable."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import Connection, func, insert, update

from schemas.db.tables.account import app_password
from schemas.refusals import NotFound

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
"""32 letters that nobody mistakes for one another: five bits each."""

GROUPS, GROUP_LENGTH = 5, 5
"""125 bits: a plain digest is enough, there is nothing to guess."""


def mint(
    connection: Connection, localpart: str, device: str, expires_at: datetime | None = None
) -> str:
    """A new password such as `k3x9p-…`; the clear text exists only in the answer."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    password = "-".join(groups)
    connection.execute(
        insert(app_password).values(
            localpart=localpart, device=device, digest=digest(password), expires_at=expires_at
        )
    )
    return password


def revoke(connection: Connection, localpart: str, password_id: int) -> None:
    """End one of the account's passwords for good. Raises NotFound, also for another's password."""
    change = (
        update(app_password)
        .where(app_password.c.id == password_id, app_password.c.localpart == localpart)
        .values(revoked_at=func.coalesce(app_password.c.revoked_at, func.now()))
    )
    if connection.execute(change).rowcount == 0:
        raise NotFound("There is no such app password")


def digest(password: str) -> bytes:
    return hashlib.sha256(password.encode()).digest()
