"""A source by its address and its mapping."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from components.directory.source import Source
from components.directory.sources import databases, mapping_file
from components.directory.sources.csv_files import CsvSource
from components.directory.sources.mapping import Mapping
from components.directory.sources.sql import SqlSource

CSV = "csv:"


def opened(address: str, place: str) -> Source:
    """`address` is SQLAlchemy's or `csv:/folder`; `place` is that of the mapping (`mapping_file`).

    Raises Malformed.
    """
    return with_mapping(address, mapping_file.read(place))


def with_mapping(address: str, mapping: Mapping) -> Source:
    if address.startswith(CSV):
        return CsvSource(Path(unquote(urlsplit(address).path)), mapping)
    return SqlSource(databases.engine(address), mapping)
