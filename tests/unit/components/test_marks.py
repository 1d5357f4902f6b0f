"""How far a source has been read."""

from datetime import UTC, date, datetime, timedelta

import pytest

from components.directory.sources import marks

BEFORE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
NAIVE = BEFORE.replace(tzinfo=None)
TO_COME = datetime.max.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "begin"),
    [
        ([BEFORE, None, BEFORE - timedelta(days=1)], BEFORE - marks.OVERLAP),
        ([NAIVE], NAIVE - marks.OVERLAP),
        ([7, 9], 9),
        (["a", "b"], "b"),
    ],
)
def test_the_next_reading_begins_at_the_latest_change(changes: list[object], begin: object) -> None:
    assert begin == marks.start(marks.written(changes))


@pytest.mark.parametrize(
    ("before", "to_come"),
    [
        (BEFORE, TO_COME),
        (NAIVE, TO_COME.replace(tzinfo=None)),
        (date(2026, 1, 2), date.max),
    ],
)
def test_a_time_to_come_hides_no_later_change(before: date, to_come: date) -> None:
    assert marks.written([before]) == marks.written([before, to_come])
    assert "" == marks.written([to_come])
