"""The verifier: what it finds out of an export alone, and with what a witness kept."""

import base64
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from components.archive.ledger import verifier
from components.archive.ledger.verifier import Entry, Findings, VerificationError, verify
from tests.unit.ledger.exports import (
    KEY,
    LOG,
    NEW_KEY,
    NEW_LOG,
    WITNESS_KEY,
    WITNESSED_AT,
    Line,
    ciphertext,
    content,
    entry,
    header,
    introduction,
    ledger,
    note,
    written,
)

ENTRIES = [entry(number) for number in range(10)]
LEDGER = ledger(ENTRIES, {4: True, 7: True, 9: False})
"""Checkpoints stand after the entries 3, 6 and 8; entry 9 has none."""
AT = {seq: LEDGER.index({"entry": ENTRIES[seq].to_json()}) for seq in range(10)}


def found(lines: list[Line], **trust: Any) -> Findings:
    return verify(written(lines), **{"pinned": KEY, "witnesses": [WITNESS_KEY]} | trust)


def checkpoint(size: int) -> str:
    """As a witness keeps it."""
    return str(LEDGER[AT[size] - 1]["checkpoint"])


def test_an_unchanged_export_holds_up_to_its_newest_checkpoint() -> None:
    findings = found(LEDGER)

    assert (10, 3, 9) == (findings.entries, findings.checkpoints, findings.signed)
    assert {WITNESS_KEY: (7, WITNESSED_AT + 7)} == findings.witnessed
    assert [KEY] == findings.keys


def under_old_checkpoints(entries: list[Entry]) -> list[Line]:
    """Renumbered, with hashes that are right."""
    kept = {size: LEDGER[AT[size] - 1] for size in (4, 7, 9)}
    lines = LEDGER[:2]
    for seq, each in enumerate(entries):
        lines.append({"entry": replace(each, seq=seq).to_json()})
        lines += [kept[seq + 1]] if seq + 1 in kept else []
    return lines


CHANGED = LEDGER[AT[5]]["entry"] | {"recorded_at": 0}
STRANGE = entry(5, feed_id=99)
AFTER_FOUR = "those after the first 4 one or more were changed"


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([*LEDGER[: AT[5]], {"entry": CHANGED}], "entry 5: its columns do not give its leaf_hash"),
        (under_old_checkpoints([*ENTRIES[:5], STRANGE, *ENTRIES[6:]]), AFTER_FOUR),
        ([*LEDGER[: AT[5]], {"entry": STRANGE.to_json()}, *LEDGER[AT[5] :]], "entry 6 is missing"),
        (under_old_checkpoints([*ENTRIES[:5], STRANGE, *ENTRIES[5:]]), AFTER_FOUR),
        ([*LEDGER[: AT[5]], *LEDGER[AT[6] :]], "entry 5 is missing; in its place is 6"),
        (under_old_checkpoints([*ENTRIES[:5], *ENTRIES[6:]]), AFTER_FOUR),
        ([*LEDGER[: AT[5]], LEDGER[AT[6]], LEDGER[AT[5]], *LEDGER[AT[7] :]], "entry 5 is missing"),
        (under_old_checkpoints([*ENTRIES[:5], ENTRIES[6], ENTRIES[5], *ENTRIES[7:]]), AFTER_FOUR),
    ],
    ids=[
        *("a column", "a column and its hash", "inserted", "inserted and renumbered"),
        *("dropped", "dropped and renumbered", "swapped", "swapped and renumbered"),
    ],
)
def test_what_was_changed_is_found_from_the_file_alone(lines: list[Line], says: str) -> None:
    with pytest.raises(VerificationError, match=says):
        found(lines, pinned=None, witnesses=[])


def test_a_cut_tail_is_found_with_what_a_witness_kept() -> None:
    cut = LEDGER[: AT[5]]

    assert 5 == found(cut).entries
    with pytest.raises(
        VerificationError, match="the end is missing: there were 7 entries, here are 5"
    ):
        found(cut, seen=[checkpoint(4), checkpoint(7)])


def test_a_history_that_was_written_again_is_found_with_what_a_witness_kept() -> None:
    again = ledger([*ENTRIES[:5], entry(5, type="normal"), *ENTRIES[6:]], {9: False})

    assert 9 == found(again).signed
    with pytest.raises(VerificationError, match="the first 7 entries are not those"):
        found(again, seen=[checkpoint(4), checkpoint(7)])


def test_a_ledger_that_somebody_else_signed_is_not_believed() -> None:
    forged = ledger(ENTRIES, {9: False}, NEW_LOG)

    assert 9 == found(forged, pinned=None).signed
    with pytest.raises(VerificationError, match="has not used the key"):
        found(forged)
    with pytest.raises(VerificationError, match="no key of the log"):
        found(forged, pinned=None, seen=[checkpoint(7)])


def test_a_witness_that_is_not_known_proves_nothing_and_spoils_nothing() -> None:
    assert {} == found(LEDGER, witnesses=[]).witnessed


def test_a_witness_whose_clock_is_absurd_is_still_told_of() -> None:
    findings = found(LEDGER)
    findings.witnessed[WITNESS_KEY] = (7, 1 << 62)

    assert "at second 4611686018427387904." in " ".join(verifier.report(findings, pinned=True))


def test_a_forged_signature_of_a_known_witness_is_found() -> None:
    forged = json.loads(json.dumps(LEDGER))
    at = AT[4] - 1
    other = LEDGER[AT[7] - 1]["checkpoint"].splitlines()[-1]
    forged[at]["checkpoint"] = "\n".join([*forged[at]["checkpoint"].splitlines()[:-1], other, ""])

    assert 9 == found(forged, witnesses=[]).signed
    with pytest.raises(VerificationError, match="wrong signature"):
        found(forged)


def test_a_checkpoint_kept_elsewhere_counts_for_its_witness() -> None:
    tree = verifier.CompactRange()
    for each in ENTRIES[:8]:
        tree.append(verifier.leaf_hash(each.encode()))
    kept = note(8, tree.root(), LOG, witnessed=True)

    assert {WITNESS_KEY: (8, WITNESSED_AT + 8)} == found(LEDGER, seen=[kept]).witnessed


def test_keys_follow_each_other() -> None:
    tree = verifier.CompactRange()
    lines = [header(contents=False), introduction(0, LOG), introduction(4, NEW_LOG, LOG)]
    for each in ENTRIES:
        lines.append({"entry": each.to_json()})
        tree.append(verifier.leaf_hash(each.encode()))
        keys = {3: [LOG], 4: [LOG, NEW_LOG], 10: [NEW_LOG]}.get(tree.size)
        if keys:
            lines.append({"checkpoint": note(tree.size, tree.root(), *keys)})

    assert 10 == found(lines).signed
    assert [KEY, NEW_KEY] == found(lines, pinned=NEW_KEY).keys
    lines[-1] = {"checkpoint": note(10, tree.root(), LOG)}
    with pytest.raises(VerificationError, match="no key of the log"):
        found(lines)


def test_what_only_an_older_key_than_the_known_one_signed_is_unprotected() -> None:
    lines = ledger(ENTRIES, {4: True})
    lines.insert(2, introduction(8, NEW_LOG, LOG))

    assert 4 == found(lines).signed
    assert 0 == found(lines, pinned=NEW_KEY).signed


def with_contents(*numbers: int) -> list[Line]:
    lines = [header(), introduction(0, LOG)]
    for number in numbers:
        lines.append({"entry": entry(number).to_json()})
        lines += [content(ciphertext(number, part)) for part in ("envelope", "body")]
    return lines


def test_contents_are_those_that_the_entries_name() -> None:
    findings = found(with_contents(0, 1))

    assert (4, 0) == (findings.contents, findings.destroyed)


def test_destroyed_contents_are_counted_and_leave_the_rest_proven() -> None:
    lines = with_contents(0, 1, 2)
    del lines[3]
    findings = found(lines)

    assert (3, 5, 1) == (findings.entries, findings.contents, findings.destroyed)


def sharing(number: int, body: bytes) -> list[Line]:
    return [{"entry": entry(number, body).to_json()}, content(ciphertext(number, "envelope"))]


def test_a_content_that_several_share_is_there_once() -> None:
    shared = ciphertext(0, "body")
    findings = found([*with_contents(0), *sharing(1, shared), *sharing(2, shared)])

    assert (4, 0) == (findings.contents, findings.destroyed)


def test_a_shared_content_is_remembered_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.archive.ledger.verifier.exports.RECENT_CONTENTS", 3)
    shared = ciphertext(0, "body")

    assert 0 == found([*with_contents(0), *sharing(1, shared)]).destroyed
    assert 1 == found([*with_contents(0, 1), *sharing(2, shared)]).destroyed
    assert 0 == found([*with_contents(0, 1), *sharing(2, shared), content(shared)]).destroyed


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (content(b"something else"), "is not the last entry's"),
        (content(ciphertext(0, "body")), "is not the last entry's"),
        (
            {"content": content(ciphertext(1, "body"))["content"] | {"ciphertext": "AAAA"}},
            "a content of entry 1 was changed",
        ),
        ({"content": {"digest": "zz", "ciphertext": ""}}, "not a content"),
        ({"content": {"digest": "00" * 32, "ciphertext": "?"}}, "not a content"),
        ({"content": {"digest": 5, "ciphertext": ""}}, "not a content"),
        ({"content": {}}, "not a content"),
    ],
)
def test_a_changed_content_is_found(wrong: Line, says: str) -> None:
    lines = with_contents(0, 1)
    lines[-1] = wrong

    with pytest.raises(VerificationError, match=says):
        found(lines)


def test_an_export_without_contents_has_none() -> None:
    lines = with_contents(0)
    lines[0] = header(contents=False)

    with pytest.raises(VerificationError, match="no place here"):
        found(lines)
    assert 0 == found(LEDGER).destroyed


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        b"{}",
        b'{"entry":[]}',
        b'{"entry":{}}',
        b'{"key":5}',
        b'{"key":"x"}',
        b'{"checkpoint":null}',
        b'{"checkpoint":"x"}',
        b'{"content":{},"entry":{}}',
        b'{"stoa_ledger":1,"origin":"x","contents":true}',
    ],
)
def test_a_line_that_has_no_place_is_named(line: bytes) -> None:
    lines = written(LEDGER)
    lines.insert(5, line)

    with pytest.raises(VerificationError, match=r"^line 6: "):
        verify(lines)


@pytest.mark.parametrize(
    "first", [b"", b"{}", b'{"stoa_ledger":2,"origin":"x","contents":true}', b'{"stoa_ledger":1}']
)
def test_what_is_no_export_is_refused(first: bytes) -> None:
    with pytest.raises(VerificationError, match="line 1"):
        verify([first, *written(LEDGER)[1:]])
    with pytest.raises(VerificationError, match="empty"):
        verify([])


@pytest.mark.parametrize(
    ("named", "twice"),
    [
        (b'"seq": 1', b'"seq": true'),
        (b'"host": "', b'"host": "evil.example", "host": "'),
        (b'{"entry": {', b'{"entry": {}, "entry": {'),
        (b'"author": "', b'"author": " '),
    ],
)
def test_what_another_program_would_read_otherwise_is_refused(named: bytes, twice: bytes) -> None:
    lines = written(LEDGER)
    assert named in lines[AT[1]]
    lines[AT[1]] = lines[AT[1]].replace(named, twice, 1)

    with pytest.raises(VerificationError, match=r"^line 4: "):
        verify(lines)
    lines[AT[1]] = written(LEDGER)[AT[1]].decode().encode("utf-16")
    with pytest.raises(VerificationError, match=r"^line 4: not JSON"):
        verify(lines)


def test_a_key_is_introduced_before_all_entries() -> None:
    lines = [*LEDGER, introduction(4, NEW_LOG, LOG)]

    with pytest.raises(VerificationError, match="no place here"):
        found(lines)


@pytest.mark.parametrize(
    "other", [{"origin": "a: 9 entries\nKey: b"}, {"origin": "a\x9bb"}, {"origin": ""}, {"more": 1}]
)
def test_a_first_line_says_nothing_but_what_the_ledger_is(other: Line) -> None:
    with pytest.raises(VerificationError, match="line 1"):
        verify(written([header(contents=False) | other]))


def test_a_checkpoint_of_another_ledger_or_another_place_is_refused() -> None:
    displaced = [*LEDGER[: AT[5]], LEDGER[AT[7] - 1]]
    with pytest.raises(VerificationError, match="a checkpoint of 7 entries stands after 5"):
        found(displaced)

    other = [header(contents=False) | {"origin": "other"}, *LEDGER[2:]]
    with pytest.raises(VerificationError, match="another ledger"):
        found(other)


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """The verifier in a folder of its own, with an export."""
    copytree(Path(verifier.__file__).parent, tmp_path / "verifier")
    (tmp_path / "export").write_bytes(b"".join(written(LEDGER)))
    (tmp_path / "kept").write_text(checkpoint(7))
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "verifier", *arguments],
        cwd=folder,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_program_needs_nothing_but_its_own_folder(alone: Path) -> None:
    known = ["--key", str(KEY), "--witness", str(WITNESS_KEY), "--checkpoint", "kept"]
    done = run(alone, "export", *known)
    root = base64.b64encode(found(LEDGER).root).decode()

    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout.splitlines() == [
        "Ledger chat.example/stoa/ledger: 10 entries, all hashes and signatures fit.",
        f"Root: {root}",
        f"Key: {KEY}",
        "Checkpoints: 3; signed are the first 9 entries.",
        "Unprotected by a signature: the last 1.",
        "Witness auditor.example: saw the first 7 entries at 2026-11-21T10:00:07+00:00.",
        "Unprotected by a witness: the last 3.",
    ]


def test_without_a_known_key_the_program_says_what_that_means(alone: Path) -> None:
    done = run(alone, "export")

    assert 0 == done.returncode
    assert "proves nothing against whoever made the file" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing-there"],
        ["export", "--key", str(NEW_KEY)],
        ["export", "--key", "nonsense"],
        ["export", "--witness", "nonsense"],
        ["export", "--witness", str(KEY)],
        ["export", "--key", str(WITNESS_KEY)],
        ["export", "--checkpoint", "export"],
        ["verifier/notes.py"],
    ],
)
def test_the_program_fails_when_something_is_wrong(alone: Path, arguments: list[str]) -> None:
    done = run(alone, *arguments)

    assert 1 == done.returncode
    assert done.stderr.startswith("WRONG: ")
    assert "" == done.stdout
