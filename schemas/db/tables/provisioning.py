"""How far the server has been told of people: written by the directory."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, Integer, Table, true
from sqlalchemy.sql import func

from schemas.db.tables.base import metadata

provisioning = Table(
    "provisioning",
    metadata,
    Column("one", Boolean, primary_key=True, server_default=true()),
    Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
"""One row, of the run that began last: people there were to tell of, those done, and how much of
all the server refused."""
