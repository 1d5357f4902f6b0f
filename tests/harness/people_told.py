"""What the server has been told of people, and having the directory look at the CMS now."""

from typing import Any

import psycopg

from components.runtime import jobs
from tests.harness.stack import Stack, eventually

SECONDS = 15

Known = dict[str, tuple[str, str]]


def told(database: psycopg.Connection[Any]) -> Known:
    """State and row version by subject."""
    rows = database.execute("select subject, state, xmin::text from stoa.provisioned")
    return {subject: (state, version) for subject, state, version in rows}


def states(known: Known) -> dict[str, str]:
    return {subject: state for subject, (state, _) in known.items()}


def synchronise(stack: Stack, database: psycopg.Connection[Any]) -> None:
    """Returns when a run that began after the call has ended."""
    (newest,) = database.execute("select coalesce(max(id), 0) from stoa.sync_run").fetchone() or (
        0,
    )
    query = "select id from stoa.sync_run where id > %s and finished_at is not null"
    with stack.engine("app") as engine, engine.begin() as connection:
        jobs.defer(connection, "directory.sync")
    assert eventually(lambda: database.execute(query, [newest]).fetchall(), bool, SECONDS)
