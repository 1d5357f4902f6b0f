"""Whose page a browser may show before it asks, and computers on which nothing may stay."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from werkzeug.test import TestResponse

from tests.harness import cast
from tests.harness.portal import Browser

FORGET = '"cache", "storage"'


def cookies(answer: TestResponse) -> dict[str, str]:
    return {
        name: rest
        for name, _, rest in (each.partition("=") for each in answer.headers.getlist("Set-Cookie"))
    }


def own_session(browser: Browser) -> dict[str, object]:
    return browser.get("/api/v1/session").json or {}


def test_a_browser_knows_whose_page_it_may_show_as_long_as_they_are_signed_in(
    stranger: Browser,
) -> None:
    person = cookies(stranger.sign_in(cast.ADA))["stoa-person"]

    assert person.startswith(f"{cast.ADA}; ")
    assert "SameSite=Strict" in person
    assert "Max-Age=2592000" in person
    assert "HttpOnly" not in person  # scripts read it
    assert not own_session(stranger)["shared"]


def test_whoever_signs_in_next_is_another_person_to_the_browser(stranger: Browser) -> None:
    stranger.sign_in(cast.ADA)
    stranger.send("/account/sign-out", "/account/")
    answer = stranger.sign_in(cast.GRACE)

    assert cookies(answer)["stoa-person"].startswith(f"{cast.GRACE}; ")


def test_signing_out_on_a_page_or_by_the_client_makes_the_browser_forget(app: Flask) -> None:
    by_page, by_client = Browser.open(app), Browser.open(app)
    for browser in (by_page, by_client):
        browser.sign_in(cast.ADA)
    token = str(own_session(by_client)["csrf_token"])
    answers = [
        by_page.send("/account/sign-out", "/account/"),
        by_client.client.delete("/api/v1/session", headers={"X-CSRFToken": token}),
    ]

    for answer in answers:
        assert answer.headers["Clear-Site-Data"] == FORGET
        assert cookies(answer)["stoa-person"].startswith("; ")


def test_at_a_shared_computer_a_session_is_the_browsers_and_short(stranger: Browser) -> None:
    answer = stranger.sign_in(cast.ADA, shared="yes")
    said, own = cookies(answer), own_session(stranger)
    lasts = datetime.fromisoformat(str(own["expires_at"])) - datetime.now(UTC)

    assert own["shared"]
    assert timedelta(hours=11) < lasts <= timedelta(hours=12)
    assert "Expires" not in said["stoa"]
    assert "Max-Age" not in said["stoa"]
    assert said["stoa-person"].startswith("; ")
    assert "stoa-browser" not in said
    assert answer.headers["Clear-Site-Data"] == FORGET


def test_one_sees_which_of_ones_browsers_is_at_a_shared_computer(app: Flask) -> None:
    at_home, outside = Browser.open(app, "198.51.100.7"), Browser.open(app, "198.51.100.8")
    at_home.sign_in(cast.ADA)
    outside.sign_in(cast.ADA, shared="yes")
    found = (at_home.get("/api/v1/sessions").json or {})["sessions"]

    assert {
        ("198.51.100.7", False),
        ("198.51.100.8", True),
    } <= {(each["address"], each["shared"]) for each in found}
    assert "shared computer" in at_home.get("/account/sessions").text


def test_what_was_chosen_is_still_chosen_after_a_wrong_password(stranger: Browser) -> None:
    page = stranger.sign_in(cast.ADA, password="a guess", shared="yes").text

    assert 'name="shared" value="yes" checked' in page
