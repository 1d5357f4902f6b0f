"""Margaret's credentials: what the portal does to them, and what the audit shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row
from sqlalchemy import Engine

from components.directory import accounts, app_passwords
from tests.harness.cast import MARGARET
from tests.harness.stack import Stack, eventually
from tests.harness.xmpp import Client, SaslFailure


@dataclass(frozen=True)
class Attempt:
    localpart: str
    succeeded: bool
    reason: str
    app_password_id: int | None
    address: str | None
    resource: str | None


@dataclass
class Directory:
    """Acts on Margaret only; sees the attempts of everybody since it was made."""

    engine: Engine
    audit: psycopg.Connection[Any]
    seen: int

    def mint(self, device: str = "phone", expires_at: datetime | None = None) -> str:
        with self.engine.begin() as connection:
            return app_passwords.mint(connection, MARGARET, device, expires_at)

    @property
    def newest(self) -> int:
        (newest,) = self.audit.execute(
            "select max(id) from stoa.app_password where localpart = %s", (MARGARET,)
        ).fetchone() or (0,)
        return int(newest)

    def revoke(self) -> None:
        with self.engine.begin() as connection:
            app_passwords.revoke(connection, MARGARET, self.newest)

    def revoke_those_after(self, password_id: int) -> None:
        """Room for those of other tests."""
        self.audit.execute(
            "update stoa.app_password set revoked_at = now()"
            " where localpart = %s and id > %s and revoked_at is null",
            (MARGARET, password_id),
        )

    def expire(self) -> None:
        self.audit.execute(
            "update stoa.app_password set expires_at = now() where id = %s", (self.newest,)
        )

    def disable(self) -> None:
        with self.engine.begin() as connection:
            accounts.disable(connection, MARGARET)

    def enable(self) -> None:
        with self.engine.begin() as connection:
            accounts.enable(connection, MARGARET)

    def attempts(self) -> list[Attempt]:
        with self.audit.cursor(row_factory=class_row(Attempt)) as cursor:
            return cursor.execute(
                "select localpart, succeeded, reason, app_password_id,"
                " host(address) as address, resource"
                " from stoa.sign_in_attempt where id > %s order by id",
                (self.seen,),
            ).fetchall()

    def attempt(self) -> Attempt:
        """The only attempt of this test, once there is one."""
        found = eventually(self.attempts, lambda attempts: len(attempts) > 0, seconds=5)
        (attempt,) = found
        return attempt


async def try_sign_in(
    stack: Stack, localpart: str, password: str, **how: Any
) -> Client | SaslFailure:
    client = await stack.open()
    failure = await client.authenticate(localpart, password, **how)
    if failure:
        await client.close()
        return failure
    return client


async def wrong_password(stack: Stack) -> SaslFailure:
    """The answer that every refusal must equal."""
    refused = await try_sign_in(stack, MARGARET, "wrong")
    if not isinstance(refused, SaslFailure):
        raise AssertionError("a wrong password signed in")
    return refused
