"""Browsers and programs that are signed in: written by the directory and by `stoa.sign_in`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, DateTime, ForeignKey, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, INET
from sqlalchemy.sql import func

from schemas.db.tables.account import account
from schemas.db.tables.base import metadata

web_session = Table(
    "web_session",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("localpart", Text, ForeignKey(account.c.localpart), nullable=False),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("last_seen_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("address", INET),
    Column("browser", Text, nullable=False, server_default=""),
    Column("shared", Boolean, nullable=False, server_default="false"),
)
"""One browser; its cookie holds a random token, the table the token's SHA-256."""

web_token = Table(
    "web_token",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("localpart", Text, ForeignKey(account.c.localpart), nullable=False),
    Column("web_session_id", BigInteger, ForeignKey(web_session.c.id), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)
"""Signs the web client in to XMPP once, within a minute."""

api_token = Table(
    "api_token",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("localpart", Text, ForeignKey(account.c.localpart), nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("expires_at", DateTime(timezone=True)),
    Column("revoked_at", DateTime(timezone=True)),
    Column("last_used_at", DateTime(timezone=True)),
)
"""One program of a person: REST within its scopes, never XMPP."""

sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
    Column("localpart", Text, nullable=False),
    Column("succeeded", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("app_password_id", BigInteger),
    Column("address", INET),
    Column("resource", Text),
    Column("door", Text, nullable=False, server_default="xmpp"),
    Column("web_session_id", BigInteger, ForeignKey(web_session.c.id)),
)
"""Each attempt to sign in, at either door (`xmpp`, `web`); `localpart` is what was typed."""
