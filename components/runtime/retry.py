"""When a job that failed is run again."""

from __future__ import annotations

import random

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

MOST_ATTEMPTS = 30
LONGEST_SECONDS = 300


class BackOff(BaseRetryStrategy):
    """After 1, 2, 4 … seconds, then every five minutes, for two hours."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if job.attempts >= MOST_ATTEMPTS:
            return None
        seconds = min(2**job.attempts, LONGEST_SECONDS)
        milliseconds = int(seconds * 1000 * random.uniform(0.5, 1))  # noqa: S311 - no secret
        return RetryDecision(retry_in={"milliseconds": milliseconds})
