"""What people share: written by the upload component."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.sql import func

from schemas.db.tables.account import account
from schemas.db.tables.base import metadata

file = Table(
    "file",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner", Text, ForeignKey(account.c.localpart), nullable=False),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("claimed_type", Text, nullable=False, server_default=""),
    Column("purpose", Text, nullable=False, server_default="message"),
    Column("state", Text, nullable=False, server_default="slot"),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("slot_until", DateTime(timezone=True), nullable=False),
    Column("used_at", DateTime(timezone=True)),
    Column("uploaded_at", DateTime(timezone=True)),
    Column("expires_at", DateTime(timezone=True)),
    Column("media_type", Text, nullable=False, server_default=""),
    Column("refusal", Text, nullable=False, server_default=""),
    Column("digest", LargeBinary(32)),
    Column("stored_size", BigInteger),
    Column("width", Integer),
    Column("height", Integer),
    Column("duration_ms", Integer),
    Column("blurhash", Text, nullable=False, server_default=""),
    Column("waveform", LargeBinary(64)),
    Column("preview", Boolean, nullable=False, server_default="false"),
)
"""`size` is what its owner announced and sent, `stored_size` and `digest` are of what is handed
out. `state` is `slot`, `held`, `ready` or `refused` (migration 0015)."""
