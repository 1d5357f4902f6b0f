"""Guessing at the portal's door is slow for whoever guesses, and for nobody else."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from components.directory.throttle import BY_ACCOUNT, BY_ADDRESS, BY_BOTH
from schemas.refusals import NotSignedIn, TryLater
from tests.harness.cast import ADA, GRACE
from tests.harness.door import HOME, OFFICE, PASSWORD, Door


def test_an_account_is_throttled_where_it_fails_often(door: Door) -> None:
    door.fail(BY_BOTH.failures - 1)
    with pytest.raises(NotSignedIn):
        door.try_it()
    with pytest.raises(TryLater) as refused:
        door.try_it(password=PASSWORD)

    assert 2 == refused.value.seconds
    assert GRACE == door.try_it("grace.cms", PASSWORD).session.localpart
    assert ADA == door.try_it(password=PASSWORD, address=OFFICE).session.localpart


def test_an_unknown_name_is_throttled_like_a_known_one(door: Door) -> None:
    for user_name in ("nobody", "ada.cms"):
        door.fail(BY_BOTH.failures, user_name)
        with pytest.raises(TryLater) as refused:
            door.try_it(user_name)
        assert "Too many attempts to sign in" == str(refused.value)
        assert 2 == refused.value.seconds


@pytest.mark.parametrize(
    ("guesser", "neighbour", "stranger"),
    [
        ("203.0.113.1", "203.0.113.1", "203.0.113.2"),
        ("::ffff:203.0.113.1", "203.0.113.1", "::ffff:203.0.113.2"),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:3::1"),
    ],
)
def test_an_address_that_fails_often_is_throttled_whoever_is_tried(
    door: Door, guesser: str, neighbour: str, stranger: str
) -> None:
    for number in range(BY_ADDRESS.failures):
        with pytest.raises(NotSignedIn):
            door.try_it(f"guess{number}", address=guesser)
    with pytest.raises(TryLater):
        door.try_it(password=PASSWORD, address=neighbour)

    assert ADA == door.try_it(password=PASSWORD, address=stranger).session.localpart


def test_an_account_guessed_from_everywhere_is_open_from_where_it_signs_in(door: Door) -> None:
    door.try_it(password=PASSWORD, address=HOME)
    for number in range(BY_ACCOUNT.failures):
        door.fail(1, address=f"203.0.113.{number}")
    with pytest.raises(TryLater):
        door.try_it(password=PASSWORD, address=OFFICE)

    assert ADA == door.try_it(password=PASSWORD, address=HOME).session.localpart
    assert GRACE == door.try_it("grace.cms", PASSWORD, OFFICE).session.localpart


def test_an_address_is_usual_for_thirty_days(door: Door) -> None:
    door.try_it(password=PASSWORD, address=HOME)
    door.fail(BY_ACCOUNT.failures, address="203.0.113.1")
    door.as_owner("update stoa.web_session set created_at = now() - interval '29 days'")
    before = door.try_it(password=PASSWORD, address=HOME)
    door.as_owner("update stoa.web_session set created_at = now() - interval '30 days'")
    with pytest.raises(TryLater):
        door.try_it(password=PASSWORD, address=HOME)

    assert ADA == before.session.localpart


def test_whoever_waits_may_try_again(door: Door) -> None:
    door.fail(BY_BOTH.failures)
    with pytest.raises(TryLater):
        door.try_it(password=PASSWORD)
    door.as_owner("update stoa.sign_in_attempt set at = at - interval '2 seconds'")

    assert ADA == door.try_it(password=PASSWORD).session.localpart


def test_failures_are_forgotten_after_ten_minutes(door: Door) -> None:
    door.fail(BY_ACCOUNT.failures)
    door.as_owner("update stoa.sign_in_attempt set at = at - interval '10 minutes'")

    assert ADA == door.try_it(password=PASSWORD).session.localpart


def test_failures_over_xmpp_throttle_nobody_here(door: Door) -> None:
    door.fail(BY_ACCOUNT.failures)
    door.as_owner("update stoa.sign_in_attempt set door = 'xmpp'")

    assert ADA == door.try_it(password=PASSWORD).session.localpart


def test_a_flood_is_refused_without_work_and_leaves_few_rows(
    door: Door, compared: list[str]
) -> None:
    door.fail(BY_ADDRESS.failures)
    for number in range(100):
        with pytest.raises(TryLater):
            door.try_it(f"guess{number}")

    assert [] == compared
    assert [] == door.cms.asked
    assert 1 == door.reasons.count("too many attempts")
    assert ADA == door.try_it(password=PASSWORD, address=OFFICE).session.localpart


@pytest.mark.parametrize("many_accounts", [True, False])
def test_parallel_guesses_do_not_slip_past_the_limit(door: Door, many_accounts: bool) -> None:
    limit = BY_ADDRESS if many_accounts else BY_BOTH

    def guess(number: int) -> str:
        try:
            door.try_it(f"guess{number}" if many_accounts else "ada.cms")
        except (NotSignedIn, TryLater) as refusal:
            return type(refusal).__name__
        return "in"

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(guess, range(200)))

    assert limit.failures >= outcomes.count("NotSignedIn") > 0
    assert 0 == outcomes.count("in")
    assert outcomes.count("NotSignedIn") == len(door.reasons) - door.reasons.count(
        "too many attempts"
    )


def test_parallel_guesses_from_many_addresses_do_not_slip_past_the_limit(door: Door) -> None:
    door.fail(BY_ACCOUNT.failures - 3, address="203.0.113.1")

    def guess(number: int) -> bool:
        try:
            door.try_it(address=f"198.51.100.{number}")
        except NotSignedIn:
            return True
        except TryLater:
            return False
        raise AssertionError("a wrong password signed in")

    with ThreadPoolExecutor(8) as pool:
        looked_at = sum(pool.map(guess, range(100)))

    assert 3 == looked_at


def test_others_get_in_while_one_address_guesses(door: Door) -> None:
    """The person whose account is tried, too, from where they usually are."""
    door.try_it(password=PASSWORD, address=HOME)

    def guess(number: int) -> None:
        with pytest.raises((NotSignedIn, TryLater)):
            door.try_it("ada.cms" if number % 2 else f"guess{number}", address="203.0.113.1")

    with ThreadPoolExecutor(16) as pool:
        flood = [pool.submit(guess, number) for number in range(500)]
        names = [door.try_it(password=PASSWORD, address=HOME).session.name]
        names += [door.try_it("grace.cms", PASSWORD, OFFICE).session.name]
        for one in flood:
            one.result()

    assert ["Ada", "Grace"] == names
    assert BY_ADDRESS.failures + 5 > len(door.attempts)


def guess_made_up_names(door: Door, times: int) -> None:
    for number in range(times):
        door.fail(1, f"guess{number}", HOME)


def test_a_browser_that_has_signed_in_is_spared_what_others_guess_at_its_address(
    door: Door,
) -> None:
    known = door.try_it(password=PASSWORD).session.id
    guess_made_up_names(door, BY_ADDRESS.failures + 5)
    door.fail(BY_ACCOUNT.failures)
    with pytest.raises(TryLater):
        door.try_it(password=PASSWORD)

    assert ADA == door.try_it(password=PASSWORD, session_id=known).session.localpart


def test_a_known_browsers_own_guesses_are_slow(door: Door) -> None:
    known = door.try_it(password=PASSWORD).session.id
    for _ in range(BY_BOTH.failures):
        with pytest.raises(NotSignedIn):
            door.try_it(session_id=known)
    with pytest.raises(TryLater) as refused:
        door.try_it(password=PASSWORD, session_id=known)

    assert 2 >= refused.value.seconds
    (row,) = door.execute(
        "select count(*) from stoa.sign_in_attempt where web_session_id = :known and not succeeded",
        known=known,
    )
    assert BY_BOTH.failures == row[0]


def test_a_browser_is_known_for_the_account_that_signed_in_and_no_other(door: Door) -> None:
    known = door.try_it(password=PASSWORD).session.id
    guess_made_up_names(door, BY_ADDRESS.failures)
    for session_id in (known, 1_000_000):
        with pytest.raises(TryLater):
            door.try_it("grace.cms", PASSWORD, session_id=session_id)


def test_parallel_guesses_of_a_known_browser_do_not_slip_past_the_limit(door: Door) -> None:
    known = door.try_it(password=PASSWORD).session.id

    def guess(_: int) -> bool:
        with pytest.raises((NotSignedIn, TryLater)) as refused:
            door.try_it(session_id=known)
        return refused.type is NotSignedIn

    with ThreadPoolExecutor(8) as pool:
        looked_at = sum(pool.map(guess, range(50)))

    assert BY_BOTH.failures >= looked_at > 0
