"""One's own browsers."""

from flask import Flask

from tests.harness import cast
from tests.harness.portal import Browser
from tests.harness.rest import NOT_ALLOWED, NOT_FOUND, NOT_SIGNED_IN, Rest, problem


def test_a_person_sees_every_browser_of_theirs_and_which_one_asks(
    app: Flask, ada: Browser, grace: Browser
) -> None:
    Browser.open(app, "198.51.100.7").sign_in(cast.ADA)
    found = Rest.of_page(ada).get("/sessions").json["sessions"]

    assert {(each["address"], each["current"]) for each in found} == {
        ("198.51.100.7", False),
        ("192.0.2.1", True),
    }
    assert "Firefox" in found[0]["browser"]


def test_ending_a_session_signs_that_browser_out(app: Flask, ada: Browser) -> None:
    other = Browser.open(app, "198.51.100.7")
    other.sign_in(cast.ADA)
    assert other.get("/api/v1/me").status_code == 200
    page = Rest.of_page(ada)
    (ended,) = (e for e in page.get("/sessions").json["sessions"] if not e["current"])

    assert page.delete(f"/sessions/{ended['id']}").status_code == 204
    assert problem(other.get("/api/v1/me")) == NOT_SIGNED_IN
    assert ada.get("/api/v1/me").status_code == 200


def test_ending_ones_own_session_signs_out(ada: Browser) -> None:
    page = Rest.of_page(ada)
    (own,) = page.get("/sessions").json["sessions"]

    assert page.delete(f"/sessions/{own['id']}").status_code == 204
    assert problem(page.get("/me")) == NOT_SIGNED_IN


def test_a_foreign_session_is_as_good_as_none(ada: Browser, grace: Browser) -> None:
    (own,) = Rest.of_page(ada).get("/sessions").json["sessions"]
    other = Rest.of_page(grace)

    assert problem(other.delete(f"/sessions/{own['id']}")) == NOT_FOUND
    assert problem(other.delete("/sessions/999999999")) == NOT_FOUND
    assert ada.get("/api/v1/me").status_code == 200


def test_programs_know_nothing_of_sessions(ada: Browser, stranger: Browser) -> None:
    page = Rest.of_page(ada)
    program = page.program("devices:read", "devices:write", "people:read")
    (own,) = page.get("/sessions").json["sessions"]

    assert problem(program.get("/sessions")) == NOT_ALLOWED
    assert problem(program.delete(f"/sessions/{own['id']}")) == NOT_ALLOWED
    assert problem(stranger.get("/api/v1/sessions")) == NOT_SIGNED_IN
