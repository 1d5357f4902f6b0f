"""What people do reaches the ledger; with an export and the verifier anybody can prove it."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4
from xml.etree.ElementTree import canonicalize, fromstring, tostring

import pytest

from components.archive.ledger import witnesses
from components.directory import api_tokens
from tests.harness import cast
from tests.harness.day import KINDS, MESSAGES, Day
from tests.harness.feed import Feed, Row
from tests.harness.stack import CHECKOUT, Stack, eventually
from tests.harness.stanza import with_body
from tests.harness.xmpp import Client, Component

INTAKE_SECONDS, RESTART_SECONDS = 60.0, 60.0


@dataclass(frozen=True)
class Auditor:
    """Has a folder with the two programs for auditors, and nothing else of ours."""

    folder: Path

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=self.folder,
            env={},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def export(self, stack: Stack, *options: str) -> Path:
        file = self.folder / f"export-{uuid4()}"
        stack.command("ledger", "export", str(file), *options)
        return file

    def verify(self, file: Path, *options: str) -> str:
        return self.run("-m", "verifier", str(file), "--key", key_of(file), *options)


@pytest.fixture
def auditor(tmp_path: Path) -> Auditor:
    ledger = CHECKOUT / "components" / "archive" / "ledger"
    shutil.copytree(ledger / "verifier", tmp_path / "verifier")
    shutil.copy(ledger / "witness.py", tmp_path)
    return Auditor(tmp_path)


def key_of(file: Path) -> str:
    """The log's first; whoever audits in earnest has noted it elsewhere."""
    (introduction, *_) = lines(file, "key")
    return str(introduction.splitlines()[3])


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


def messages(feed: Feed, count: int) -> list[Row]:
    """So many that were recorded since `feed` was made, once the ledger has them."""

    def look() -> list[Row]:
        return [row for row in feed.rows() if row.kind == "message" and row.seq is not None]

    found = eventually(look, lambda rows: len(rows) >= count, INTAKE_SECONDS)
    assert count == len(found)
    return found


def said(findings: str, pattern: str) -> int:
    """The number in a sentence of the verifier's."""
    (number,) = re.findall(pattern, findings)
    return int(number)


def kinds(rows: list[Row]) -> set[tuple[str, str, str]]:
    return {(row.source, row.kind, row.type) for row in rows}


def lines(file: Path, kind: str) -> Iterator[Any]:
    with file.open() as export:
        for line in map(json.loads, export):
            if kind in line:
                yield line[kind]


async def test_everything_that_people_do_is_in_the_ledger_and_can_be_proven(
    stack: Stack,
    ada: Client,
    grace: Client,
    announcements: Component,
    feed: Feed,
    auditor: Auditor,
) -> None:
    await Day(stack, ada, grace, announcements)()
    rows = taken(feed)
    sign(stack)
    file = auditor.export(stack)
    findings = auditor.verify(file)
    entries = {entry["seq"]: entry for entry in lines(file, "entry")}

    assert rows[-1].seq is not None
    assert rows[-1].seq < said(findings, r"signed are the first (\d+) entries")
    assert [(row.id, row.source, row.kind, row.type) for row in rows] == [
        tuple(entries[row.seq][name] for name in ("feed_id", "source", "kind", "type"))
        for row in rows
    ]


@contextmanager
def registered(stack: Stack, vkey: str) -> Iterator[str]:
    """As a witness, with a token of Margaret's for it."""
    with stack.engine("app") as engine:
        with engine.begin() as connection:
            scopes = {"ledger:read", "ledger:witness"}
            made = api_tokens.mint(connection, cast.MARGARET, "witness", scopes)
            known = witnesses.add(connection, vkey)
        yield made.token
        with engine.begin() as connection:
            api_tokens.revoke(connection, cast.MARGARET, made.program.id)
            witnesses.remove(connection, known.id)


def payload_of(xml: str) -> set[str]:
    """Of a stanza, each element by itself."""
    return {canonicalize(tostring(child), strip_text=False) for child in fromstring(xml)}  # noqa: S314  ours


async def test_the_ledger_gives_back_every_message_as_it_was_sent(
    ada: Client, grace: Client, feed: Feed
) -> None:
    for payload in MESSAGES.values():
        ada.message(grace.bare, payload)
    rows = messages(feed, len(MESSAGES))

    for row, payload in zip(rows, MESSAGES.values(), strict=True):
        assert payload_of(f"<message>{payload}</message>") <= payload_of(row.xml)


async def test_an_id_that_is_used_twice_is_in_the_ledger_twice(
    ada: Client, grace: Client, feed: Feed
) -> None:
    for body in ("first", "second"):
        payload = f"<body>{body}</body><origin-id xmlns='urn:xmpp:sid:0' id='again'/>"
        ada.message(grace.bare, payload, id="twice")
    rows = messages(feed, 2)

    assert [("first", "twice", "again"), ("second", "twice", "again")] == [
        (row.body, row.message_id, row.origin_id) for row in rows
    ]
    assert 2 == len({row.stanza_id for row in rows})


async def test_what_no_parser_takes_leaves_the_ledger_as_it_is(
    stack: Stack, ada: Client, grace: Client, feed: Feed
) -> None:
    broken = await stack.sign_in(cast.ADA, "broken")
    broken.send(f"<message to='{grace.bare}'><body>never <b></body></message>")
    await broken.finished()
    ada.say(grace.bare, "goes on")
    await grace.expect(with_body("goes on"))
    (row,) = messages(feed, 1)

    assert "goes on" == row.body


async def test_a_witness_elsewhere_signs_what_it_saw_and_the_verifier_says_how_far(
    stack: Stack, ada: Client, feed: Feed, auditor: Auditor
) -> None:
    vkey = auditor.run("witness.py", "--state", "kept", "--name", "elsewhere").strip()
    look = ("witness.py", "--state", "kept", "--url", stack.origin, "--token-file", "token")
    seen = []
    with registered(stack, vkey) as token:
        (auditor.folder / "token").write_text(token)
        for count in (1, 2):
            ada.say(ada.bare, "note")
            *_, newest = messages(feed, count)
            sign(stack)
            seen.append(auditor.run(*look))
        file = auditor.export(stack, "--without-contents")
    findings = auditor.verify(file, "--witness", vkey, "--checkpoint", "kept/checkpoint")

    assert all("entries, signed" in one for one in seen)
    assert newest.seq is not None
    assert newest.seq < said(findings, r"Witness elsewhere: saw the first (\d+) entries")
