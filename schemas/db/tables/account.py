"""Accounts and what signs them in: written by the directory and by `stoa.sign_in`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, LargeBinary, Table, Text
from sqlalchemy.sql import func

from schemas.db.tables.base import metadata

account = Table(
    "account",
    metadata,
    Column("localpart", Text, primary_key=True),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("disabled_at", DateTime(timezone=True)),
    Column("reserved_for", Text),
)
"""One person's account; the localpart is chosen once, never changed and never reused.
`reserved_for` is the user name of whom it was made for, where it was made before the person."""

app_password = Table(
    "app_password",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("localpart", Text, ForeignKey(account.c.localpart), nullable=False),
    Column("device", Text, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("expires_at", DateTime(timezone=True)),
    Column("revoked_at", DateTime(timezone=True)),
    Column("last_used_at", DateTime(timezone=True)),
)
"""A random password of one device; only its SHA-256 is kept."""
