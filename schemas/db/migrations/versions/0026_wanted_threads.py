"""Who follows a thread is told of what is said in it, who does not is not."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0026"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text())
