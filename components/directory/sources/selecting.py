"""SELECTs of a mapping's sections: names are quoted, values bound, queries taken as they are."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, TextClause, column, select, table, text

from components.directory.sources.mapping import Section


def selected(section: Section, but: Collection[str] = ()) -> Select[tuple[Any, ...]]:
    """The section's fields, under their names, without those in `but`."""
    fields = {name: its for name, its in section.columns.items() if name not in but}
    columns: list[ColumnElement[Any]] = [column(its).label(name) for name, its in fields.items()]
    return select(*columns).select_from(rows_of(section))


def field(section: Section, name: str) -> ColumnElement[Any]:
    """For conditions; the section has that field."""
    return column(section.columns[name])


def rows_of(section: Section) -> FromClause | TextClause:
    if section.query is not None:
        as_it_is = section.query.replace(":", r"\:")  # no parameters of ours
        return text(f"({as_it_is}) as stoa_rows")
    schema, _, name = (section.table or "").rpartition(".")
    return table(name, schema=schema or None)
