"""What is read where: one format for databases and CSV files, written by operators in TOML."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from components.directory.roles import GIVEN

Column = Annotated[str, Field(min_length=1, max_length=128)]


Encoding = Literal[
    "utf-8",
    "utf-16",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "windows-1257",
    "iso-8859-2",
    "iso-8859-15",
    "macintosh",
]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Section(BaseModel):
    """Rows of a table (of a CSV file, without `.csv`), or of a query of the operator's."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    table: Column | None = None
    query: str | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.table is None) == (self.query is None):
            raise ValueError("name either a table or a query")
        return self

    @field_validator("query")
    @classmethod
    def _only_reads(cls, query: str | None) -> str | None:
        if query is None:
            return None
        bare = query.strip().rstrip(";").rstrip()
        if not bare.lower().startswith(("select", "with")) or ";" in bare:
            raise ValueError("a query is one SELECT, without a semicolon inside")
        return bare

    @property
    def columns(self) -> dict[str, str]:
        """Which column is read for what."""
        other = Section.model_fields.keys() | {"separator"}
        told = ((name, getattr(self, name)) for name in type(self).model_fields.keys() - other)
        return {name: value for name, value in told if isinstance(value, str)}


class People(Section):
    id: Column
    user_name: Column
    name: Annotated[tuple[Column, ...], BeforeValidator(_listed), Field(min_length=1)]
    """Several are joined by a space."""
    title: Column | None = None
    email: Column | None = None
    manager: Column | None = None
    """The manager's id."""
    active: Column | None = None
    password: Column | None = None
    """A hash that `passwords` knows."""
    departments: Column | None = None
    """Ids, or names where there is no section for departments; so for projects."""
    projects: Column | None = None
    roles: Column | None = None
    separator: Annotated[str, Field(min_length=1, max_length=3)] = "|"
    """Between the values of one cell."""
    picture: Column | None = None
    """Bytes; `picture_version` changes with them."""
    picture_version: Column | None = None
    picture_path: Column | None = None
    """Of a file below `[pictures] folder`."""
    changed_at: Column | None = None
    """Later with each change of the row: what makes incremental runs possible."""

    @property
    def columns(self) -> dict[str, str]:
        return super().columns | {f"name_{place}": name for place, name in enumerate(self.name)}

    @model_validator(mode="after")
    def _picture_once(self) -> Self:
        if (self.picture is None) != (self.picture_version is None):
            raise ValueError("picture and picture_version need each other")
        if self.picture and self.picture_path:
            raise ValueError("a picture is either in the database or a file")
        return self


class Groups(Section):
    id: Column
    name: Column


class DepartmentMembers(Section):
    person: Column
    department: Column


class ProjectMembers(Section):
    person: Column
    project: Column


class Roles(Section):
    person: Column
    role: Column
    department: Column | None = None
    """Where the role is limited to one."""


class Pictures(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: Path

    @field_validator("folder")
    @classmethod
    def _whole(cls, folder: Path) -> Path:
        if not folder.is_absolute():
            raise ValueError("name the folder from the root, as in /srv/site/media")
        return folder


class Files(BaseModel):
    """How CSV files are written; told only where it cannot be seen from them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    encoding: Encoding | None = None
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    optional: tuple[Column, ...] = ()
    """Columns that may lack; otherwise a column that lacks is an error."""


class Guarding(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    removed_at_once_percent: Annotated[int, Field(ge=0, le=100)] = 20
    """More of the people, departments or memberships missing at once: none is removed."""


class Mapping(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    people: People
    departments: Groups | None = None
    memberships: DepartmentMembers | None = None
    projects: Groups | None = None
    project_memberships: ProjectMembers | None = None
    roles: Roles | None = None
    role_names: dict[str, str] | None = None
    """The source's names of roles and Stoa's; others are none. Without: Stoa's own names."""
    pictures: Pictures | None = None
    files: Files = Files()
    guard: Guarding = Guarding()

    @field_validator("role_names")
    @classmethod
    def _known(cls, names: dict[str, str] | None) -> dict[str, str] | None:
        unknown = sorted({*(names or {}).values()} - {*GIVEN})
        if unknown:
            raise ValueError(f"there is no role {unknown[0]}; there are {', '.join(sorted(GIVEN))}")
        return names

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.memberships and not self.departments:
            raise ValueError("memberships need a section for departments")
        if self.project_memberships and not self.projects:
            raise ValueError("project_memberships need a section for projects")
        if self.people.picture_path and not self.pictures:
            raise ValueError("picture_path needs [pictures] with the folder of the files")
        return self

    @property
    def sections(self) -> dict[str, Section]:
        """Those that are read, by name."""
        found = ((name, getattr(self, name)) for name in type(self).model_fields)
        return {name: section for name, section in found if isinstance(section, Section)}
