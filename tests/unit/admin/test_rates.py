"""Counting requests."""

from admin.api import rates
from admin.api.rates import Rate, Rates
from admin.recent import LASTS_SECONDS, Recent

MINUTE = Rate(requests=60, seconds=60)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_all_requests_of_a_minute_may_come_at_once() -> None:
    counted = Rates(Clock())

    assert [counted.take("ada", MINUTE) for _ in range(60)] == [0] * 60
    assert counted.take("ada", MINUTE) == 1


def test_they_come_back_evenly() -> None:
    clock = Clock()
    counted = Rates(clock)
    for _ in range(61):
        counted.take("ada", MINUTE)
    clock.now += 1

    assert counted.take("ada", MINUTE) == 0
    assert counted.take("ada", MINUTE) == 1
    clock.now += 3600
    assert [counted.take("ada", MINUTE) for _ in range(60)] == [0] * 60
    assert counted.take("ada", MINUTE) == 1


def test_a_refused_request_costs_nothing() -> None:
    clock = Clock()
    counted = Rates(clock)
    for _ in range(1000):
        counted.take("ada", MINUTE)
    clock.now += 1

    assert counted.take("ada", MINUTE) == 0


def test_any_number_of_strangers_is_forgotten_again() -> None:
    clock = Clock()
    counted = Rates(clock)
    for number in range(3 * rates.MOST_ASKERS):
        counted.take(f"[{number}]", MINUTE)
        clock.now += 0.0001

    assert len(counted) <= rates.MOST_ASKERS


def test_who_asked_is_believed_for_a_second() -> None:
    clock = Clock()
    recent: Recent[str, int] = Recent(clock)
    recent.find("cookie", lambda: 1)
    clock.now += LASTS_SECONDS / 2
    assert recent.find("cookie", lambda: 2) == 1

    clock.now += LASTS_SECONDS / 2
    assert recent.find("cookie", lambda: 3) == 3


def test_what_was_found_before_a_change_is_forgotten() -> None:
    recent: Recent[str, int] = Recent(Clock())
    recent.find("cookie", lambda: 1)
    recent.forget()

    assert recent.find("cookie", lambda: 2) == 2


def test_what_is_found_while_something_changes_is_not_believed_afterwards() -> None:
    recent: Recent[str, int] = Recent(Clock())

    def look_up() -> int:
        recent.forget()
        return 1

    assert recent.find("cookie", look_up) == 1
    assert recent.find("cookie", lambda: 2) == 2


def test_nobody_is_not_remembered() -> None:
    recent: Recent[str, str] = Recent(Clock())
    recent.find("cookie", lambda: "")

    assert recent.find("cookie", lambda: "ada") == "ada"
