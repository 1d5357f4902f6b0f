"""What the archive says of its ledger: how it is, and how much there is of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import Connection, create_engine, text

from components.archive.app import append
from components.archive.ledger.intake import LIMIT, Intake
from components.archive.ledger.keys import KeyStore
from tests.store.recorder import Recorder


@pytest.fixture
def ledger(whole: Connection, keys: KeyStore) -> Recorder:
    return Recorder(whole, keys)


@pytest.fixture
def other_keys(tmp_path: Path) -> Iterator[KeyStore]:
    (tmp_path / "other").mkdir()
    keys = KeyStore(tmp_path / "other")
    yield keys
    keys.close()


def counted(name: str) -> float:
    return REGISTRY.get_sample_value(f"stoa_ledger_{name}") or 0


def test_what_is_taken_is_counted(ledger: Recorder) -> None:
    before = counted("entries_total")
    for _ in range(3):
        ledger.record()

    assert (3, "") == append(ledger.intake)
    assert (0, "") == append(ledger.intake)
    assert (3, 3) == (counted("size"), counted("entries_total") - before)


def test_the_size_is_known_before_anything_more_is_recorded(
    ledger: Recorder, keys: KeyStore
) -> None:
    ledger.record()
    ledger.take()
    later = ledger.another_intake(keys)

    assert (0, "") == append(later)
    assert 1 == later.size


def test_a_ledger_far_behind_says_so(ledger: Recorder) -> None:
    for _ in range(LIMIT):
        ledger.record()
    ledger.connection.execute(text("update stoa.feed set at = at - interval '90 seconds'"))
    taken, trouble = append(ledger.intake)

    assert LIMIT == taken
    assert trouble.endswith(" seconds behind")
    assert 90 <= counted("lag_seconds") < 120


def test_without_its_database_it_waits_and_falls_behind(ledger: Recorder) -> None:
    nowhere = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    intake = Intake(nowhere, ledger.keys, ledger.clock)
    ledger.clock.now += 30

    assert (None, "waiting for the database") == append(intake)
    assert 30 == counted("lag_seconds")


def test_with_another_key_store_it_takes_nothing_and_says_why(
    ledger: Recorder, other_keys: KeyStore
) -> None:
    ledger.record()
    ledger.take()

    trouble = "the key store is not this ledger's: restore it"
    assert (None, trouble) == append(ledger.another_intake(other_keys))


def test_whatever_fails_is_tried_again(ledger: Recorder, tmp_path: Path) -> None:
    ledger.record()
    unwritable = KeyStore(tmp_path, read_only=True)

    assert (None, "failed: the log says why") == append(ledger.another_intake(unwritable))
    unwritable.close()
    assert (1, "") == append(ledger.intake)
