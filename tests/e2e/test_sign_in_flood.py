"""A flood of guesses at the portal: it is slowed down, it fills nothing, and others get in."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

from components.directory.throttle import BY_ADDRESS
from tests.harness.cast import GRACE, LINUS
from tests.harness.stack import Stack
from tests.harness.visitor import Visitor

FLOOD, ELSEWHERE = "127.0.0.77", "127.0.0.78"
PATIENCE_SECONDS = 5.0


def test_others_sign_in_while_one_address_guesses_500_times(stack: Stack) -> None:
    """The person who is guessed at, too."""
    guesser, grace = Visitor(stack, FLOOD), Visitor(stack, ELSEWHERE)

    def guess(number: int) -> int:
        return guesser.sign_in(GRACE if number % 10 == 0 else f"guess{number}", "a guess").status

    with ThreadPoolExecutor(8) as pool:
        flood = [pool.submit(guess, number) for number in range(500)]
        began = time.monotonic()
        welcome = grace.sign_in(GRACE, stack.cms_password(GRACE))
        taken = time.monotonic() - began
        statuses = Counter(one.result() for one in flood)
    with stack.database("app") as database:
        rows = database.execute(
            "select reason, count(*) from stoa.sign_in_attempt where address = %s group by reason",
            (FLOOD,),
        ).fetchall()
    recorded = dict(rows)
    unlooked_at = recorded.pop("too many attempts", 0)

    assert HTTPStatus.FOUND == welcome.status
    assert PATIENCE_SECONDS > taken
    assert {HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS} == set(statuses)
    assert statuses[HTTPStatus.UNAUTHORIZED] == sum(recorded.values()) <= BY_ADDRESS.failures + 5
    assert 10 > unlooked_at
    linus = Visitor(stack, ELSEWHERE).sign_in(LINUS, stack.cms_password(LINUS))
    assert HTTPStatus.FOUND == linus.status
