"""What `./stoa ledger` says and refuses."""

from pathlib import Path
from typing import Any

import pytest

from deploy.command import ledger
from deploy.instance.refusal import Refused

STATUS: dict[str, Any] = {
    "origin": "example.org/stoa/ledger",
    "size": 20_852,
    "root": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    "checkpoint": None,
    "waiting": 0,
    "lag_seconds": 0,
    "witnessed": 0,
    "unwitnessed": 20_852,
    "witnesses": [],
}
WITNESS = {"name": "auditors", "size": 20_000, "signed_at": "2026-11-21 09:30:12.345+00:00"}


def test_the_status_says_what_nobody_vouches_for() -> None:
    said = ledger.lines(STATUS)

    assert said[0] == "Ledger example.org/stoa/ledger: 20,852 entries"
    assert "Newest checkpoint: none yet" in said
    assert said[-1] == "Seen by no witness: the last 20,852 entries"


def test_the_status_names_each_witness_and_who_is_silent() -> None:
    new = {"name": "new", "size": None, "signed_at": None, "silent": False}
    witnesses = [WITNESS | {"silent": False}, WITNESS | {"silent": True}, new]
    said = ledger.lines(STATUS | {"witnesses": witnesses, "unwitnessed": 0})

    seen = "Witness auditors: saw 20,000 entries, 2026-11-21 09:30:12 UTC"
    assert [seen, f"{seen} - SILENT for more than a day"] == said[4:6]
    assert said[6:] == ["Witness new: has signed nothing yet", "Seen by no witness: nothing"]


def test_the_status_says_that_the_tree_is_incomplete() -> None:
    said = ledger.lines(STATUS | {"root": None})

    assert said[1] == "Head: some of the tree is missing: ./stoa ledger verify"


def test_an_export_is_the_operators_alone_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "export.jsonl"
    with ledger.new_file(path) as file:
        file.write(b"kept")

    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Refused, match="File exists"), ledger.new_file(path):
        pass
    assert path.read_bytes() == b"kept"


def test_an_export_that_fails_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "export.jsonl"
    with pytest.raises(KeyboardInterrupt), ledger.new_file(path):
        raise KeyboardInterrupt

    assert not path.exists()


def test_an_export_into_nowhere_is_refused(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "export.jsonl"

    with pytest.raises(Refused, match="No such file or directory"), ledger.new_file(nowhere):
        pass
