"""People of any database that SQLAlchemy reads, as a mapping tells where they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Row, Select, func
from sqlalchemy.exc import DBAPIError

from components.directory.source import Content, Credential
from components.directory.sources import checking, databases, rows, selecting
from components.directory.sources.mapping import Mapping
from components.directory.sources.picture_files import PictureFiles
from components.directory.sources.reading import AGAIN_SECONDS, Reading
from schemas.refusals import TryLater

MOST_NAMESAKES = 20
"""People whose user names differ in upper and lower case only."""


class SqlSource:
    """`engine` signs in as a role that may read these tables and nothing else."""

    def __init__(self, engine: Engine, mapping: Mapping) -> None:
        self._engine, self._mapping = engine, mapping
        self._files = PictureFiles(mapping.pictures.folder) if mapping.pictures else None

    def read(self, since: str = "") -> Content:
        with self._reading() as connection:
            databases.begin_reading(connection)
            return Reading(connection, self._mapping, self._files, since).content()

    def picture(self, source_id: str) -> bytes:
        people = self._mapping.people
        field = "picture_path" if self._files else "picture"
        query = self._people(field).where(selecting.field(people, "id") == self._id(source_id))
        with self._reading() as connection:
            found = connection.execute(query).scalar()
        if self._files:
            return self._files.read(rows.text(found))
        return bytes(found or b"")

    def password_hash(self, user_name: str) -> Credential | None:
        """Some systems tell names apart by case: the name as it is typed comes before others."""
        if not user_name.isprintable():  # some of it no database takes
            return None
        people = self._mapping.people
        wanted = func.lower(selecting.field(people, "user_name")) == func.lower(user_name)
        query = self._people("id", "user_name", "active", "password").where(wanted)
        with self._reading() as connection:
            found = connection.execute(query.limit(MOST_NAMESAKES)).all()
        best = min(found, key=lambda row: (row.user_name != user_name, row.id), default=None)
        return self._credential(best) if best else None

    def check(self) -> list[str]:
        """What of the mapping the database does not have; TryLater while it does not answer."""
        with self._reading() as connection:
            return checking.complaints(connection, self._mapping)

    def close(self) -> None:
        self._engine.dispose()

    def _credential(self, row: Row[tuple[Any, ...]]) -> Credential:
        active = not self._mapping.people.active or rows.truth(row.active)
        return Credential(rows.text(row.id), rows.text(row._mapping.get("password")), active)

    def _people(self, *fields: str) -> Select[tuple[Any, ...]]:
        section = self._mapping.people
        return selecting.selected(section, section.columns.keys() - fields)

    def _id(self, source_id: str) -> object:
        return self._kind_of_ids(source_id)

    @cached_property
    def _kind_of_ids(self) -> type[int] | type[UUID] | type[str]:
        """What the database compares ids with: some compare no text with a number."""
        with self._reading() as connection:
            one = connection.execute(self._people("id").limit(1)).scalar()
        return next((kind for kind in (int, UUID) if isinstance(one, kind)), str)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except DBAPIError as error:
            raise TryLater("The CMS does not answer", seconds=AGAIN_SECONDS) from error
