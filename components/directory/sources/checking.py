"""Whether a database has what a mapping names: complaints tell section, field and what there is."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from components.directory.sources import selecting
from components.directory.sources.mapping import Mapping, Section

LONGEST_ANSWER = 300


def complaints(connection: Connection, mapping: Mapping) -> list[str]:
    sections = mapping.sections.items()
    return [each for name, section in sections for each in _section(connection, name, section)]


def _section(connection: Connection, name: str, section: Section) -> Iterator[str]:
    try:
        there = _columns(connection, section)
    except DBAPIError as error:
        yield f"[{name}] {_which(section)}: the database answers: {_answer(error)}"
        return
    for field, column in sorted(section.columns.items()):
        if column not in there:
            shown = field.partition("_")[0] if field.startswith("name_") else field
            yield f"[{name}] {shown}: there is no column “{column}”; there are: {', '.join(there)}"


def _columns(connection: Connection, section: Section) -> list[str]:
    query = select(text("*")).select_from(selecting.rows_of(section)).limit(0)
    with connection.begin_nested():
        return list(connection.execute(query).keys())


def _which(section: Section) -> str:
    return "query" if section.query else f"table “{section.table}”"


def _answer(error: DBAPIError) -> str:
    return " ".join(str(error.orig).split())[:LONGEST_ANSWER]
