"""Whoever takes part in an upload is killed in the middle of it, or its disk is full."""

import os
import re
import signal
from collections.abc import Iterator
from urllib.parse import urlsplit

import psutil
import pytest

from tests.harness import cast
from tests.harness.home import full, own_home, small_disk, started
from tests.harness.stack import Stack, eventually
from tests.harness.upload import UPLOAD, Slot, ask, put, scanned, slot, uploaded
from tests.harness.uploading import HALF, SECONDS, WHOLE, arriving, begun, ended, stored

DISK_BYTES = 400 * 2**20
"""More than the service leaves free before it says that there is no room."""

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="only root can mount a small disk")


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A stack whose files have a small disk of their own."""
    with own_home() as home, small_disk(home / "files", DISK_BYTES), started(home) as stack:
        yield stack


def logged(stack: Stack, where: Slot) -> str:
    """The status of its only upload, in nginx' log."""
    line = re.compile(rf"PUT /files/{urlsplit(where.put).path.split('/')[2]} (\d+)")
    (status,) = line.findall((stack.home / "log" / "access.log").read_text())
    return str(status)


def started_again(stack: Stack, part: str, dead: int) -> bool:
    """Whether a part has a healthy successor of that process now."""

    def healthy() -> bool:
        found = stack.status()["parts"][part]
        return found["pid"] not in {dead, None} and found["health"] == "ok"

    return eventually(healthy, bool, SECONDS)


async def test_an_upload_outlives_the_service_that_let_it_begin(stack: Stack) -> None:
    ada = await stack.sign_in(cast.ADA, "phone")
    given, dead = await slot(ada, "half.bin", len(WHOLE)), stack.pid("upload")
    with begun(stack, given) as connection:
        os.kill(dead, signal.SIGKILL)
        assert started_again(stack, "upload", dead)
        answer = ended(connection)

    assert b"201" == answer.split()[1]
    assert WHOLE == ask(scanned(given.get)).body


async def test_a_service_killed_at_the_end_leaves_nothing_of_an_upload(stack: Stack) -> None:
    ada = await stack.sign_in(cast.ADA, "phone")
    whole = await uploaded(ada, "whole.bin", bytes(1000))
    scanned(whole.get)
    given, dead = await slot(ada, "half.bin", len(WHOLE)), stack.pid("upload")
    with begun(stack, given) as connection:
        os.kill(dead, signal.SIGSTOP)
        connection.sendall(HALF)
        os.kill(dead, signal.SIGKILL)
        answer = connection.recv(1 << 16)
    assert started_again(stack, "upload", dead)

    assert answer.split()[1] in {b"502", b"504"}
    assert [] == arriving(stack) + stored(stack, given)
    assert 403 == put(given, WHOLE).status
    assert ask(given.get).status in {403, 503}
    assert (200, bytes(1000)) == ((got := ask(whole.get)).status, got.body)


async def test_nginx_killed_in_the_middle_leaves_nothing_of_an_upload(stack: Stack) -> None:
    ada = await stack.sign_in(cast.ADA, "phone")
    given, dead = await slot(ada, "half.bin", len(WHOLE)), stack.pid("nginx")
    workers = psutil.Process(dead).children()
    with begun(stack, given) as connection:
        for each in (dead, *(worker.pid for worker in workers)):
            os.kill(each, signal.SIGKILL)
        assert b"" == ended(connection)
    assert started_again(stack, "nginx", dead)
    again = await slot(ada, "again.bin", 5)

    assert [] == arriving(stack) + stored(stack, given)
    assert 403 == put(given, WHOLE).status
    assert ask(given.get).status in {403, 503}
    assert 201 == put(again, b"hello").status


async def test_a_client_that_goes_away_leaves_nothing(stack: Stack) -> None:
    ada = await stack.sign_in(cast.ADA, "phone")
    given = await slot(ada, "half.bin", len(WHOLE))
    begun(stack, given).close()

    assert [] == eventually(lambda: arriving(stack), lambda found: not found, SECONDS)
    assert eventually(lambda: ask(given.get).status, lambda status: status == 403, SECONDS) == 403
    assert [] == stored(stack, given)
    assert "400" == logged(stack, given)


async def test_a_full_disk_is_said_and_nothing_is_kept_of_what_did_not_fit(stack: Stack) -> None:
    ada = await stack.sign_in(cast.ADA, "phone")
    whole = await uploaded(ada, "whole.bin", bytes(1000))
    scanned(whole.get)
    given = await slot(ada, "large.bin", len(WHOLE))
    with full(stack.home / "files"):
        answer = put(given, WHOLE)
        request = f"<request xmlns='{UPLOAD}' filename='a' size='5'/>"
        refused = await ada.ask("get", request, f"upload.{stack.domain}")
        left = eventually(lambda: arriving(stack), lambda found: not found, SECONDS)
    after = await uploaded(ada, "after.bin", bytes(2000))

    assert (507, "There is no room for files now\n") == (answer.status, answer.text)
    assert ("resource-constraint", "wait") == (refused.error, refused.error_type)
    assert [] == left + stored(stack, given)
    assert "507" == logged(stack, given)
    assert 403 == put(given, WHOLE).status
    assert [bytes(1000), bytes(2000)] == [ask(scanned(each.get)).body for each in (whole, after)]
