"""What a process says about itself, and how long it waits before it tries again."""

from itertools import islice

import pytest
from procrastinate.jobs import Job
from procrastinate.utils import utcnow

from components.runtime.backoff import backoff
from components.runtime.health import Health
from components.runtime.retry import LONGEST_SECONDS, MOST_ATTEMPTS, BackOff


def test_a_process_is_well_once_all_of_its_parts_are() -> None:
    health = Health()
    seen = [health.trouble]
    for part, trouble in (("a", "slow"), ("b", ""), ("a", ""), ("b", "gone")):
        health.report(part, trouble)
        seen.append(health.trouble)

    assert ["starting", "slow", "slow", "", "gone"] == seen


def test_waits_grow_to_a_limit_and_are_never_the_same_for_all() -> None:
    waits = list(islice(backoff(1, 8), 6))

    assert [1, 2, 4, 8, 8, 8] == [
        limit
        for limit, wait in zip((1, 2, 4, 8, 8, 8), waits, strict=True)
        if limit / 2 <= wait <= limit
    ]
    assert waits != list(islice(backoff(1, 8), 6))


def job(attempts: int) -> Job:
    return Job(id=1, queue="q", lock=None, queueing_lock=None, task_name="q.t", attempts=attempts)


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 1), (3, 8), (20, LONGEST_SECONDS)])
def test_a_failed_job_waits_longer_each_time(attempts: int, seconds: int) -> None:
    decision = BackOff().get_retry_decision(exception=OSError(), job=job(attempts))

    assert decision is not None
    assert decision.retry_at is not None
    assert seconds / 2 - 1 <= (decision.retry_at - utcnow()).total_seconds() <= seconds


def test_a_job_is_given_up_in_the_end() -> None:
    assert BackOff().get_retry_decision(exception=OSError(), job=job(MOST_ATTEMPTS)) is None
