"""Files through the whole stack: what is put is what is got, and by whom."""

import os
import socket
import stat
from contextlib import suppress
from grp import getgrgid
from pathlib import Path
from pwd import getpwuid
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import pytest_asyncio

from deploy.instance.settings import Settings
from tests.e2e.clients.aioxmpp_client import SUPPORTED, AioxmppClient
from tests.e2e.clients.slixmpp_client import SlixmppClient
from tests.harness import cast
from tests.harness.stack import Stack
from tests.harness.upload import Slot, ask, put, scanned, slot, uploaded
from tests.harness.uploading import WHOLE, begun, ended, stored
from tests.harness.xmpp import Client

CONTENT = b"".join(b"%07d\n" % number for number in range(25_000))
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
    "Accept-Ranges": "bytes",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Disposition": "attachment; filename=\"lines.txt\"; filename*=UTF-8''lines.txt",
}


@pytest_asyncio.fixture
async def shared(ada: Client) -> Slot:
    """A file of Ada's that has been scanned."""
    given = await uploaded(ada, "lines.txt", CONTENT, "text/plain")
    scanned(given.get)
    return given


def test_what_was_put_is_got_and_told_to_be_harmless(shared: Slot) -> None:
    answer = ask(shared.get)

    assert (200, CONTENT) == (answer.status, answer.body)
    assert {name: answer.all(name) for name in HEADERS} == {
        name: [value] for name, value in HEADERS.items()
    }


def test_a_look_at_the_headers_brings_no_file(shared: Slot) -> None:
    answer = ask(shared.get, "HEAD")

    assert (200, b"", str(len(CONTENT))) == (
        answer.status,
        answer.body,
        answer.headers["Content-Length"],
    )


@pytest.mark.parametrize(
    ("asked", "status", "body"),
    [
        ("bytes=0-7", 206, CONTENT[:8]),
        ("bytes=-8", 206, CONTENT[-8:]),
        ("bytes=199992-", 206, CONTENT[199_992:]),
        ("lines=1-2", 200, CONTENT),
    ],
)
def test_a_part_may_be_asked_for(shared: Slot, asked: str, status: int, body: bytes) -> None:
    answer = ask(shared.get, Range=asked)

    assert (status, body) == (answer.status, answer.body)


def test_several_parts_come_in_one_answer(shared: Slot) -> None:
    answer = ask(shared.get, Range="bytes=0-7,80-87")

    assert 206 == answer.status
    assert answer.headers["Content-Type"].startswith("multipart/byteranges")
    assert CONTENT[:8] in answer.body
    assert CONTENT[80:88] in answer.body
    assert len(answer.body) < 1000


def test_a_part_beyond_the_end_is_none(shared: Slot) -> None:
    answer = ask(shared.get, Range=f"bytes={len(CONTENT)}-")

    assert (416, f"bytes */{len(CONTENT)}") == (answer.status, answer.headers["Content-Range"])


def test_what_a_browser_has_is_not_sent_again(shared: Slot) -> None:
    first = ask(shared.get)
    tag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    same = [ask(shared.get, If_None_Match=tag), ask(shared.get, If_Modified_Since=changed)]
    other = ask(shared.get, If_None_Match='"another"')

    assert [(304, b"")] * 2 == [(each.status, each.body) for each in same]
    assert 200 == other.status


def test_a_broken_download_goes_on_only_with_the_same_file(shared: Slot) -> None:
    tag = ask(shared.get, "HEAD").headers["ETag"]
    same = ask(shared.get, Range="bytes=8-15", If_Range=tag)
    other = ask(shared.get, Range="bytes=8-15", If_Range='"another"')

    assert (206, CONTENT[8:16]) == (same.status, same.body)
    assert (200, CONTENT) == (other.status, other.body)


async def test_grace_gets_nothing_that_was_not_shared_with_her(
    stack: Stack, shared: Slot, grace: Client
) -> None:
    own = await slot(grace, "lines.txt", 5)
    of_grace, theirs = (urlsplit(each.get).path.split("/") for each in (own, shared))
    forged = "/".join([stack.origin, "files", theirs[2], of_grace[3], "lines.txt"])
    answers = [ask(f"{forged}{more}") for more in ("", "?about", "?preview")]

    assert [403] * 3 == [each.status for each in answers]
    assert {len(answers[0].body)} == {len(each.body) for each in answers}
    assert 200 == ask(shared.get).status


def tricks(shared: Slot) -> list[str]:
    file, own = urlsplit(shared.get).path.split("/")[2:4]
    ready = f"ready/{file[:2]}/{file}"
    return [
        f"/files-on-disk/{ready}",
        f"/files-on-disk/../files/{ready}",
        f"/files/../files-on-disk/{ready}",
        f"/files/{file}/{own}/../../../files-on-disk/{ready}",
        f"/files/{file}/{own}/%2e%2e/%2e%2e/%2e%2e/files-on-disk/{ready}",
        f"/files/{ready}",
        f"/files/..%2f..%2f{ready}",
        f"/files/{file}",
        f"/files/{file}/{own}",
        f"/files/{file}/{own}/",
        f"/files/{file}/{own}/a/b",
        f"//files/{file}/{own}/lines.txt",
        "/files/../../../../etc/passwd",
        "/files/%2e%2e/%2e%2e/etc/passwd",
        f"/files/{file}/{own}%00/lines.txt",
        f"/files/{file}%2f{own}/lines.txt",
    ]


def test_there_is_no_way_around_the_link(stack: Stack, shared: Slot) -> None:
    statuses = {path: ask(stack.origin + path).status for path in tricks(shared)}

    assert not {path: status for path, status in statuses.items() if status not in REFUSED}


REFUSED = {400, 403, 404}


def test_the_log_tells_no_link(stack: Stack, shared: Slot) -> None:
    ask(f"{shared.get}?about")
    logs = "".join(log.read_text() for log in (stack.home / "log").glob("*.log"))

    for link in (shared.get, shared.put):
        assert urlsplit(link).path.split("/")[3] not in logs
    assert urlsplit(shared.get).path.split("/")[2] in logs


@pytest.mark.skipif(os.getuid() != 0, reason="only root runs parts as users of their own")
def test_of_what_people_share_the_web_server_reads_what_was_scanned(
    stack: Stack, shared: Slot
) -> None:
    files, (id,) = stack.home / "files", urlsplit(shared.get).path.split("/")[2:3]
    found = {path.name: path.stat() for path in (files, *files.iterdir())}
    owners = {
        name: (getpwuid(each.st_uid)[0], getgrgid(each.st_gid)[0]) for name, each in found.items()
    }
    ready = (files / "ready" / id[:2] / id).stat()

    assert {name: stat.S_IMODE(each.st_mode) & 0o777 for name, each in found.items()} == {
        "files": 0o750,
        "arriving": 0o700,
        "arrived": 0o730,
        "held": 0o700,
        "ready": 0o750,
        "preview": 0o750,
    }
    assert ("stoa-nginx", "stoa-upload") == owners.pop("arriving")
    assert {("stoa-upload", "stoa-nginx")} == set(owners.values())
    assert ("stoa-upload", 0o640) == (getpwuid(ready.st_uid)[0], stat.S_IMODE(ready.st_mode))


async def test_the_second_of_two_uploads_at_once_is_refused(stack: Stack, ada: Client) -> None:
    given = await slot(ada, "a.bin", len(WHOLE))
    with begun(stack, given) as connection:
        second = put(given, bytes([1]) * len(WHOLE))
        first = ended(connection)

    assert (b"201", 403) == (first.split()[1], second.status)
    assert WHOLE == ask(scanned(given.get)).body


async def test_nobody_else_says_what_nginx_says(stack: Stack, ada: Client) -> None:
    given = await slot(ada, "a.bin", 5)
    id = urlsplit(given.put).path.split("/")[2]
    said = {"Upload_Length": "5", "Upload_Begun": id}
    forged = [
        ask(url, method, b"", **said, Upload_Step=step).status
        for step in ("begin", "complete", "broke-off", "not-written")
        for url in (given.put, given.put.replace("/put.", "/%70ut."), given.get)
        for method in ("PUT", "GET")
    ]

    assert not set(forged) & {200, 201, 204, 507}, forged
    assert [] == stored(stack, given)
    assert 201 == put(given, b"hello").status
    assert b"hello" == ask(scanned(given.get)).body


async def test_what_nginx_asks_of_the_service_is_nobody_elses_to_ask(
    stack: Stack, ada: Client
) -> None:
    given = await slot(ada, "a.bin", 5)
    id = urlsplit(given.put).path.split("/")[2]
    asked = [f"{stack.origin}/upload-begins", f"{stack.origin}/arrived/{id}"]

    assert {404, 405} >= {ask(url, method).status for url in asked for method in ("GET", "PUT")}


def raw(stack: Stack, head: str, body: bytes) -> bytes:
    """The answer to what is sent all at once and not ended, whatever the server does meanwhile."""
    with socket.create_connection(("127.0.0.1", stack.ports["web"]), timeout=20) as connection:
        connection.sendall(head.encode())
        with suppress(ConnectionError):
            connection.sendall(body)
        return connection.recv(1 << 16)


@pytest.mark.parametrize(("mac", "status"), [("forged", b"403"), ("own", b"413")])
async def test_whoever_sends_too_much_is_told_before_the_end(
    stack: Stack, ada: Client, mac: str, status: bytes
) -> None:
    given = urlsplit((await slot(ada, "a.bin", 10)).put).path
    path = given if mac == "own" else given.replace("/put.", "/put.A")
    head = f"PUT {path} HTTP/1.1\r\nHost: localhost:{stack.ports['web']}\r\n"
    answer = raw(stack, f"{head}Content-Length: {2**30}\r\n\r\n", b"x" * 2**22)

    assert status == answer.split()[1]


async def test_an_upload_without_a_length_is_refused(stack: Stack, ada: Client) -> None:
    path = urlsplit((await slot(ada, "a.bin", 5)).put).path
    head = f"PUT {path} HTTP/1.1\r\nHost: localhost:{stack.ports['web']}\r\n"
    answer = raw(stack, f"{head}Transfer-Encoding: chunked\r\n\r\n", b"5\r\nhello\r\n")

    assert b"411" == answer.split()[1]


async def test_slixmpps_own_upload_works(stack: Stack) -> None:
    name, content = f"très {uuid4()}.txt", os.urandom(300_000)
    async with SlixmppClient(stack, cast.ADA) as ada:
        link = await ada.uploads(name, content)

    assert content == ask(scanned(link)).body


@pytest.mark.skipif(not SUPPORTED, reason="aioxmpp has no libraries for a later Python")
async def test_aioxmpps_own_upload_works(stack: Stack, tmp_path: Path) -> None:
    environment, plan = Settings().home / "venv-aioxmpp", tmp_path / "plan.bin"
    plan.write_bytes(os.urandom(300_000))
    async with AioxmppClient(stack, cast.ADA, environment) as ada:
        link = await ada.uploads(plan, "application/x-plan")

    assert plan.read_bytes() == ask(scanned(link)).body
