"""Runs the jobs of one process, also after the database went away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker as Runner

from components.runtime.backoff import backoff
from components.runtime.health import Health
from components.runtime.jobs import Task
from components.runtime.metrics import JOBS
from components.runtime.retry import BackOff
from components.runtime.settings import ProcessSettings

logger = structlog.get_logger(__name__)

POLL_SECONDS = 0.5
"""How late a retried job may be; a new one is announced by LISTEN/NOTIFY.

WORKAROUND: procrastinate 3.10 forgets what is announced while it looks (`_fetch_and_process_jobs`).
"""
HEARTBEAT_SECONDS = 2.0
STALLED_SECONDS = 10.0
"""A worker that has not been heard of for so long is dead."""
STOP_SECONDS = 5
CONNECTION_SECONDS = 3
"""How long anything waits for the database, the worker's own end included."""


@dataclass(frozen=True)
class Worker:
    """Runs the tasks of one process."""

    settings: ProcessSettings
    tasks: Sequence[Task]
    health: Health
    concurrency: int = 2
    heartbeat_seconds: float = HEARTBEAT_SECONDS
    stalled_seconds: float = STALLED_SECONDS

    async def run(self) -> None:
        """Until cancelled; begins anew whenever the database went away."""
        waits = backoff()
        while True:
            try:
                async with self._app().open_async() as app:
                    self.health.report("jobs")
                    waits = backoff()
                    await self._work(app)
            except ConnectorException as error:
                if (task := asyncio.current_task()) and task.cancelling():  # both end at once
                    raise asyncio.CancelledError from None
                logger.warning("jobs interrupted", reason=str(error))
            self.health.report("jobs", "waiting for the database")
            await asyncio.sleep(next(waits))

    @property
    def _queues(self) -> list[str]:
        return sorted({task.queue for task in self.tasks})

    def _app(self) -> App:
        settings = self.settings
        app = App(
            connector=PsycopgConnector(
                min_size=1,
                max_size=self.concurrency + 2,
                timeout=CONNECTION_SECONDS,
                kwargs={
                    "host": settings.database_host,
                    "port": settings.database_port,
                    "dbname": settings.database_name,
                    "user": settings.database_user,
                    "password": settings.database_password,
                    "connect_timeout": 5,
                    "options": "-c search_path=jobs",
                },
            )
        )
        for task in self.tasks:
            known = app.task(name=task.name, queue=task.queue, retry=BackOff())(_logged(task))
            if task.every:
                app.periodic(cron=task.every, queueing_lock=task.name)(known)
        return app

    async def _work(self, app: App) -> None:
        runner = Runner(
            app,
            queues=self._queues,
            concurrency=self.concurrency,
            fetch_job_polling_interval=POLL_SECONDS,
            shutdown_graceful_timeout=STOP_SECONDS,
            delete_jobs="successful",
            install_signal_handlers=False,
            update_heartbeat_interval=self.heartbeat_seconds,
            stalled_worker_timeout=self.stalled_seconds,
        )
        sweeping = asyncio.create_task(self._sweep(app, runner))
        try:
            await runner.run()  # type: ignore[no-untyped-call]
        finally:
            sweeping.cancel()

    async def _sweep(self, app: App, runner: Runner) -> None:
        """Give back to the queue what dead workers were doing; late heartbeats of our own are no
        reason."""
        while True:
            for queue in self._queues:
                stalled = await app.job_manager.get_stalled_jobs(
                    queue=queue, seconds_since_heartbeat=self.stalled_seconds
                )
                for job in (job for job in stalled if job.worker_id != runner.worker_id):
                    logger.warning("job run again", job=job.id, task=job.task_name)
                    with suppress(ConnectorException):  # it ended meanwhile
                        await app.job_manager.retry_job(job)
            await asyncio.sleep(self.heartbeat_seconds)


def _logged(task: Task) -> Callable[..., Any]:
    async def run(timestamp: int | None = None, **arguments: Any) -> None:
        with structlog.contextvars.bound_contextvars(task=task.name):
            try:
                await asyncio.to_thread(task.run, **arguments)
            except Exception:
                JOBS.labels(task.name, "failed").inc()
                logger.exception("job failed")
                raise
            JOBS.labels(task.name, "succeeded").inc()
            logger.info("job done")

    return run
