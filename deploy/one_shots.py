"""Work between PostgreSQL's start and the server's: schema and demo people."""

import asyncio
import json
from collections.abc import Awaitable, Callable

from deploy import component, files
from deploy.bootstrap import bootstrap
from deploy.credentials import Credentials
from deploy.instance import Instance
from deploy.layout import Layout
from deploy.tools import run_beside
from deploy.users import Account, Accounts

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
        await _python(layout, instance, "migrate", users.postgres, "deploy.migration")

    async def make_demo_people() -> None:
        if not instance.demo or layout.demo.exists():
            return
        account = users.supervisor
        people = await _python(layout, instance, "app", account, "deploy.demo_people")
        json.loads(people)
        files.write(layout.demo, people, account)

    return make_roles_and_schemas, migrate, make_demo_people


async def _python(
    layout: Layout, instance: Instance, role: str, account: Account, module: str
) -> str:
    told = component.environment(layout, instance, role, role)
    command = [str(layout.python), "-m", module]
    return await run_beside(command, account, told, layout.checkout)
