"""Which sights are a broken promise, and which are not."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from bench.fault.verdict import Evidence, Message, faults

ADA_TO_GRACE = {str(number): Message(str(number), "ada", "grace", number) for number in (1, 2)}
ALL_WELL = Evidence(
    sent=ADA_TO_GRACE,
    acknowledged={"1", "2"},
    errors=set(),
    copies={"1": Counter({"10": 2}), "2": Counter({"20": 1})},
    rows={"1": [10], "2": [20]},
    refused=set(),
    archived={
        ("ada", "1"): [10],
        ("ada", "2"): [20],
        ("grace", "1"): [10],
        ("grace", "2"): [20],
    },
)


def test_each_message_once_under_one_id_keeps_every_promise() -> None:
    assert {} == faults(ALL_WELL)


def test_an_acknowledged_message_nobody_got_is_lost() -> None:
    seen = replace(ALL_WELL, copies={"1": Counter({"10": 1})})

    assert {"lost": ["2"]} == faults(seen)


@pytest.mark.parametrize(
    "excuse", [{"acknowledged": {"1"}}, {"errors": {"2"}, "refused": {20}}], ids=str
)
def test_a_message_that_was_never_promised_is_not_lost(excuse: dict[str, Any]) -> None:
    seen = replace(ALL_WELL, copies={"1": Counter({"10": 1})}, **excuse)

    assert {} == faults(seen)


def test_one_message_under_two_ids_is_doubled() -> None:
    seen = replace(ALL_WELL, copies={**ALL_WELL.copies, "2": Counter({"20": 1, "21": 1})})

    assert {"doubled": ["2"]} == faults(seen)


def test_what_arrives_without_a_row_was_not_recorded() -> None:
    seen = replace(ALL_WELL, acknowledged={"1"}, rows={"1": [10]})

    assert {"delivered, not recorded": ["2"]} == faults(seen)


def test_a_row_of_a_failed_message_needs_an_outcome() -> None:
    failed = replace(ALL_WELL, errors={"2"}, copies={"1": Counter({"10": 1})})

    assert {"refused without an outcome": ["2"]} == faults(failed)
    assert {} == faults(replace(failed, refused={20}))
    assert {} == faults(replace(failed, rows={"1": [10]}))


def test_a_failed_message_must_not_arrive() -> None:
    seen = replace(ALL_WELL, errors={"2"}, refused={20})

    assert {"delivered and refused": ["2"]} == faults(seen)


@pytest.mark.parametrize(("owner", "whose"), [("ada", "sender"), ("grace", "recipient")])
@pytest.mark.parametrize("rows", [[], [20, 20], [21]], ids=["none", "two", "another id"])
def test_each_archive_has_the_message_once_under_its_id(
    owner: str, whose: str, rows: list[int]
) -> None:
    seen = replace(ALL_WELL, archived={**ALL_WELL.archived, (owner, "2"): rows})

    assert ["2"] == faults(seen)[f"not once in the {whose}'s archive"]


def test_a_later_message_with_a_smaller_id_is_out_of_order() -> None:
    seen = replace(
        ALL_WELL,
        copies={"1": Counter({"10": 1}), "2": Counter({"5": 1})},
        rows={"1": [10], "2": [5]},
        archived={**ALL_WELL.archived, ("ada", "2"): [5], ("grace", "2"): [5]},
    )

    assert {"out of order": ["2"]} == faults(seen)
