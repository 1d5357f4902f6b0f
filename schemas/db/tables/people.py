"""People as their CMS has them, and what the server was told: written by the directory."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)
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
    Column("picture_source", Text, nullable=False, server_default=""),
    Column("picture_trouble", Text, nullable=False, server_default=""),
    Column("folded", Text, Computed("stoa.folded(name || ' ' || title || ' ' || localpart)")),
)
"""`source_id` is the CMS's own key; `user_name`, typed at sign-in, may change, `localpart` not.
`picture_source` is what the CMS calls the picture that the person is to have; `picture_trouble`
says why it is none. `folded` is what a search compares: without accents and capitals."""

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

own_picture = Table(
    "own_picture",
    metadata,
    Column("localpart", Text, ForeignKey(person.c.localpart), primary_key=True),
    Column("sha1", Text, nullable=False),
    Column("png", LargeBinary, nullable=False),
    Column("set_at", DateTime(timezone=True), nullable=False),
)
"""The one that the person has set; it comes before the directory's while `policy` lets it."""

shown_picture = Table(
    "shown_picture",
    metadata,
    Column("localpart", Text, nullable=False),
    Column("sha1", Text, nullable=False),
    Column("png", LargeBinary, nullable=False),
    Column("set_at", DateTime(timezone=True)),
)
"""A view: the picture that others see; `set_at` is null for the directory's."""

policy = Table(
    "policy",
    metadata,
    Column("only_row", Boolean, primary_key=True, server_default="true"),
    Column("own_pictures", Boolean, nullable=False),
)
"""What the organisation lets its people do: one row."""

department = Table(
    "department",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("kind", Text, nullable=False, server_default="department"),
    Column("source_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("room", Text, nullable=False, unique=True),
    Column("removed_at", DateTime(timezone=True)),
    Column("folded", Text, Computed("stoa.folded(name)")),
    UniqueConstraint("kind", "source_id"),
)
"""`kind` is `department` or `project`; `room` is the localpart of its room, for good once the
server knows of it."""

membership = Table(
    "membership",
    metadata,
    Column("localpart", Text, ForeignKey(person.c.localpart), primary_key=True),
    Column("department_id", BigInteger, ForeignKey(department.c.id), primary_key=True),
)

role = Table(
    "role",
    metadata,
    Column("localpart", Text, ForeignKey(person.c.localpart), nullable=False),
    Column("role", Text, nullable=False),
    Column("department_id", BigInteger, ForeignKey(department.c.id)),
    Column("origin", Text, nullable=False, server_default="source"),
    UniqueConstraint(
        *("localpart", "role", "department_id", "origin"), postgresql_nulls_not_distinct=True
    ),
)
"""What a person may do beyond what everybody may, in a department or everywhere (null); `origin` is
`source` or `portal`: only who gave a role takes it away. One person may have a role twice."""

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
    Column("kind", Text, nullable=False, server_default="full"),
    Column("mark", Text, nullable=False, server_default=""),
    Column("asked_by", Text, nullable=False, server_default=""),
)
"""`kind` is `full`, `incremental` or `dry run`; `mark` is how far the source had been read, in its
own words; `asked_by` is an administrator's localpart, or empty: the clock."""

sync_change = Table(
    "sync_change",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("run_id", BigInteger, ForeignKey(sync_run.c.id, ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("before", Text, nullable=False, server_default=""),
    Column("after", Text, nullable=False, server_default=""),
)
"""`kind` is `person`, `department` or `project`; `subject` its localpart or its room's."""
