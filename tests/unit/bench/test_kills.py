"""The schedule of kills."""

from bench.fault.kills import Kill, recovered, schedule


def test_twenty_kills_hit_every_part() -> None:
    assert set(Kill) == set(schedule(20, seed=1))


def test_the_same_seed_gives_the_same_schedule() -> None:
    assert schedule(60, seed=3) == schedule(60, seed=3) != schedule(60, seed=4)


def test_a_schedule_has_as_many_kills_as_were_asked_for() -> None:
    assert [0, 1, 19, 20, 45] == [len(schedule(count, seed=1)) for count in (0, 1, 19, 20, 45)]


def test_ejabberd_is_killed_four_times_at_most_before_a_new_supervisor_forgets_it() -> None:
    order = schedule(60, seed=1)
    stretches = " ".join(kill.name for kill in order).split("SUPERVISOR")

    assert max(stretch.count("EJABBERD") for stretch in stretches) <= 4


def test_a_part_has_recovered_when_it_is_another_process() -> None:
    before = {"ejabberd": 1, "postgres": 2}

    assert not recovered(Kill.EJABBERD, before, {})
    assert not recovered(Kill.EJABBERD, before, before)
    assert recovered(Kill.EJABBERD, before, {"ejabberd": 3, "postgres": 2})
    assert recovered(Kill.BACKEND, before, before)
