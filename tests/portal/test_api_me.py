"""GET /me, and with it every way to say who asks."""

import time

from flask import Flask

from tests.harness import cast
from tests.harness.cluster import Database
from tests.harness.portal import Browser
from tests.harness.rest import NOT_SIGNED_IN, Rest, problem

ADA = {
    "localpart": "ada",
    "jid": "ada@stoa.test",
    "name": "Ada Lovelace",
    "administrator": False,
    "scopes": None,
}


def test_a_page_learns_whose_session_it_has(ada: Browser) -> None:
    answer = Rest.of_page(ada).get("/me")

    assert answer.json == ADA
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_program_learns_whose_it_is_and_what_it_may_do(ada: Browser) -> None:
    answer = Rest.of_page(ada).program("devices:write", "people:read").get("/me")

    assert answer.json == ADA | {"scopes": ["devices:write", "people:read"]}


def test_an_administrator_is_told(margaret: Browser) -> None:
    assert Rest.of_page(margaret).get("/me").json["administrator"] is True


def test_without_credentials_one_is_told_to_sign_in(stranger: Browser) -> None:
    answer = stranger.get("/api/v1/me")

    assert problem(answer) == NOT_SIGNED_IN
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="stoa"'


def test_a_session_and_a_token_at_once_are_refused(ada: Browser) -> None:
    page = Rest.of_page(ada)
    token = page.token("people:read")

    answer = page.get("/me", Authorization=f"Bearer {token}")
    assert problem(answer) == (400, "bad-request")


def test_what_is_no_token_of_ours_does_not_count(app: Flask) -> None:
    client = app.test_client()
    shapes = ("", "Bearer", "Bearer ", "Bearer x", "Basic YWRhOmFkYQ==", "Bearer stoa_" + 43 * "a")
    for sent in shapes:
        answer = client.get("/api/v1/me", headers={"Authorization": sent})
        assert problem(answer) == NOT_SIGNED_IN, sent


def test_the_token_of_a_session_is_no_token_of_a_program(ada: Browser, app: Flask) -> None:
    ada.get("/api/v1/me")
    with ada.client.session_transaction() as cookie:
        token = cookie["_user_id"]

    for sent in (token, f"Bearer {token}"):
        answer = app.test_client().get("/api/v1/me", headers={"Authorization": sent})
        assert problem(answer) == NOT_SIGNED_IN


def test_a_cookie_that_was_changed_does_not_count(app: Flask, ada: Browser) -> None:
    stranger = Browser.open(app)
    stranger.client.set_cookie("stoa", ada.cookie()[:-3] + "AAA")

    assert problem(stranger.get("/api/v1/me")) == NOT_SIGNED_IN


def test_an_expired_token_does_not_count(ada: Browser, database: Database) -> None:
    program = Rest.of_page(ada).program("people:read")
    database.execute("update stoa.api_token set expires_at = now()")

    assert problem(program.get("/me")) == NOT_SIGNED_IN


def test_a_revoked_token_does_not_count_from_then_on(ada: Browser) -> None:
    page = Rest.of_page(ada)
    program = page.program("people:read")
    assert program.get("/me").status_code == 200
    (listed,) = page.get("/tokens").json["tokens"]

    assert page.delete(f"/tokens/{listed['id']}").status_code == 204
    assert problem(program.get("/me")) == NOT_SIGNED_IN


def test_a_session_that_was_ended_in_the_portal_does_not_count_from_then_on(ada: Browser) -> None:
    assert ada.get("/api/v1/me").status_code == 200
    cookie = ada.cookie()
    ada.send("/account/sign-out", "/account/")
    ada.client.set_cookie("stoa", cookie)

    assert problem(ada.get("/api/v1/me")) == NOT_SIGNED_IN


def test_an_account_that_another_process_disabled_reads_for_a_second_and_changes_nothing(
    ada: Browser, database: Database
) -> None:
    page = Rest.of_page(ada)
    assert page.get("/me").status_code == 200
    database.execute("update stoa.account set disabled_at = now() where localpart = %s", [cast.ADA])
    try:
        assert problem(page.post("/devices", {"name": "phone"})) == NOT_SIGNED_IN
        assert page.get("/me").status_code == 401

        database.execute("update stoa.account set disabled_at = null")
        assert page.get("/me").status_code == 200
        database.execute("update stoa.account set disabled_at = now() where localpart = 'ada'")
        time.sleep(1)
        assert problem(page.get("/me")) == NOT_SIGNED_IN
    finally:
        database.execute("update stoa.account set disabled_at = null")
