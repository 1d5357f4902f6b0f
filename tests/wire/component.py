"""A whole component in a process of its own, to be killed: `python -m tests.wire.component`.

It appends to the file `STOA_EJABBERD_API`, which nothing here talks to, whenever its task runs;
the task ends once the file beside it, `….done`, exists.
"""

import asyncio
import time

from components.runtime.database import make_engine
from components.runtime.dispatch import Dispatch
from components.runtime.health import Health
from components.runtime.jobs import Task
from components.runtime.process import main
from components.runtime.sending import drain
from components.runtime.settings import ComponentSettings
from components.runtime.stream import ComponentStream
from components.runtime.worker import Worker


async def run(settings: ComponentSettings, health: Health) -> None:
    path = settings.ejabberd_api

    def note(word: str) -> None:
        with path.open("a") as file:
            file.write(f"{word}\n")
        while not path.with_suffix(".done").exists():
            time.sleep(0.02)

    engine = make_engine(settings)
    stream = ComponentStream(settings, "archive", Dispatch(), health)
    worker = Worker(
        settings, [Task("wire.note", note)], health, heartbeat_seconds=0.2, stalled_seconds=0.6
    )
    async with asyncio.TaskGroup() as group:
        group.create_task(stream.run())
        group.create_task(drain(engine, "archive", stream, health))
        group.create_task(worker.run())


if __name__ == "__main__":
    main(run, ComponentSettings)
