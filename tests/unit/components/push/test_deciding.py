"""Whether somebody is disturbed, and how long a push is tried."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest

from components.push.delivering import FIRST, LONGEST, Failed, Gone, Outcome, Sent, backoff
from components.push.devices import Device
from components.push.http.sending import outcome
from components.push.looking import Due, Facts, Verdict, decide
from components.push.preferences import Preferences, Quiet
from schemas.refusals import Malformed

BROWSER = UUID("9b2e7c1a-8f00-4d5e-9a55-0a1b2c3d4e5f")
DUE = Due(BROWSER, "ada", 1, timedelta(0))
MONDAY_NIGHT = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # 23:30 in Berlin
NIGHTS = Quiet(time(22), time(7), (1,), "Europe/Berlin")
LOOKED_AT = Device(connected=True, active=True, show="online")


def facts(
    *,
    goes_on: bool = True,
    known: bool = True,
    newest: int | None = 17,
    preferences: Preferences | None = None,
) -> Facts:
    return Facts(goes_on, known, newest, preferences or Preferences())


def verdict(facts: Facts, *devices: Device) -> Verdict:
    return decide(DUE, facts, devices, MONDAY_NIGHT)


def test_whoever_is_nowhere_else_is_told() -> None:
    assert verdict(facts()) is Verdict.PUSH


@pytest.mark.parametrize(
    "device",
    [
        Device(connected=False, active=True, show="online"),
        Device(connected=True, active=False, show="online"),
        Device(connected=True, active=True, show="away"),
        Device(connected=True, active=True, show="xa"),
        Device(connected=True, active=True, show="unavailable"),
    ],
)
def test_a_device_that_nobody_looks_at_sees_nothing(device: Device) -> None:
    assert verdict(facts(), device) is Verdict.PUSH


@pytest.mark.parametrize(
    "device",
    [
        LOOKED_AT,
        Device(connected=True, active=True, show="chat"),
        Device(connected=True, active=False, show="away", node=str(BROWSER)),
    ],
)
def test_what_another_device_or_the_browsers_own_page_shows_is_not_pushed(device: Device) -> None:
    assert verdict(facts(), device) is Verdict.SEEN


def test_do_not_disturb_on_one_device_counts_for_all() -> None:
    busy = Device(connected=False, active=False, show="dnd")

    assert verdict(facts(), LOOKED_AT, busy) is Verdict.SILENT


def test_preferences_come_before_devices_and_the_session_before_all() -> None:
    assert verdict(facts(preferences=Preferences(enabled=False)), LOOKED_AT) is Verdict.SILENT
    assert verdict(facts(preferences=Preferences(quiet=NIGHTS))) is Verdict.SILENT
    assert verdict(facts(newest=None)) is Verdict.NOTHING
    assert verdict(facts(known=False, newest=None)) is Verdict.VIEWS
    assert verdict(facts(goes_on=False, known=False)) is Verdict.FORGET


def test_what_is_new_is_told_while_the_views_still_take_in_what_others_say() -> None:
    assert verdict(facts(known=False)) is Verdict.PUSH
    assert verdict(facts(known=False), LOOKED_AT) is Verdict.SEEN


@pytest.mark.parametrize(
    ("day", "hour", "quiet"),
    [
        *((23, 20, False), (23, 21, True), (24, 5, True), (24, 6, False)),
        *((24, 21, False), (23, 5, False)),
    ],
)
def test_quiet_goes_on_over_midnight_from_the_days_on_which_it_begins(
    day: int, hour: int, quiet: bool
) -> None:
    """Hours in UTC; Berlin is one ahead. The 23rd is a Monday."""
    assert NIGHTS.holds(datetime(2026, 11, day, hour, 30, tzinfo=UTC)) == quiet


def test_quiet_within_a_day_and_all_day() -> None:
    noon = Quiet(time(12), time(13), (1,), "UTC")
    always = Quiet(time(0), time(0), (1, 2, 3, 4, 5, 6, 7), "UTC")

    assert not noon.holds(MONDAY_NIGHT)
    assert noon.holds(MONDAY_NIGHT.replace(hour=12))
    assert always.holds(MONDAY_NIGHT)


@pytest.mark.parametrize(
    ("days", "zone"),
    [((), "UTC"), ((0,), "UTC"), ((8,), "UTC"), ((1, 1), "UTC"), ((1,), "Mars/Olympus")]
    + [((1,), zone) for zone in ("", "/etc/passwd", "../../etc/passwd", 100 * "a")],
)
def test_quiet_that_cannot_be_is_refused(days: tuple[int, ...], zone: str) -> None:
    with pytest.raises(Malformed):
        Quiet(time(22), time(7), days, zone)


@pytest.mark.parametrize(
    ("status", "retry_after", "expected"),
    [
        *((201, "", Sent()), (200, "", Sent()), (404, "", Gone()), (410, "", Gone())),
        (429, "120", Failed("answered 429", timedelta(seconds=120))),
        (503, "Mon, 23 Nov 2026 22:31:00 GMT", Failed("answered 503", timedelta(seconds=30))),
        (503, "Mon, 23 Nov 2020 22:31:00 GMT", Failed("answered 503", timedelta(seconds=1))),
        (429, "99999999999999999999", Failed("answered 429", timedelta(days=1))),
        (500, "soon", Failed("answered 500")),
        (301, "", Failed("answered 301")),
        (403, "", Failed("answered 403")),
    ],
)
def test_a_services_answer_says_whether_to_come_back(
    status: int, retry_after: str, expected: Outcome
) -> None:
    assert outcome(status, retry_after, MONDAY_NIGHT.replace(second=30)) == expected


def test_waits_become_longer_up_to_an_hour() -> None:
    waits = [backoff(failures) for failures in (0, 1, 2, 50)]

    assert waits == [FIRST, 2 * FIRST, 4 * FIRST, LONGEST]
