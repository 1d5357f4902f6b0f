"""Work between PostgreSQL's start and the parts': schema, and the demo's people."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from deploy.instance import files
from deploy.instance.credentials import Credentials
from deploy.instance.instance import Instance
from deploy.instance.layout import Layout
from deploy.instance.tools import run_beside
from deploy.instance.users import Account, Accounts
from deploy.servers import cms, component, demo
from deploy.servers.bootstrap import bootstrap

Step = Callable[[], Awaitable[None]]


@dataclass
class OneShots:
    """Each step may be interrupted and repeated."""

    layout: Layout
    instance: Instance
    users: Accounts
    credentials: Credentials
    _people: asyncio.Task[None] | None = field(default=None, init=False)

    @property
    def with_database(self) -> tuple[Step, ...]:
        """Before anything else; the demo's people are then made beside the server's start."""
        return self._make_roles_and_schemas, self._migrate, self._begin_people

    @property
    def with_server(self) -> tuple[Step, ...]:
        return (self._await_people,)

    async def _make_roles_and_schemas(self) -> None:
        port = self.instance.ports["postgres"]
        await asyncio.to_thread(bootstrap, self.layout, port, self.credentials)
        if self.instance.demo:
            await asyncio.to_thread(cms.bootstrap, self.layout, port, self.credentials)

    async def _migrate(self) -> None:
        """As PostgreSQL's user: it may do anything to the data anyway."""
        told = self._told("migrate", "migrate")
        await self._run("deploy.servers.migration", self.users.postgres, told)

    async def _begin_people(self) -> None:
        self._people = asyncio.create_task(self._make_demo_people())

    async def _await_people(self) -> None:
        if self._people:
            await self._people

    async def _make_demo_people(self) -> None:
        if self.instance.demo:
            await asyncio.gather(self._fill_cms(), self._mint_app_passwords())

    async def _fill_cms(self) -> None:
        if self.layout.demo_cms.exists():
            return
        told = self._told(cms.OWNER, cms.OWNER) | {"STOA_DATABASE_NAME": cms.DATABASE}
        made = await self._run("deploy.servers.demo_cms", self.users.supervisor, told)
        self._keep(self.layout.demo_cms, json.loads(made))

    async def _mint_app_passwords(self) -> None:
        """Those shown before stay as they are."""
        known = demo.app_passwords(self.layout)
        if demo.complete(known):
            return
        told = self._told("app", "app")
        made = await self._run("deploy.servers.demo_people", self.users.supervisor, told, *known)
        self._keep(self.layout.demo, json.loads(made) | known)

    def _keep(self, path: Path, passwords: dict[str, str]) -> None:
        files.write(path, json.dumps(passwords), self.users.supervisor)

    def _told(self, part: str, role: str) -> dict[str, str]:
        return component.environment(self.layout, self.instance, part, role)

    async def _run(self, module: str, account: Account, told: dict[str, str], *known: str) -> str:
        command = [str(self.layout.python), "-m", module, *known]
        return await run_beside(command, account, told, self.layout.checkout)
