"""Browsers that are signed in."""

from flask import Flask

from tests.harness import cast
from tests.harness.cluster import Database
from tests.harness.portal import Browser


def session_of(database: Database, address: str) -> int:
    query = "select id from stoa.web_session where address = %s"
    ((found,),) = database.execute(query, [address]).fetchall()
    return int(found)


def test_a_browser_can_end_another_one_of_its_owner(
    app: Flask, ada: Browser, database: Database
) -> None:
    elsewhere = Browser.open(app, "198.51.100.7")
    elsewhere.sign_in(cast.ADA)
    page = ada.get("/account/sessions").text
    assert "Firefox on Linux" in page
    assert "198.51.100.7" in page

    answer = ada.send(
        f"/account/sessions/{session_of(database, '198.51.100.7')}/end", "/account/sessions"
    )
    assert answer.location == "/account/sessions?done=ended"
    assert elsewhere.get("/account/").status_code == 302
    assert ada.get("/account/").status_code == 200


def test_ending_ones_own_session_signs_out(ada: Browser, database: Database) -> None:
    ada.send(f"/account/sessions/{session_of(database, '192.0.2.1')}/end", "/account/sessions")

    assert ada.get("/account/").status_code == 302


def test_nobody_ends_the_session_of_another(app: Flask, ada: Browser, database: Database) -> None:
    grace = Browser.open(app, "198.51.100.7")
    grace.sign_in(cast.GRACE)
    answer = ada.send(f"/account/sessions/{session_of(database, '198.51.100.7')}/end", "/account/")

    assert answer.status_code == 404
    assert grace.get("/account/").status_code == 200
    assert "198.51.100.7" not in ada.get("/account/sessions").text


def test_everybody_sees_who_has_tried_their_name_and_nobody_elses(
    app: Flask, ada: Browser, grace: Browser
) -> None:
    Browser.open(app, "203.0.113.9").sign_in(cast.ADA, password="a guess")

    page = ada.get("/account/sessions").text
    assert "203.0.113.9" in page
    assert "Wrong password" in page
    assert "203.0.113.9" not in grace.get("/account/sessions").text
