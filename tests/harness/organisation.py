"""A CMS of tests: Django's tables, filled by hand."""

import hashlib
import io
from dataclasses import dataclass
from typing import Any

import psycopg
from PIL import Image
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import URL


def address(superuser: str, database: str) -> URL:
    """Of a database in the cluster that the superuser's address leads to."""
    place = conninfo_to_dict(superuser)
    return URL.create(
        "postgresql+psycopg",
        username=str(place["user"]),
        password=str(place["password"]),
        database=database,
        query={"host": str(place["host"]), "port": str(place["port"])},
    )


def picture(colour: str = "teal") -> bytes:
    stored = io.BytesIO()
    Image.new("RGB", (100, 80), colour).save(stored, "PNG")
    return stored.getvalue()


@dataclass
class Organisation:
    """Each call is committed; people and departments are named, never numbered."""

    cms: psycopg.Connection[Any]

    def found(self, *names: str) -> None:
        """Make departments."""
        for name in names:
            self.cms.execute("insert into people_department (name) values (%s)", [name])

    def identity(self, department: str) -> int:
        query = "select id from people_department where name = %s"
        (found,) = self.cms.execute(query, [department]).fetchone() or (0,)
        return int(found)

    def found_again(self, identity: int, name: str) -> None:
        """The same department after it was dissolved."""
        query = "insert into people_department (id, name) values (%s, %s)"
        self.cms.execute(query, [identity, name])

    def dissolve(self, name: str) -> None:
        """A department."""
        self.cms.execute(
            "delete from people_profile_departments m using people_department d"
            " where d.id = m.department_id and d.name = %s",
            [name],
        )
        self.cms.execute("delete from people_department where name = %s", [name])

    def hire(
        self, user_name: str, name: str = "Some Body", *departments: str, photo: bytes | None = None
    ) -> None:
        first, _, last = name.partition(" ")
        self.cms.execute(
            "insert into auth_user (username, password, first_name, last_name)"
            " values (%s, '', %s, %s)",
            [user_name, first, last],
        )
        self.cms.execute(
            "insert into people_profile (user_id) select id from auth_user where username = %s",
            [user_name],
        )
        for department in departments:
            self.join(user_name, department)
        if photo is not None:
            self.photograph(user_name, photo)

    def join(self, user_name: str, department: str) -> None:
        self.cms.execute(
            "insert into people_profile_departments (profile_id, department_id)"
            " select p.id, d.id from people_profile p join auth_user u on u.id = p.user_id,"
            " people_department d where u.username = %s and d.name = %s",
            [user_name, department],
        )

    def leave(self, user_name: str, department: str) -> None:
        self.cms.execute(
            "delete from people_profile_departments m using people_profile p, auth_user u,"
            " people_department d where m.profile_id = p.id and u.id = p.user_id"
            " and d.id = m.department_id and u.username = %s and d.name = %s",
            [user_name, department],
        )

    def photograph(self, user_name: str, photo: bytes) -> None:
        sha1 = hashlib.sha1(photo, usedforsecurity=False).hexdigest()
        self.profile(user_name, "photo = %s, photo_hash = %s", photo, sha1)

    def report_to(self, user_name: str, manager: str | None) -> None:
        boss = "manager_id = (select id from auth_user where username = %s)"
        self.profile(user_name, boss, manager)

    def profile(self, user_name: str, change: str, *values: object) -> None:
        self.cms.execute(
            f"update people_profile set {change} where user_id ="  # noqa: S608  the tests' own
            " (select id from auth_user where username = %s)",
            [*values, user_name],
        )

    def user(self, user_name: str, change: str, *values: object) -> None:
        self.cms.execute(
            f"update auth_user set {change} where username = %s",  # noqa: S608  the tests' own
            [*values, user_name],
        )

    def dismiss(self, user_name: str) -> None:
        """As if there never had been such a person."""
        self.report_to_nobody(user_name)
        for query in (
            "delete from people_profile_departments where profile_id in (select p.id from"
            " people_profile p join auth_user u on u.id = p.user_id where u.username = %s)",
            "delete from people_profile where user_id in"
            " (select id from auth_user where username = %s)",
            "delete from auth_user where username = %s",
        ):
            self.cms.execute(query, [user_name])

    def report_to_nobody(self, manager: str) -> None:
        self.cms.execute(
            "update people_profile set manager_id = null where manager_id ="
            " (select id from auth_user where username = %s)",
            [manager],
        )
