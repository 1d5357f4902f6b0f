"""The supervisor's process, from its lock to its last child."""

import asyncio
import contextlib
import signal
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

from deploy.instance.instance import Instance, save
from deploy.instance.layout import Layout
from deploy.instance.users import Accounts
from deploy.servers.assembly import Assembly, assemble
from deploy.servers.upkeep import look_after
from deploy.supervisor.control import Control
from deploy.supervisor.publication import publish
from deploy.supervisor.status import State
from deploy.supervisor.supervisor import Supervisor, only_one, stop_on_signals

Tell = Callable[[str], None]
POLL_SECONDS = 0.05


def supervise(
    layout: Layout,
    instance: Instance,
    users: Accounts,
    tell: Tell,
    when_healthy: Callable[[], None],
) -> str:
    """Runs the instance until it is stopped; what failed at its first start, or ''."""
    with only_one(layout.lock):
        tell("preparing")
        assembly = assemble(layout, instance, users)
        save(layout.etc / "instance.json", instance, users.supervisor)
        return asyncio.run(_run(assembly, tell, when_healthy))


def about(instance: Instance) -> dict[str, Any]:
    return asdict(instance) | {"ports": instance.ports}


async def _run(assembly: Assembly, tell: Tell, when_healthy: Callable[[], None]) -> str:
    layout, instance = assembly.layout, assembly.instance
    supervisor = Supervisor(assembly.parts, layout.home, about(instance))
    stop_on_signals(supervisor)
    reload_web = partial(supervisor.send, "nginx", signal.SIGHUP)
    async with Control(supervisor, layout.control_socket):
        beside = [
            asyncio.create_task(look_after(instance, assembly.tls, tell, reload_web)),
            asyncio.create_task(publish(supervisor, layout.status, assembly.users.portal)),
            asyncio.create_task(_tell_progress(supervisor, tell, when_healthy)),
        ]
        await supervisor.run()
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
    return supervisor.failing


async def _tell_progress(
    supervisor: Supervisor, tell: Tell, when_healthy: Callable[[], None]
) -> None:
    """One line for each end and each change of state of a part, and the greeting once."""
    seen: dict[str, State] = {}
    restarts: dict[str, int] = {}
    greeted = False
    while True:
        for name, part in supervisor.parts().items():
            if restarts.get(name, 0) != part.restarts:
                tell(f"{name} ended ({part.last_end})")
            restarts[name] = part.restarts
            if seen.get(name) != part.state and part.state is not State.WAITING:
                tell(f"{name} {part.state}")
            seen[name] = part.state
        if not greeted and supervisor.report()["state"] == "healthy":
            greeted = True
            with contextlib.suppress(OSError):
                when_healthy()
        await asyncio.sleep(POLL_SECONDS)
