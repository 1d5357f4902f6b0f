"""What parts say about themselves by sd_notify."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from deploy.instance.users import Account
from deploy.supervisor.notify import Notices, parse

ME = Account("me", os.geteuid(), os.getegid())


@pytest_asyncio.fixture
async def notices(tmp_path: Path) -> AsyncIterator[Notices]:
    listening = Notices(tmp_path / "notify.sock")
    listening.listen(ME)
    yield listening
    listening.close()


def say(notices: Notices, message: bytes) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as speaker:
        speaker.sendto(message, str(notices.path))


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (b"READY=1", {"READY": "1"}),
        (b"READY=1\nSTATUS=all is well\n", {"READY": "1", "STATUS": "all is well"}),
        (b"STATUS=a=b", {"STATUS": "a=b"}),
        (b"STATUS=", {"STATUS": ""}),
        (b"=1", {}),
        (b"", {}),
        (b"\n\n", {}),
        (b"READY", {}),
        (b"STATUS=\xff", {"STATUS": "�"}),
    ],
)
def test_a_datagram_is_read_line_by_line(message: bytes, said: dict[str, str]) -> None:
    assert parse(message) == said


async def test_a_part_is_ready_when_it_says_so(notices: Notices) -> None:
    say(notices, b"READY=1\nSTATUS=ok")

    await asyncio.wait_for(notices.ready.wait(), 5)
    assert notices.status == "ok"


async def test_a_part_that_says_something_else_is_not_ready(notices: Notices) -> None:
    say(notices, b"READY=0")
    say(notices, b"STATUS=waiting for the database")
    async with asyncio.timeout(5):
        while not notices.status:  # noqa: ASYNC110  what a part says sets no event
            await asyncio.sleep(0.005)

    assert (notices.ready.is_set(), notices.status) == (False, "waiting for the database")


async def test_the_word_of_an_earlier_process_does_not_count(notices: Notices) -> None:
    say(notices, b"READY=1\nSTATUS=ok")

    notices.forget()

    assert (notices.ready.is_set(), notices.status) == (False, "")


async def test_only_the_parts_user_may_write_to_its_socket(notices: Notices) -> None:
    assert notices.path.stat().st_mode & 0o777 == 0o600
