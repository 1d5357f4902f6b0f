"""A large organisation in the demo's CMS: people in departments, each with a head and a photo."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from PIL import Image

from tests.harness.stack import Stack

PHOTOS = 16
"""Different ones, in turn."""
ALSO_ELSEWHERE = 10
"""Each so many-th person is in a second department."""

USERS = """
insert into auth_user (username, password, first_name, last_name, email)
select 'person' || n, '!', 'First' || n, 'Last' || n, 'person' || n || '@example.org'
  from generate_series(1, %s) n
"""
PROFILES = """
insert into people_profile (user_id, job_title, manager_id, photo, photo_hash)
select u.id, 'Clerk ' || n, m.id, (%(photos)s::bytea[])[1 + n %% cardinality(%(photos)s)],
       (%(names)s::text[])[1 + n %% cardinality(%(names)s)]
  from generate_series(1, %(people)s) n join auth_user u on u.username = 'person' || n
  left join auth_user m on n > 1 and m.username = 'person'
       || case when n <= %(departments)s then 1 else 1 + (n - 1) %% %(departments)s end
"""
MEMBERSHIPS = """
insert into people_profile_departments (profile_id, department_id)
select distinct p.id, d.id
  from generate_series(1, %(people)s) n
  join auth_user u on u.username = 'person' || n join people_profile p on p.user_id = u.id
  join people_department d on d.name = 'Department ' || 1 + (n - 1) %% %(departments)s
       or n %% %(elsewhere)s = 0 and d.name = 'Department ' || 1 + n %% %(departments)s
"""
CHANGES = """
update auth_user set last_name = last_name || '-Married'
 where username in (select 'person' || 1 + (n - 1) * %(departments)s
                      from generate_series(1, %(changes)s) n)
"""


@dataclass
class Town:
    """`person1` to `person<departments>` lead departments; colleagues are that many apart."""

    cms: psycopg.Connection[Any]
    people: int
    departments: int

    def settle(self) -> None:
        sizes = {"people": self.people, "departments": self.departments}
        photos = [_photo(number) for number in range(PHOTOS)]
        names = [hashlib.sha1(photo, usedforsecurity=False).hexdigest() for photo in photos]
        self.cms.execute(
            "insert into people_department (name)"
            " select 'Department ' || n from generate_series(1, %s) n",
            [self.departments],
        )
        self.cms.execute(USERS, [self.people])
        self.cms.execute(PROFILES, sizes | {"photos": photos, "names": names})
        self.cms.execute(MEMBERSHIPS, sizes | {"elsewhere": ALSO_ELSEWHERE})

    def marry(self, changes: int) -> int:
        """Change the names of so many in a row of departments, the first one's first; how many."""
        sizes = {"departments": self.departments, "changes": changes}
        found = self.cms.execute(CHANGES, sizes).rowcount
        rest = changes - found
        if rest > 0:
            self.cms.execute(
                "update people_profile set job_title = job_title || ', senior' where user_id in"
                " (select id from auth_user where username like 'person%%'"
                " and last_name not like '%%-Married' order by id limit %s)",
                [rest],
            )
        return found


@contextmanager
def town(stack: Stack, people: int, departments: int) -> Iterator[Town]:
    with psycopg.connect(
        host="127.0.0.1",
        port=stack.ports["postgres"],
        dbname="cms",
        user="cms",
        password=stack.secret("cms/database_password"),
        autocommit=True,
    ) as connection:
        yield Town(connection, people, departments)


def _photo(number: int) -> bytes:
    """As large as what people take for such a purpose."""
    noise = Image.effect_noise((40, 40), 30).resize((400, 400), Image.Resampling.BICUBIC)
    tint = Image.new("L", noise.size, number * 255 // PHOTOS)
    stored = io.BytesIO()
    Image.merge("RGB", (noise, tint, noise)).save(stored, "JPEG", quality=85)
    return stored.getvalue()
