"""Who is notified of what, and browsers that are told with no page open: written by the push
component; the portal puts browsers and preferences there (migration 0017 says what they mean)."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Time,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql import func

from schemas.db.tables.account import account
from schemas.db.tables.base import metadata
from schemas.db.tables.web import web_session

notification_preference = Table(
    "notification_preference",
    metadata,
    Column("owner", Text, ForeignKey(account.c.localpart), primary_key=True),
    Column("enabled", Boolean, nullable=False),
    Column("previews", Boolean, nullable=False),
    Column("sound", Boolean, nullable=False),
    Column("rooms", Text, nullable=False),
    Column("quiet_from", Time),
    Column("quiet_to", Time),
    Column("quiet_days", ARRAY(SmallInteger)),
    Column("time_zone", Text),
)

push_subscription = Table(
    "push_subscription",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("secret", Text, nullable=False),
    Column("owner", Text, ForeignKey(account.c.localpart), nullable=False),
    Column("session_id", BigInteger, ForeignKey(web_session.c.id), nullable=False),
    Column("endpoint", Text, nullable=False, unique=True),
    Column("p256dh", LargeBinary(65), nullable=False),
    Column("auth", LargeBinary(16), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("succeeded_at", DateTime(timezone=True)),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("told_to", BigInteger, nullable=False),
    Column("heard_to", BigInteger, nullable=False),
    Column("asked", BigInteger, nullable=False, server_default="0"),
    Column("asked_at", DateTime(timezone=True)),
    Column("feed_id", BigInteger),
    Column("look_at", DateTime(timezone=True)),
    Column("owed_since", DateTime(timezone=True)),
    Column("owed_at", DateTime(timezone=True)),
)
"""`id` is the node of XEP-0357. A push is owed while `owed_at` is set."""
