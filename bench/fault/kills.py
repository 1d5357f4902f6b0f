"""What is killed and when, and waiting until the stack has recovered."""

import asyncio
import os
import random
import signal
from collections.abc import Iterable
from contextlib import suppress
from enum import StrEnum
from typing import Any

import psutil
import psycopg

from bench.own_stack import status
from tests.harness.stack import Stack, eventually

RECOVERY_SECONDS = 90.0
POOL_SIZE = 10
"""`sql_pool_size` in ejabberd-config/database.yml."""


class Kill(StrEnum):
    """Victims of one `kill -9`."""

    POSTGRES = "postgres with all its processes"
    POSTMASTER = "postgres, its first process only"
    BACKEND = "postgres, one connection of ejabberd"
    EJABBERD = "ejabberd"
    ARCHIVE = "archive"
    SUPERVISOR = "supervisor"


STRETCH = {Kill.EJABBERD: 2, Kill.POSTGRES: 1, Kill.POSTMASTER: 1, Kill.BACKEND: 1, Kill.ARCHIVE: 1}
STRETCHES = 3
"""Of twenty kills the supervisor's divide the others into as many stretches: a new one starts a
part that died again with the shortest wait."""


def schedule(count: int, seed: int) -> list[Kill]:
    """The kills in the order they happen; the same for the same seed."""
    source = random.Random(seed)  # noqa: S311  a schedule, not a secret
    order: list[Kill] = []
    while len(order) < count:
        for _ in range(STRETCHES):
            stretch = [kill for kill, share in STRETCH.items() for _ in range(share)]
            order += [*source.sample(stretch, len(stretch)), Kill.SUPERVISOR]
        order.pop()
    return order[:count]


def strike(stack: Stack, kill: Kill, source: random.Random | None = None) -> None:
    before = status(stack)
    for process in victims(before, kill, source or random.Random()):  # noqa: S311
        with suppress(psutil.NoSuchProcess):
            os.kill(process.pid, signal.SIGKILL)


def victims(known: dict[str, Any], kill: Kill, source: random.Random) -> Iterable[psutil.Process]:
    if kill is Kill.SUPERVISOR:
        return [psutil.Process(known["supervisor"])]
    if kill in {Kill.EJABBERD, Kill.ARCHIVE}:
        return [psutil.Process(known["parts"][kill]["pid"])]
    postmaster = psutil.Process(known["parts"]["postgres"]["pid"])
    if kill is Kill.POSTMASTER:
        return [postmaster]
    children = postmaster.children()
    if kill is Kill.POSTGRES:
        return [postmaster, *children]
    return [source.choice([one for one in children if "ejabberd" in "".join(one.cmdline())])]


def started(known: dict[str, Any]) -> dict[str, int]:
    """Pid by part, of the parts that run and are healthy; empty while any is not."""
    if known.get("state") != "healthy":
        return {}
    return {name: part["pid"] for name, part in known["parts"].items()}


async def recover(stack: Stack, kill: Kill, before: dict[str, int]) -> None:
    """Until the stack is healthy again, with ejabberd's connections to the database."""
    if kill is Kill.SUPERVISOR:
        await asyncio.to_thread(stack.up)

    def steady() -> bool:
        return recovered(kill, before, started(status(stack))) and has_pool(stack)

    found = await asyncio.to_thread(eventually, steady, bool, RECOVERY_SECONDS)
    assert found, f"not healthy {RECOVERY_SECONDS} s after the end of {kill}"


def recovered(kill: Kill, before: dict[str, int], now: dict[str, int]) -> bool:
    if kill is Kill.BACKEND:
        return bool(now)
    part = "postgres" if kill in {Kill.POSTGRES, Kill.POSTMASTER} else str(kill)
    return bool(now) and now.get(part) != before.get(part, -1)


def has_pool(stack: Stack) -> bool:
    """Whether every connection of ejabberd's pool is there again."""
    query = "select count(*) from pg_stat_activity where usename = 'ejabberd'"
    try:
        with stack.database("app") as connection:
            row = connection.execute(query).fetchone()
    except psycopg.Error:
        return False
    return row is not None and row[0] >= POOL_SIZE
