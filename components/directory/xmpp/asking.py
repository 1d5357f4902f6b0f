"""Who asks the directory, and what people may ask of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from slixmpp import JID
from sqlalchemy import Connection, Engine

from components.directory import grants
from components.directory.roles import Permission
from components.runtime.database import in_transaction
from schemas.refusals import NotAllowed

T = TypeVar("T")


class Asking:
    """Of people of this server: it has proved who they are."""

    def __init__(self, engine: Engine, domain: str) -> None:
        self.engine, self.domain = engine, domain

    async def is_person(self, asker: JID) -> bool:
        return bool(asker.local) and asker.domain == self.domain

    def may(self, permission: Permission) -> Callable[[JID], Awaitable[bool]]:
        async def allowed(asker: JID) -> bool:
            return await self.is_person(asker) and bool(
                await self.work(lambda connection: grants.may(connection, asker.local, permission))
            )

        return allowed

    async def check(self, asker: JID, permission: Permission) -> None:
        """Raises NotAllowed."""
        if not await self.may(permission)(asker):
            raise NotAllowed(f"You may not {permission}")

    async def work(self, work: Callable[[Connection], T]) -> T:
        """In a thread and a transaction."""
        return await in_transaction(self.engine, work)
