"""A browser that somebody has signed in with stays open to them, whatever is guessed near it."""

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from admin.settings import PortalSettings
from tests.harness import cast
from tests.harness.cluster import Database
from tests.harness.portal import Browser

OFFICE = "192.0.2.1"
NAME = "stoa-browser"


def known_cookie(browser: Browser) -> str:
    found = browser.client.get_cookie(NAME)
    assert found is not None
    return found.value


def guess_at_made_up_names(app: Flask) -> list[int]:
    guesser = Browser.open(app, OFFICE)
    return [
        guesser.sign_in(f"guess{number}", password="a guess").status_code for number in range(25)
    ]


def test_an_office_is_not_locked_out_by_one_who_guesses(app: Flask, ada: Browser) -> None:
    ada.send("/account/sign-out", "/account/")
    statuses = guess_at_made_up_names(app)

    assert 429 in statuses
    assert Browser.open(app, OFFICE).sign_in(cast.ADA).status_code == 429
    assert ada.sign_in(cast.GRACE).status_code == 429
    assert ada.sign_in(cast.ADA).status_code == 302


def test_the_cookie_of_a_known_browser_is_out_of_reach_and_lasts_half_a_year(
    stranger: Browser,
) -> None:
    cookies = stranger.sign_in(cast.ADA).headers.getlist("Set-Cookie")
    (cookie,) = (each for each in cookies if "-browser=" in each)

    for attribute in ("HttpOnly", "SameSite=Lax", "Path=/", f"Max-Age={180 * 24 * 3600}"):
        assert attribute in cookie


def test_a_failed_sign_in_makes_no_browser_known(stranger: Browser) -> None:
    answer = stranger.sign_in(cast.ADA, password="a guess")

    assert not any("-browser" in each for each in answer.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("salt", ["cookie-session", "itsdangerous"])
def test_a_browser_that_another_key_made_known_is_not(
    app: Flask, ada: Browser, settings: PortalSettings, database: Database, salt: str
) -> None:
    ((session,),) = database.execute("select id from stoa.web_session").fetchall()
    guess_at_made_up_names(app)
    forger = Browser.open(app, OFFICE)
    forged = str(URLSafeTimedSerializer(settings.session_key, salt=salt).dumps(session))
    forger.client.set_cookie(NAME, forged)

    assert forger.sign_in(cast.ADA).status_code == 429
    forger.client.set_cookie(NAME, known_cookie(ada))
    assert forger.sign_in(cast.ADA).status_code == 302


def test_signing_in_again_in_the_same_browser_ends_the_session_before(
    ada: Browser, database: Database
) -> None:
    before = ada.cookie()
    form = ada.csrf_token("/account/")
    fields = {"csrf_token": form, "user_name": cast.GRACE, "password": "grace at the CMS"}
    assert ada.client.post("/account/sign-in", data=fields).status_code == 302
    sessions = database.execute(
        "select localpart, ended_at is null from stoa.web_session order by id"
    ).fetchall()
    assert sessions == [("ada", False), ("grace", True)]
    assert "Grace Hopper" in ada.get("/account/").text
    ada.client.set_cookie("stoa", before)

    assert ada.get("/account/").status_code == 302
