"""Work between PostgreSQL's start and the server's: schema and demo people."""

import asyncio
import json
from collections.abc import Awaitable, Callable

from deploy.instance import files
from deploy.instance.credentials import Credentials
from deploy.instance.instance import Instance
from deploy.instance.layout import Layout
from deploy.instance.tools import run_beside
from deploy.instance.users import Account, Accounts
from deploy.servers import component
from deploy.servers.bootstrap import bootstrap

Step = Callable[[], Awaitable[None]]


def steps(
    layout: Layout, instance: Instance, users: Accounts, credentials: Credentials
) -> tuple[Step, ...]:
    """In order; each may be interrupted and repeated."""

    async def make_roles_and_schemas() -> None:
        port = instance.ports["postgres"]
        await asyncio.to_thread(bootstrap, layout, port, credentials)

    async def migrate() -> None:
        """As PostgreSQL's user: it may do anything to the data anyway."""
        await _python(layout, instance, "migrate", users.postgres, "deploy.servers.migration")

    async def make_demo_people() -> None:
        if not instance.demo or layout.demo.exists():
            return
        account = users.supervisor
        people = await _python(layout, instance, "app", account, "deploy.servers.demo_people")
        json.loads(people)
        files.write(layout.demo, people, account)

    return make_roles_and_schemas, migrate, make_demo_people


async def _python(
    layout: Layout, instance: Instance, role: str, account: Account, module: str
) -> str:
    told = component.environment(layout, instance, role, role)
    command = [str(layout.python), "-m", module]
    return await run_beside(command, account, told, layout.checkout)
