"""People as their CMS has them, and what the server was told: written by the directory."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Integer, LargeBinary, Table, Text
from sqlalchemy.sql import func

from schemas.db.tables.account import account
from schemas.db.tables.base import metadata

person = Table(
    "person",
    metadata,
    Column("localpart", Text, ForeignKey(account.c.localpart), primary_key=True),
    Column("source_id", Text, nullable=False, unique=True),
    Column("user_name", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False, server_default=""),
    Column("email", Text, nullable=False, server_default=""),
    Column("manager", Text, ForeignKey("stoa.person.localpart")),
    Column("removed_at", DateTime(timezone=True)),
)
"""`source_id` is the CMS's own key; `user_name`, typed at sign-in, may change, `localpart` not."""

picture = Table(
    "picture",
    metadata,
    Column("localpart", Text, ForeignKey(person.c.localpart), primary_key=True),
    Column("sha1", Text, nullable=False),
    Column("png", LargeBinary, nullable=False),
    Column("source", Text, nullable=False, server_default=""),
)
"""A person's avatar (XEP-0084: PNG, named by the SHA-1 of its bytes in hexadecimal); `source` is
what the CMS calls the picture that it was made of."""

department = Table(
    "department",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("source_id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("room", Text, nullable=False, unique=True),
    Column("removed_at", DateTime(timezone=True)),
)
"""`room` is the localpart of its room, for good once the server knows of it."""

membership = Table(
    "membership",
    metadata,
    Column("localpart", Text, ForeignKey(person.c.localpart), primary_key=True),
    Column("department_id", BigInteger, ForeignKey(department.c.id), primary_key=True),
)

role = Table(
    "role",
    metadata,
    Column("localpart", Text, ForeignKey(person.c.localpart), primary_key=True),
    Column("role", Text, primary_key=True),
)
"""What a person may do beyond what everybody may: `administrator`."""

provisioned = Table(
    "provisioned",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
"""What ejabberd was told already: a subject such as `profile ada` and a digest of its state."""

sync_run = Table(
    "sync_run",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("started_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("finished_at", DateTime(timezone=True)),
    Column("added", Integer, nullable=False, server_default="0"),
    Column("changed", Integer, nullable=False, server_default="0"),
    Column("removed", Integer, nullable=False, server_default="0"),
    Column("trouble", Text, nullable=False, server_default=""),
)
