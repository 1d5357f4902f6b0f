"""`python -m components.directory.command check|dry-run|sync|sync-fully`: one answer, as JSON.

A run is the running directory's work: it is asked for, waited for, and told of.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from sqlalchemy import Engine

from components.directory import sync_runs
from components.directory.source import Source
from components.directory.sources.mapping_file import DEFAULT
from components.directory.sources.opening import opened
from components.directory.sync import dry_run
from components.directory.sync_runs import SyncRun
from components.runtime import jobs
from components.runtime.database import make_engine
from components.runtime.settings import ProcessSettings, read
from schemas.refusals import Refusal, TryLater

ASKED_BY = "./stoa"
PATIENCE_SECONDS, POLL_SECONDS = 600, 0.2
MOST_CHANGES = 10_000


class CommandSettings(ProcessSettings):
    cms_url: str
    cms_mapping: str = DEFAULT


def main(wish: str) -> dict[str, Any]:
    """What there is to tell; `refused` says why there is nothing."""
    settings = read(CommandSettings)
    engine = make_engine(settings, 1)
    try:
        return _done(wish, engine, opened(settings.cms_url, settings.cms_mapping))
    except Refusal as refusal:
        return {"refused": str(refusal)}
    finally:
        engine.dispose()


def _done(wish: str, engine: Engine, source: Source) -> dict[str, Any]:
    try:
        match wish:
            case "check":
                return {"complaints": source.check()}
            case "dry-run":
                return _planned(engine, source)
            case _:
                return _synchronised(engine, full=wish == "sync-fully")
    finally:
        source.close()


def _planned(engine: Engine, source: Source) -> dict[str, Any]:
    report = dry_run(engine, source)
    return {
        "counts": [report.added, report.changed, report.removed],
        "trouble": report.trouble,
        "changes": [change._asdict() for change in report.changes],
    }


def _synchronised(engine: Engine, *, full: bool) -> dict[str, Any]:
    with engine.begin() as connection:
        before = sync_runs.last(connection)
        jobs.defer(connection, "directory.sync", full=full, asked_by=ASKED_BY)
    run = _ours_after(engine, before.id if before else 0)
    with engine.begin() as connection:
        changes = sync_runs.changes(connection, run.id, limit=MOST_CHANGES)
    return {
        "counts": [run.added, run.changed, run.removed],
        "trouble": run.trouble.splitlines(),
        "changes": [change._asdict() for _, change in changes],
    }


def _ours_after(engine: Engine, before: int) -> SyncRun:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with engine.begin() as connection:
            for run in sync_runs.runs(connection):
                if run.id > before and run.asked_by == ASKED_BY and run.finished_at:
                    return run
        time.sleep(POLL_SECONDS)
    raise TryLater("The run has not ended yet: the health page will tell", PATIENCE_SECONDS)


if __name__ == "__main__":
    json.dump(main(sys.argv[1]), sys.stdout)
