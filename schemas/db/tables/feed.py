"""Feed and redelivery: written by `stoa.accept` and the archive."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Table, Text

from schemas.db.tables.base import metadata

feed = Table(
    "feed",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("host", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("nick", Text, nullable=False),
    Column("stanza_id", BigInteger, nullable=False),
    Column("message_id", Text),
    Column("origin_id", Text),
    Column("refers_how", Text),
    Column("refers_to", Text),
    Column("storable", Boolean, nullable=False),
    Column("xml", Text, nullable=False),
)
"""Every stanza that is recorded, one row before it is routed (see `migrations/0001_core.sql`)."""

redelivery = Table("redelivery", metadata, Column("checked_through", BigInteger, nullable=False))
"""One row: up to this stanza id (µs) all messages are in their recipients' archives."""
