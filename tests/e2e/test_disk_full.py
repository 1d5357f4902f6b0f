"""The disk of the database is full: senders are told, and it goes on when there is room again."""

import asyncio
import os
import time
from collections.abc import Iterator

import pytest

from tests.harness import cast
from tests.harness.feed import Feed
from tests.harness.home import full, own_home, small_disk, started
from tests.harness.stack import Stack

DISK_BYTES = 128 * 1024 * 1024
RECOVERY_SECONDS, POLL_SECONDS = 30.0, 0.25
BODY = "x" * 60_000
"""The record needs a new page for each, so that a full disk shows at once."""


@pytest.fixture
def stack() -> Iterator[Stack]:
    """A stack whose database has a small disk of its own."""
    with (
        own_home() as home,
        small_disk(home / "postgres", DISK_BYTES),
        started(home) as stack,
    ):
        yield stack


@pytest.mark.skipif(os.getuid() != 0, reason="only root can mount a small disk")
async def test_a_full_disk_refuses_messages_and_loses_none(stack: Stack) -> None:
    ada = await stack.sign_in(cast.ADA, "phone")
    grace = await stack.sign_in(cast.GRACE, "phone")
    feed = Feed(stack)
    ada.say(grace.bare, "before", id="before")
    await grace.expect(lambda stanza: stanza.body == "before")
    sent = {"before"}
    with full(stack.home / "postgres"):
        while not any(stanza.type == "error" for stanza in ada.inbox):
            sent.add(ada.say(grace.bare, BODY, id=f"full-{len(sent)}"))
            await ada.settle()
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
