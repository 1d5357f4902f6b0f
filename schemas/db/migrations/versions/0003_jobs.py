"""Jobs: procrastinate's own tables and functions in schema `jobs`, for role app alone."""

from __future__ import annotations

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SERIES = "3.10."
"""A later series brings migrations of its own, which then have to follow this one."""


def upgrade() -> None:
    if not version("procrastinate").startswith(SERIES):
        raise RuntimeError(f"this migration makes the schema of procrastinate {SERIES}x")
    _run("set local search_path = jobs")
    _run(files("procrastinate").joinpath("sql", "schema.sql").read_text())
    _run(Path(__file__).with_suffix(".sql").read_text())
    _run("reset search_path")


def _run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements.replace("%", "%%"))
