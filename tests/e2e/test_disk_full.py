"""The disk of the database is full: senders are told, and it goes on when there is room again."""

import asyncio
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness import cast
from tests.harness.feed import Feed
from tests.harness.stack import Stack, free_port_base

DISK_BYTES = 128 * 1024 * 1024
RECOVERY_SECONDS, POLL_SECONDS = 30.0, 0.25
BODY = "x" * 60_000
"""The record needs a new page for each, so that a full disk shows at once."""


@pytest.fixture
def stack() -> Iterator[Stack]:
    """A stack whose database has a small disk of its own."""
    home = Path(tempfile.mkdtemp(prefix="s", dir="/tmp"))
    home.chmod(0o755)
    (home / "postgres").mkdir()
    disk = ["-t", "tmpfs", "-o", f"size={DISK_BYTES},mode=711", "tmpfs", str(home / "postgres")]
    subprocess.run(["mount", *disk], check=True)
    stack = Stack(home, free_port_base())
    try:
        stack.up()
        yield stack
    finally:
        stack.down()
        subprocess.run(["umount", "--lazy", str(home / "postgres")], check=True)
        shutil.rmtree(home)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can mount a small disk")
async def test_a_full_disk_refuses_messages_and_loses_none(stack: Stack) -> None:
    ada = await stack.sign_in(cast.ADA, "phone")
    grace = await stack.sign_in(cast.GRACE, "phone")
    filler = stack.home / "postgres" / "filler"
    feed = Feed(stack)
    ada.say(grace.bare, "before", id="before")
    await grace.expect(lambda stanza: stanza.body == "before")
    _fill(filler)
    sent = {"before"}
    while not any(stanza.type == "error" for stanza in ada.inbox):
        sent.add(ada.say(grace.bare, BODY, id=f"full-{len(sent)}"))
        await ada.settle()
    filler.unlink()
    number, deadline = 0, time.monotonic() + RECOVERY_SECONDS
    while not any(stanza.body == "after" for stanza in grace.inbox):
        number += 1
        assert time.monotonic() < deadline
        sent.add(ada.say(grace.bare, "after", id=f"after-{number}"))
        await ada.settle()
        await grace.settle()
        await asyncio.sleep(POLL_SECONDS)
    bounced = {stanza.id for stanza in ada.inbox if stanza.type == "error"}
    delivered = {"before"} | {stanza.id for stanza in grace.messages}
    recorded = {row.message_id for row in feed.rows() if row.kind == "message"}

    assert sent == delivered | bounced
    assert set() == delivered & bounced
    assert delivered <= recorded


def _fill(filler: Path) -> None:
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 65536):
                pass
        except OSError:
            return
