"""Stanzas a component has to send: written with the work that causes them, in one transaction."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, Table, Text
from sqlalchemy.sql import func

from schemas.db.tables.base import metadata

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("sender", Text, nullable=False),
    Column("stanza", Text, nullable=False),
)
"""`sender` is the component whose stream sends it, such as `directory`."""
