"""How long a further guess has to wait, and how many sign-ins a process works on at once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.directory.addresses import Address
from components.directory.gate import Gate
from components.directory.throttle import BY_ACCOUNT, BY_ADDRESS, BY_BOTH, Failures, wait_seconds
from schemas.refusals import Malformed, TryLater

LIMITS = st.sampled_from([BY_ACCOUNT, BY_ADDRESS, BY_BOTH])
SECONDS = st.floats(0, 600)


@given(LIMITS, st.data())
def test_nobody_waits_below_the_limit(limit: object, data: st.DataObject) -> None:
    assert isinstance(limit, type(BY_BOTH))
    number = data.draw(st.integers(0, limit.failures - 1))

    assert 0 == wait_seconds(limit, Failures(number, data.draw(SECONDS)))


@given(st.integers(0, 100_000), SECONDS)
def test_each_failure_makes_the_wait_no_shorter(number: int, since: float) -> None:
    for limit in (BY_ACCOUNT, BY_ADDRESS, BY_BOTH):
        fewer = wait_seconds(limit, Failures(number, since))
        more = wait_seconds(limit, Failures(number + 1, since))
        assert 0 <= fewer <= more <= limit.longest_wait_seconds


def test_the_wait_doubles() -> None:
    waits = [wait_seconds(BY_BOTH, Failures(5 + more, 0)) for more in range(7)]

    assert [2, 4, 8, 16, 32, 64, 120] == waits


@given(st.integers(5, 30))
def test_whoever_has_waited_may_guess_again(number: int) -> None:
    wait = wait_seconds(BY_BOTH, Failures(number, 0))

    assert 0 == wait_seconds(BY_BOTH, Failures(number, wait))
    assert 1 == wait_seconds(BY_BOTH, Failures(number, wait - 0.01))


def test_a_full_gate_tells_to_come_again() -> None:
    gate = Gate(most=3, most_of_one_place=2)
    with ExitStack() as inside:
        for place in ("here", "here", "there"):
            inside.enter_context(gate.passed(place))
        for place in ("here", "there", "elsewhere"):
            with pytest.raises(TryLater) as refused, gate.passed(place):
                pass
            assert 1 == refused.value.seconds


def test_a_gate_has_room_again_when_somebody_leaves() -> None:
    gate = Gate(most=1, most_of_one_place=1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), gate.passed("here"):
            raise ZeroDivisionError


def test_one_place_does_not_fill_the_gate() -> None:
    gate = Gate(most=3, most_of_one_place=2)
    with gate.passed("here"), gate.passed("here"):
        with pytest.raises(TryLater), gate.passed("here"):
            pass
        with gate.passed("there"):
            pass


def test_a_gate_counts_right_in_many_threads() -> None:
    gate = Gate(most=4, most_of_one_place=4)

    def pass_through(_: int) -> bool:
        try:
            with gate.passed("here"):
                return True
        except TryLater:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert any(pool.map(pass_through, range(1000)))
    with ExitStack() as inside:
        for _ in range(4):
            inside.enter_context(gate.passed("here"))


@pytest.mark.parametrize(
    ("written", "text", "first", "last"),
    [
        ("192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::1", "2001:db8::", "2001:db8::ffff:ffff:ffff:ffff"),
        ("fe80::1%eth0", "fe80::1", "fe80::", "fe80::ffff:ffff:ffff:ffff"),
    ],
)
def test_the_addresses_of_one_site_count_as_one(
    written: str, text: str, first: str, last: str
) -> None:
    assert Address(text, first, last) == Address.parse(written)


@given(st.ip_addresses(v=6))
def test_an_address_is_within_its_own_site(address: object) -> None:
    parsed = Address.parse(str(address))

    assert parsed.first == Address.parse(parsed.last).first


@pytest.mark.parametrize("text", ["", None, "unix:", "1.2.3", "1.2.3.4/8", "1.2.3.4, 5.6.7.8", "٣"])
def test_what_is_no_address_is_refused(text: str | None) -> None:
    with pytest.raises(Malformed):
        Address.parse(text)
