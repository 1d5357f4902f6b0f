"""The wait before a part that died is started again."""

from deploy.supervisor.backoff import BackOff


def test_the_wait_doubles_up_to_ten_seconds_and_never_ends() -> None:
    back_off = BackOff()

    waits = [back_off.after_running(0.1) for _ in range(9)]

    assert waits == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0, 10.0]


def test_a_part_that_ran_half_a_minute_starts_again_at_once() -> None:
    back_off = BackOff()
    for _ in range(9):
        back_off.after_running(29.9)

    assert back_off.after_running(30.0) == 0.2
    assert back_off.after_running(0.1) == 0.4
