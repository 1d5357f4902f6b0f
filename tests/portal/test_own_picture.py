"""One's own picture: who may set it, and what is none."""

import io
import os
import struct
import zlib
from collections.abc import Iterator

import pytest
from PIL import Image

from tests.harness.cluster import Database
from tests.harness.portal import Browser
from tests.harness.rest import (
    MALFORMED,
    NOT_ALLOWED,
    NOT_FOUND,
    NOT_SIGNED_IN,
    Answer,
    Rest,
    problem,
)

OWN = "/me/picture"
RULES, DECIDE = "/admin/rules", "/admin/rules/own-pictures"
LARGEST_BYTES = 64 * 1024


def portrait(form: str = "JPEG", colour: str = "teal", side: int = 256) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(file, form)
    return file.getvalue()


def bomb(side: int) -> bytes:
    """A PNG of few bytes that says to be large."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = (("IHDR", header), ("IDAT", zlib.compress(bytes(1000))), ("IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind.encode(), told) for kind, told in parts)


def put(rest: Rest, content: bytes, media_type: str = "image/jpeg") -> Answer:
    return rest.ask("PUT", OWN, {"Content-Type": media_type}, data=content)


@pytest.fixture
def page(ada: Browser) -> Rest:
    return Rest.of_page(ada)


@pytest.fixture
def told(database: Database) -> Iterator[Database]:
    """The organisation lets people have their own again after the test."""
    yield database
    database.execute("update stoa.policy set own_pictures = true")


def audited(database: Database) -> list[tuple[object, ...]]:
    return database.execute(
        "select actor, action, subject from stoa.audit_entry where action like 'own picture%%'"
        " or action = 'setting changed' order by id"
    ).fetchall()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_that_one_sets_is_what_others_see(page: Rest, grace: Browser, form: str) -> None:
    before = page.get(OWN).json
    answer = put(page, portrait(form))
    after = page.get(OWN).json
    seen = Rest.of_page(grace).get("/people/ada").json["picture"]
    shown = Image.open(io.BytesIO(grace.client.get(seen).data))

    assert 200 == answer.status_code
    assert (False, True) == (before["own"], before["allowed"])
    assert {"picture": seen, "own": True, "allowed": True} == after == answer.json
    assert before["picture"] != seen
    assert ("PNG", (192, 192)) == (shown.format, shown.size)


def test_nobody_sets_anybody_elses(page: Rest, grace: Browser) -> None:
    other = Rest.of_page(grace)
    before = other.get(OWN).json
    put(page, portrait())

    assert before == other.get(OWN).json
    assert NOT_FOUND == problem(other.delete(OWN))
    assert page.get(OWN).json["own"]


def test_the_directorys_is_back_once_the_own_is_removed(page: Rest) -> None:
    before = page.get(OWN).json
    put(page, portrait())

    assert before == page.delete(OWN).json == page.get(OWN).json
    assert NOT_FOUND == problem(page.delete(OWN))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        portrait("GIF"),
        portrait()[:-90],
    ],
    ids=["empty", "a word", "SVG", "GIF", "cut"],
)
def test_what_is_no_picture_is_refused_whatever_it_is_called(page: Rest, content: bytes) -> None:
    before = page.get(OWN).json

    assert MALFORMED == problem(put(page, content))
    assert before == page.get(OWN).json


@pytest.mark.parametrize(
    "content",
    [os.urandom(LARGEST_BYTES + 1), bomb(2049), bomb(60_000), portrait("PNG", side=3000)],
    ids=["bytes", "pixels", "bomb", "one colour"],
)
def test_what_is_too_large_is_refused_before_it_is_unpacked(page: Rest, content: bytes) -> None:
    before = page.get(OWN).json

    assert 413 == put(page, content).status_code
    assert before == page.get(OWN).json


def test_a_program_and_a_stranger_set_none(page: Rest, stranger: Browser) -> None:
    program = page.program("people:read")

    assert NOT_ALLOWED == problem(put(program, portrait()))
    assert NOT_ALLOWED == problem(program.delete(OWN))
    assert NOT_SIGNED_IN == problem(put(Rest(stranger.client, {}), portrait()))


def test_another_page_cannot_set_one_for_the_reader(page: Rest, ada: Browser) -> None:
    answer = put(Rest(ada.client, {}), portrait())

    assert 400 == answer.status_code
    assert not page.get(OWN).json["own"]


def test_both_are_written_down_without_the_picture(page: Rest, database: Database) -> None:
    put(page, portrait())
    page.delete(OWN)

    assert [
        ("ada", "own picture set", "ada"),
        ("ada", "own picture removed", "ada"),
    ] == audited(database)


def test_an_administrator_decides_whether_people_may(
    page: Rest, margaret: Browser, told: Database
) -> None:
    directorys = page.get(OWN).json["picture"]
    put(page, portrait())
    answer = margaret.send(DECIDE, RULES, verdict="refuse")
    refused = page.get(OWN).json

    assert 302 == answer.status_code
    assert {"picture": directorys, "own": True, "allowed": False} == refused
    assert NOT_ALLOWED == problem(put(page, portrait()))
    assert "pictures are shown" in margaret.get(f"{RULES}?done=pictures").text
    margaret.send(DECIDE, RULES, verdict="allow")
    assert page.get(OWN).json["picture"] != directorys
    assert [("margaret", "setting changed", "own pictures")] * 2 == audited(told)[1:]


def test_nobody_else_decides_it(page: Rest, ada: Browser, margaret: Browser) -> None:
    assert 403 == ada.send(DECIDE, "/account/", verdict="refuse").status_code
    assert 422 == margaret.send(DECIDE, RULES, verdict="maybe").status_code
    assert page.get(OWN).json["allowed"]
