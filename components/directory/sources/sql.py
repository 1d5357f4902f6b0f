"""A CMS with Django's tables for users, as Wagtail has them, and profiles beside them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, Engine, RowMapping, create_engine, text
from sqlalchemy.exc import DBAPIError

from components.directory.source import Credential, Department, Person
from schemas.refusals import TryLater

PATIENCE_SECONDS = 5
AGAIN_SECONDS = 30

DEPARTMENTS = text("select id, name from people_department order by id")

PEOPLE = text("""
select u.id, u.username, u.first_name, u.last_name, u.email, u.is_active, u.is_superuser,
       p.job_title, p.manager_id, p.photo_hash,
       array(select d.department_id from people_profile_departments d
              where d.profile_id = p.id order by d.department_id) as departments
  from auth_user u left join people_profile p on p.user_id = u.id
 order by u.id
""")

PICTURE = text("select photo from people_profile where user_id = :id")

# Django tells names apart by case; here the name as it is typed comes before others.
PASSWORD = text("""
select id, password, is_active from auth_user where lower(username) = lower(:user_name)
 order by username = :user_name desc, id limit 1
""")


def engine(url: str | URL) -> Engine:
    """Connections that only read and give up soon."""
    patience = f"{PATIENCE_SECONDS * 1000}"
    options = f"-c default_transaction_read_only=on -c statement_timeout={patience}"
    arguments = {"connect_timeout": PATIENCE_SECONDS, "options": options}
    return create_engine(
        url, pool_size=2, pool_pre_ping=True, hide_parameters=True, connect_args=arguments
    )


class SqlSource:
    """`engine` signs in as a role that may read these tables and nothing else."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def departments(self) -> list[Department]:
        with self._reading() as connection:
            return [Department(str(row.id), row.name) for row in connection.execute(DEPARTMENTS)]

    def people(self) -> list[Person]:
        with self._reading() as connection:
            return [_person(row) for row in connection.execute(PEOPLE).mappings()]

    def picture(self, source_id: str) -> bytes:
        with self._reading() as connection:
            return bytes(connection.execute(PICTURE, {"id": int(source_id)}).scalar() or b"")

    def password_hash(self, user_name: str) -> Credential | None:
        if not user_name.isprintable():  # some of it no database takes
            return None
        with self._reading() as connection:
            row = connection.execute(PASSWORD, {"user_name": user_name}).one_or_none()
        return Credential(str(row.id), row.password or "", bool(row.is_active)) if row else None

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except DBAPIError as error:
            raise TryLater("The CMS does not answer", seconds=AGAIN_SECONDS) from error


def _person(row: RowMapping) -> Person:
    return Person(
        source_id=str(row["id"]),
        user_name=row["username"] or "",
        name=" ".join(filter(None, (row["first_name"], row["last_name"]))).strip(),
        title=row["job_title"] or "",
        email=row["email"] or "",
        departments=tuple(map(str, row["departments"])),
        manager=row["manager_id"] and str(row["manager_id"]),
        picture=row["photo_hash"] or "",
        administrator=bool(row["is_superuser"]),
        active=bool(row["is_active"]),
    )
