"""What people do reaches the ledger; with an export and the verifier anybody can prove it."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components.archive.ledger import verifier
from tests.harness.day import KINDS, Day
from tests.harness.feed import Feed, Row
from tests.harness.stack import Stack, eventually
from tests.harness.xmpp import Client, Component

INTAKE_SECONDS, RESTART_SECONDS = 10.0, 60.0


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """A folder with nothing but the verifier."""
    shutil.copy(verifier.__file__, tmp_path / "verifier.py")
    return tmp_path


def verified(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """As an auditor does it, on a machine that has nothing of ours."""
    return subprocess.run(
        [sys.executable, "-I", "verifier.py", "export.jsonl", *arguments],
        cwd=folder, env={}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def sign(stack: Stack) -> None:
    """What is in the ledger gets a checkpoint: the archive signs when it stops."""
    pid = stack.pid("archive")
    os.kill(pid, signal.SIGTERM)
    found = eventually(
        stack.status,
        lambda status: status["state"] == "healthy" and status["parts"]["archive"]["pid"] != pid,
        RESTART_SECONDS,
    )
    assert found["state"] == "healthy"


def taken(feed: Feed) -> list[Row]:
    """What was recorded since `feed` was made, once that is all of it and the ledger has it; the
    row that says that a message has failed comes last."""
    rows = eventually(
        feed.rows,
        lambda rows: KINDS <= kinds(rows) and all(row.seq is not None for row in rows),
        INTAKE_SECONDS,
    )
    assert set() == KINDS - kinds(rows)
    return rows


def kinds(rows: list[Row]) -> set[tuple[str, str, str]]:
    return {(row.source, row.kind, row.type) for row in rows}


def lines(file: Path, kind: str) -> Iterator[Any]:
    with file.open() as export:
        for line in map(json.loads, export):
            if kind in line:
                yield line[kind]


async def test_everything_that_people_do_is_in_the_ledger_and_can_be_proven(
    stack: Stack, ada: Client, grace: Client, announcements: Component, feed: Feed, alone: Path
) -> None:
    await Day(stack, ada, grace, announcements)()
    rows = taken(feed)
    sign(stack)
    stack.command("ledger", "export", str(alone / "export.jsonl"))
    (first, *_) = lines(alone / "export.jsonl", "key")
    key = first.splitlines()[3]
    done = verified(alone, "--key", key)
    entries = {entry["seq"]: entry for entry in lines(alone / "export.jsonl", "entry")}

    assert 0 == done.returncode, done.stderr
    assert "Unprotected by a signature: the last 0." in done.stdout
    assert [row.id for row in rows] == [entries[row.seq]["feed_id"] for row in rows]
    assert [(row.source, row.kind, row.type) for row in rows] == [
        tuple(entries[row.seq][name] for name in ("source", "kind", "type")) for row in rows
    ]
