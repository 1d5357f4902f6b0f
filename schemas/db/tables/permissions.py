"""Who may write to whom, and what somebody may have to answer for: written by the directory."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, DateTime, ForeignKey, Table, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql import func

from schemas.db.tables.base import metadata
from schemas.db.tables.people import department

message_rule = Table(
    "message_rule",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("sender_department", BigInteger, ForeignKey(department.c.id)),
    Column("sender_role", Text),
    Column("recipient_department", BigInteger, ForeignKey(department.c.id)),
    Column("recipient_role", Text),
    Column("allowed", Boolean, nullable=False),
)
"""Asked by `stoa.accept`: one that allows beats those that refuse; where none fits, anybody may."""

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
    Column("actor", Text),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False, server_default=""),
    Column("details", JSONB, nullable=False, server_default="{}"),
)
"""Only ever grows; `actor` is a localpart, or null for the server itself."""

audit = Table(
    "audit",
    metadata,
    Column("at", DateTime(timezone=True), nullable=False),
    Column("key", Text, nullable=False),
    Column("actor", Text),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("details", JSONB, nullable=False),
)
"""A view: the entries and the sign-ins; `key` tells those of one instant apart."""
