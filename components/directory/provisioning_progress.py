"""How far the server has been told of people, for whoever looks at it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from schemas.db.tables.provisioning import provisioning


@dataclass(frozen=True)
class Progress:
    """Of people to set up, since the run that began last."""

    total: int
    done: int
    refused: int = 0
    """Things the server did not take; they are tried again."""


def read(connection: Connection) -> Progress | None:
    """None before the first run."""
    columns = provisioning.c
    row = connection.execute(select(columns.total, columns.done, columns.refused)).one_or_none()
    return Progress(*row) if row else None


def write(connection: Connection, progress: Progress) -> None:
    told = {**asdict(progress), "at": func.now()}
    row = insert(provisioning).values(told)
    connection.execute(row.on_conflict_do_update(index_elements=["one"], set_=told))
