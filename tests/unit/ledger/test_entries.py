"""How an entry becomes a leaf: golden encodings, made by hand from the specification."""

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from components.archive.ledger.verifier import Entry, VerificationError, leaf_hash

GOLDEN: list[dict[str, Any]] = json.loads(Path(__file__).with_name("entries.json").read_text())
BYTES = {"author", "conversation", "key_id", "envelope", "body"}


def entry(values: dict[str, Any]) -> Entry:
    raw = {name: bytes.fromhex(values[name]) for name in BYTES if values[name] is not None}
    return Entry(**values | raw)


FIRST = entry(GOLDEN[0]["entry"])


@pytest.mark.parametrize("golden", GOLDEN)
def test_an_entry_is_encoded_as_specified(golden: dict[str, Any]) -> None:
    encoded = entry(golden["entry"]).encode()

    assert golden["encoding"] == encoded.hex()
    assert golden["leaf_hash"] == leaf_hash(encoded).hex()


@pytest.mark.parametrize("golden", GOLDEN)
def test_an_export_gives_an_entry_back(golden: dict[str, Any]) -> None:
    exported = entry(golden["entry"]).to_json()

    assert golden["entry"] | {"leaf_hash": golden["leaf_hash"]} == exported
    assert entry(golden["entry"]) == Entry.from_json(exported)


@pytest.mark.parametrize("column", [field.name for field in fields(Entry)])
def test_every_column_is_in_the_hash(column: str) -> None:
    before = FIRST.to_json()[column]
    after = "1" * len(before) if isinstance(before, str) else 7
    changed = FIRST.to_json() | {column: after}

    with pytest.raises(VerificationError, match="leaf_hash"):
        Entry.from_json(changed)


def test_texts_do_not_run_into_each_other() -> None:
    one = replace(FIRST, host="ab", source="c")
    other = replace(FIRST, host="a", source="bc")

    assert one.encode() != other.encode()


@pytest.mark.parametrize(
    "change",
    [
        {"seq": "0"},
        {"seq": 1.5},
        {"seq": 1 << 63},
        {"seq": None},
        {"host": 1},
        {"host": "x" * 65_536},
        {"host": "\ud800"},
        {"author": "00"},
        {"author": None},
        {"author": "zz" * 16},
        {"author": 5},
        {"envelope": None},
        {"body": "00" * 31},
        {"body": "00" * 32},
        {"membership": -1},
        {"membership": "1"},
        {"leaf_hash": None},
        {"xml": "<message/>"},
    ],
)
def test_what_is_no_entry_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(VerificationError):
        Entry.from_json(FIRST.to_json() | change)


def test_nothing_is_written_in_one_way() -> None:
    outcome = GOLDEN[3]["entry"] | {"leaf_hash": GOLDEN[3]["leaf_hash"]}

    with pytest.raises(VerificationError):
        Entry.from_json(outcome | {"body": "00" * 32})


@pytest.mark.parametrize("column", FIRST.to_json())
def test_an_entry_lacks_nothing(column: str) -> None:
    values = FIRST.to_json()
    del values[column]

    with pytest.raises(VerificationError):
        Entry.from_json(values)
