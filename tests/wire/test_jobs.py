"""Jobs start with the transaction that asked for them, soon, and again after a failure."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, text

from components.runtime import retry, worker
from components.runtime.health import Health
from components.runtime.jobs import Task, defer
from components.runtime.settings import ComponentSettings
from components.runtime.worker import Worker
from tests.harness.cluster import Cluster
from tests.wire.waiting import until

RunTasks = Callable[..., AbstractAsyncContextManager[None]]


@pytest.fixture
def run_tasks(
    with_database: ComponentSettings,
    engine: Engine,
    health: Health,
    monkeypatch: pytest.MonkeyPatch,
) -> RunTasks:
    """A worker that has begun to listen."""
    monkeypatch.setattr(worker, "POLL_SECONDS", 0.05)

    @asynccontextmanager
    async def run_tasks(*tasks: Task) -> Any:
        running = asyncio.create_task(Worker(with_database, tasks, health).run())
        await until(lambda: listens(engine))
        yield
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    return run_tasks


def listens(engine: Engine) -> bool:
    with engine.connect() as connection:
        found = connection.execute(
            text("select exists (select from pg_stat_activity where query ilike 'listen%')")
        )
        return bool(found.scalar_one())


def statuses(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        found = connection.execute(text("select status from jobs.procrastinate_jobs order by id"))
        return list(found.scalars())


async def test_a_job_starts_with_its_commit_and_not_with_the_workers_next_look(
    engine: Engine, run_tasks: RunTasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One announcement may be lost while the worker looks: the next one makes up for it."""
    monkeypatch.setattr(worker, "POLL_SECONDS", 3600)
    started: list[int] = []
    async with run_tasks(Task("wire.note", lambda number: started.append(number))):
        for number in range(20):
            with engine.begin() as connection:
                defer(connection, "wire.note", number=number)
            with suppress(TimeoutError):
                await until(lambda: len(started) > number, seconds=1)  # noqa: B023  over by then
            if len(started) >= 5:
                break

    assert [0, 1, 2, 3, 4] == started[:5]


async def test_a_job_of_a_transaction_that_failed_never_runs(
    engine: Engine, run_tasks: RunTasks
) -> None:
    ran: list[int] = []
    async with run_tasks(Task("wire.note", lambda number: ran.append(number))):
        with suppress(InterruptedError), engine.begin() as connection:
            defer(connection, "wire.note", number=1)
            raise InterruptedError
        with engine.begin() as connection:
            defer(connection, "wire.note", number=2)
        await until(lambda: ran)

    assert [2] == ran


async def test_a_job_that_fails_is_tried_again(
    engine: Engine, run_tasks: RunTasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "LONGEST_SECONDS", 0.01)
    attempts: list[int] = []

    def fail_twice() -> None:
        attempts.append(1)
        if len(attempts) < 3:
            raise OSError

    async with run_tasks(Task("wire.note", fail_twice)):
        with engine.begin() as connection:
            defer(connection, "wire.note")
        await until(lambda: len(attempts) == 3)
        await until(lambda: not statuses(engine))

    assert 3 == len(attempts)


async def test_a_job_that_never_succeeds_is_kept_as_failed(
    engine: Engine, run_tasks: RunTasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "MOST_ATTEMPTS", 0)

    def fail() -> None:
        raise OSError

    async with run_tasks(Task("wire.note", fail)):
        with engine.begin() as connection:
            defer(connection, "wire.note")
        await until(lambda: statuses(engine) == ["failed"])

    assert ["failed"] == statuses(engine)


async def test_jobs_of_other_processes_are_left_to_them(
    engine: Engine, run_tasks: RunTasks
) -> None:
    ran: list[int] = []
    async with run_tasks(Task("wire.note", lambda: ran.append(1))):
        with engine.begin() as connection:
            defer(connection, "elsewhere.note")
            defer(connection, "wire.note")
        await until(lambda: ran)
        await until(lambda: len(statuses(engine)) == 1)

    assert ["todo"] == statuses(engine)


async def test_a_timed_task_runs_by_itself(engine: Engine, run_tasks: RunTasks) -> None:
    ran: list[int] = []
    async with run_tasks(Task("wire.tick", lambda: ran.append(1), every="* * * * * *")):
        await until(lambda: len(ran) >= 2)

    assert len(ran) >= 2


async def test_work_goes_on_after_the_database_was_away(
    engine: Engine, run_tasks: RunTasks, cluster: Cluster, health: Health
) -> None:
    ran: list[int] = []
    async with run_tasks(Task("wire.note", lambda: ran.append(1))):
        with psycopg.connect(cluster.superuser, autocommit=True) as connection:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where usename = 'app' and pid <> pg_backend_pid()"
            )
        with engine.begin() as fresh:
            defer(fresh, "wire.note")
        await until(lambda: ran)
        await until(lambda: not health.trouble)

    assert [1] == ran
