"""One reading of a source's database: everything of one moment, or whoever has changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, literal, select
from sqlalchemy.exc import DBAPIError

from components.directory.source import Content, Department, Person
from components.directory.sources import marks, rows, selecting
from components.directory.sources.mapping import Groups, Mapping, Section
from components.directory.sources.picture_files import PictureFiles
from components.directory.sources.rows import Beside, Row
from components.directory.wording import with_plain_blanks
from schemas.refusals import TryLater

AGAIN_SECONDS = 30
HEAVY = ("picture", "password")
"""Fields that are read for one person only."""


class Reading:
    def __init__(
        self, connection: Connection, mapping: Mapping, files: PictureFiles | None, since: str
    ) -> None:
        """`since` is the mark of an earlier reading; it counts where the mapping tells changes."""
        self._connection, self._mapping, self._files = connection, mapping, files
        self._since = since if mapping.people.changed_at else ""

    def content(self) -> Content:
        """Raises TryLater where the source does not hold what the mapping asks for."""
        found = self._people()
        beside = self._beside()
        people = tuple(self._person(row, beside) for row in sorted(found, key=rows.place))
        return Content(
            departments=self._groups("departments", (each.departments for each in people)),
            projects=self._groups("projects", (each.projects for each in people)),
            people=people,
            complete=not self._since,
            removed_at_once_percent=self._mapping.guard.removed_at_once_percent,
            mark=marks.written(row.get("changed_at") for row in found) or self._since,
        )

    def _people(self) -> list[Row]:
        section = self._mapping.people
        query = selecting.selected(section, HEAVY)
        if self._since:
            query = query.where(self._recently())
        return self._rows("people", query)

    def _recently(self) -> ColumnElement[bool]:
        start: ColumnElement[Any] = literal(marks.start(self._since))
        return selecting.field(self._mapping.people, "changed_at") >= start

    def _beside(self) -> Beside:
        mapping = self._mapping
        return Beside(
            rows.members(self._of_people("memberships", mapping.memberships), "department"),
            rows.members(
                self._of_people("project_memberships", mapping.project_memberships), "project"
            ),
            rows.grants(self._of_people("roles", mapping.roles), mapping.role_names),
        )

    def _of_people(self, name: str, section: Section | None) -> list[Row]:
        if section is None:
            return []
        query = selecting.selected(section)
        if self._since:
            people = self._mapping.people
            ids = select(selecting.field(people, "id")).select_from(selecting.rows_of(people))
            query = query.where(selecting.field(section, "person").in_(ids.where(self._recently())))
        return self._rows(name, query)

    def _person(self, row: Row, beside: Beside) -> Person:
        picture: str | None = rows.text(row.get("picture_version"))
        if self._files:
            picture = self._files.version(rows.text(row.get("picture_path")))
        return rows.person(row, self._mapping, beside, picture)

    def _groups(self, name: str, used: Iterable[tuple[str, ...]]) -> tuple[Department, ...]:
        """Without a section of their own they are whatever people belong to."""
        section: Groups | None = getattr(self._mapping, name)
        if section is None:
            names = sorted({group for groups in used for group in groups})
            return tuple(Department(each, each) for each in names)
        found = sorted(self._rows(name, selecting.selected(section)), key=rows.place)
        return tuple(
            Department(rows.text(row["id"]), with_plain_blanks(rows.text(row["name"])))
            for row in found
        )

    def _rows(self, name: str, query: Select[tuple[Any, ...]]) -> list[Row]:
        try:
            return [row._asdict() for row in self._connection.execute(query)]
        except DBAPIError as error:
            raise TryLater(
                f"The CMS did not answer the query of [{name}]: ./stoa people check says why",
                seconds=AGAIN_SECONDS,
            ) from error
