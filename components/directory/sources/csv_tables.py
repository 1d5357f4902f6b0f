"""CSV files as tables of a database: one refused line refuses all, for half a file is no source."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Column, Engine, MetaData, Table, Text

from components.directory.sources import encoding
from components.directory.sources.mapping import Files, Mapping
from schemas.refusals import Malformed

LARGEST_BYTES = 64 * 1024 * 1024
DELIMITERS = (",", ";", "\t", "|")
BATCH = 5_000
MOST_COLUMNS = 1_000
"""Of the 2,000 that SQLite takes: those that lack are added."""


def names(mapping: Mapping) -> list[str]:
    """Of the files that the mapping reads, without `.csv`."""
    found = {section.table for section in mapping.sections.values()}
    return sorted(name for name in found if name is not None)


def place(folder: Path, name: str) -> Path:
    return folder / f"{Path(name).name}.csv"


def load(engine: Engine, folder: Path, mapping: Mapping) -> None:
    """Raises Malformed, with the file's name, the line and what to do."""
    for name in names(mapping):
        try:
            lines = _lines(_text(place(folder, name), mapping.files), mapping.files)
            asked = _asked(mapping, name)
            heading = next(lines, [])
            lacks = _lacks(heading, asked, mapping.files.optional)
            _store(engine, name, heading, lines, {each: _default(asked[each]) for each in lacks})
        except Malformed as refusal:
            raise Malformed(f"{name}.csv {refusal}") from refusal
        except OSError as error:
            raise Malformed(f"{name}.csv cannot be read: {error.strerror}") from error


def _text(file: Path, told: Files) -> str:
    with file.open("rb") as opened:
        content = opened.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise Malformed(f"has more than {LARGEST_BYTES:,} bytes")
    found = encoding.decoded(content, told.encoding)
    if "\0" in found:
        line = found[: found.index("\0")].count("\n") + 1
        raise Malformed(f"line {line}: empty bytes in the text: the file is damaged")
    return found


def _lines(content: str, told: Files) -> Iterator[list[str]]:
    """The heading first; each line has as many cells as it."""
    delimiter = told.delimiter or _delimiter(content.partition("\n")[0])
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    width = 0
    try:
        for cells in reader:
            if not cells:
                continue
            width = width or len(cells)
            if len(cells) != width:
                raise Malformed(
                    f"line {reader.line_num}: {len(cells)} cells where the heading has {width}:"
                    " is the file cut off, or a delimiter not in quotes?"
                )
            yield [cell.strip() for cell in cells]
    except csv.Error as error:
        raise Malformed(f"line {reader.line_num}: {error}: is a quote not closed?") from error


def _delimiter(heading: str) -> str:
    return max(DELIMITERS, key=heading.count)


def _asked(mapping: Mapping, name: str) -> dict[str, str]:
    """Of each column that is read, the field it is for."""
    return {
        column: f"[{section_name}] {field}"
        for section_name, section in mapping.sections.items()
        if section.table == name
        for field, column in section.columns.items()
    }


def _default(field: str) -> str:
    """Of a column that lacks: nobody is inactive because nobody told."""
    return "yes" if field.endswith(" active") else ""


def _lacks(cells: list[str], asked: dict[str, str], optional: tuple[str, ...]) -> list[str]:
    """Optional columns that are not there. Raises Malformed for a heading that cannot be used."""
    if not cells:
        raise Malformed("is empty: its first line names the columns")
    if len(cells) > MOST_COLUMNS:
        raise Malformed(f"line 1: more than {MOST_COLUMNS:,} columns")
    folded = Counter(cell.lower() for cell in cells if cell)
    if twice := next((cell for cell in cells if folded[cell.lower()] > 1), ""):
        raise Malformed(f"line 1: two columns are named “{twice}”")
    lacks = [column for column in asked if column not in cells]
    for column in lacks:
        if column not in optional or column.lower() in folded:
            raise Malformed(
                f"line 1: no column “{column}”, which {asked[column]} names; there are:"
                f" {', '.join(cells)}"
            )
    return lacks


def _store(
    engine: Engine,
    name: str,
    heading: list[str],
    lines: Iterator[list[str]],
    lacking: dict[str, str],
) -> None:
    keys = [title or f"\n{place}" for place, title in enumerate(heading, 1)]  # no column's name
    table = Table(name, MetaData(), *(Column(key, Text) for key in (*keys, *lacking)))
    rows = [lacking | dict(zip(keys, cells, strict=True)) for cells in lines]
    with engine.begin() as connection:
        table.create(connection)
        for start in range(0, len(rows), BATCH):
            connection.execute(table.insert(), rows[start : start + BATCH])
