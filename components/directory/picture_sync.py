"""Making people's pictures of those the source has: after a run, for it takes longer than one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, func, select, update
from sqlalchemy.dialects.postgresql import insert

from components.directory.pictures import Picture, squared
from components.directory.source import Source
from schemas.db.tables.people import person, picture
from schemas.refusals import Malformed, TooLarge

BATCH = 50
Progress = Callable[[int, int], None]


def bring_pictures(engine: Engine, source: Source, progress: Progress) -> int:
    """Returns how many came; `progress` hears how many of how many were looked at.

    What is no picture is noted with its person and not tried again. Raises TryLater while the
    source does not answer; another call goes on from there.
    """
    with engine.begin() as connection:
        wanted = list(connection.execute(_wanted()))
    came = 0
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        made = [(row, _made(source, row.source_id)) for row in batch]
        with engine.begin() as connection:
            came += sum(_kept(connection, row, result) for row, result in made)
        progress(start + len(batch), len(wanted))
    return came


def _wanted() -> Select[tuple[str, str, str]]:
    columns = person.c
    return (
        select(columns.localpart, columns.source_id, columns.picture_source)
        .outerjoin(picture, picture.c.localpart == columns.localpart)
        .where(
            columns.removed_at.is_(None),
            columns.picture_source != func.coalesce(picture.c.source, ""),
            columns.picture_source != "",
            columns.picture_trouble == "",
        )
        .order_by(columns.localpart)
    )


def _made(source: Source, source_id: str) -> Picture | str:
    """Or why there is none."""
    try:
        return squared(source.picture(source_id))
    except (Malformed, TooLarge) as refusal:
        return str(refusal)


def _kept(connection: Connection, row: Row[*tuple[Any, ...]], made: Picture | str) -> bool:
    """Unless the person left or was given another meanwhile."""
    same = (
        (person.c.localpart == row.localpart)
        & (person.c.picture_source == row.picture_source)
        & person.c.removed_at.is_(None)
    )
    trouble = made if isinstance(made, str) else ""
    change = update(person).where(same).values(picture_trouble=trouble)
    there = connection.execute(change).rowcount == 1
    if not there or isinstance(made, str):
        return False
    content = {"sha1": made.sha1, "png": made.png, "source": row.picture_source}
    new = insert(picture).values(localpart=row.localpart, **content)
    connection.execute(new.on_conflict_do_update(index_elements=["localpart"], set_=content))
    return True
