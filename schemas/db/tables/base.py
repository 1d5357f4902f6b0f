"""The metadata that all tables of schema `stoa` share."""

from __future__ import annotations

from sqlalchemy import MetaData

metadata = MetaData(schema="stoa")
