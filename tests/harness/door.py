"""The portal's door on a real database, and a CMS behind it that is only in memory."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import Engine, text

from components.directory import authentication
from components.directory.authentication import Visitor
from components.directory.hash_authenticator import HashAuthenticator
from components.directory.source import Content, Credential
from components.directory.web_sessions import Started
from schemas.refusals import TryLater

PASSWORD = "correct horse battery staple"
WRONG = "wrong"
SECRET = "a secret of the portal"
HOME = "192.0.2.1"
OFFICE = "198.51.100.7"
BROWSER = "Firefox"


def hashed(password: str, salt: str = "salt") -> str:
    made = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), 2)
    return f"pbkdf2_sha256$2${salt}${b64encode(made).decode()}"


@dataclass
class Cms:
    """The source's people as they are in memory: it is another system."""

    credentials: dict[str, Credential] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    away: bool = False

    def password_hash(self, user_name: str) -> Credential | None:
        self.asked.append(user_name)
        if self.away:
            raise TryLater("The CMS does not answer", seconds=30)
        return self.credentials.get(user_name)

    def read(self, since: str = "") -> Content:
        return Content()

    def picture(self, source_id: str) -> bytes:
        return b""

    def check(self) -> list[str]:
        return []

    def close(self) -> None:
        pass


@dataclass
class Door:
    engine: Engine
    cms: Cms
    owner: str

    def try_it(
        self,
        user_name: str = "ada.cms",
        password: str = WRONG,
        address: str = HOME,
        session_id: int | None = None,
    ) -> Started:
        visitor = Visitor(address, BROWSER, session_id)
        return authentication.authenticate(
            *(self.engine, HashAuthenticator(self.cms), SECRET, user_name, password, visitor)
        )

    def fail(self, times: int, user_name: str = "ada.cms", address: str = HOME) -> None:
        """As far as throttling knows."""
        known = user_name.endswith(".cms")
        localpart = (
            user_name.removesuffix(".cms")
            if known
            else authentication.unknown_name(SECRET, user_name)
        )
        self.execute(
            "insert into stoa.sign_in_attempt (localpart, succeeded, reason, address, door)"
            " select :localpart, false, 'wrong password', cast(:address as inet), 'web'"
            " from generate_series(1, :times)",
            localpart=localpart,
            address=address,
            times=times,
        )

    def execute(self, statement: str, **values: Any) -> list[Any]:
        with self.engine.begin() as connection:
            done = connection.execute(text(statement), values)
            return list(done) if done.returns_rows else []

    def as_owner(self, statement: str) -> None:
        with psycopg.connect(self.owner) as connection:
            connection.execute(statement.encode())

    @property
    def attempts(self) -> list[tuple[str, bool, str, str]]:
        rows = self.execute(
            "select localpart, succeeded, reason, host(address), door"
            " from stoa.sign_in_attempt order by id"
        )
        assert {"web"} >= {row.door for row in rows}
        return [tuple(row)[:4] for row in rows]

    @property
    def reasons(self) -> list[str]:
        return [reason for _, _, reason, _ in self.attempts]
