"""Timed and retried work: procrastinate 3.10 in schema `jobs`, run by `worker.py`.

A job runs at least once: what a dead worker left unfinished is run again, so every task has to be
idempotent. Its arguments are ids, never content.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

DEFER = text("""
select jobs.procrastinate_defer_jobs_v1(array[
    row(:queue, :task, 0, null, null, cast(:arguments as jsonb), null)
    ::jobs.procrastinate_job_to_defer_v1])
""")


@dataclass(frozen=True)
class Task:
    """`run` blocks, gets the arguments of `defer` and is called in a thread. `every` is a cron line
    such as `0 * * * *`; then it has to do without arguments."""

    name: str
    run: Callable[..., None]
    every: str | None = None

    @property
    def queue(self) -> str:
        return self.name.partition(".")[0]


def defer(connection: Connection, task: str, **arguments: Any) -> None:
    """Run `task`, such as `directory.sync`, as soon as the caller's transaction is committed."""
    queue = task.partition(".")[0]
    connection.execute(DEFER, {"queue": queue, "task": task, "arguments": json.dumps(arguments)})
