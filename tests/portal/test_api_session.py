"""What the web client asks first: who is signed in here; and how it signs them out."""

import re

import pytest
from flask import Flask

from tests.harness import cast
from tests.harness.cluster import Database
from tests.harness.portal import Browser
from tests.harness.rest import NOT_ALLOWED, NOT_SIGNED_IN, Rest, problem

CSRF_MISSING = (400, "bad-request")


def test_a_page_learns_who_is_signed_in_and_where_to_connect(ada: Browser) -> None:
    answer = ada.get("/api/v1/session")
    said = dict(answer.json or {})

    assert answer.headers["Cache-Control"] == "no-store"
    assert said.pop("csrf_token")
    assert re.fullmatch(r"/api/v1/people/ada/pictures/[0-9a-f]{40}", said.pop("picture"))
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT.*\+00:00", said.pop("expires_at"))
    assert said == {
        "localpart": "ada",
        "jid": "ada@stoa.test",
        "name": "Ada Lovelace",
        "domain": "stoa.test",
        "administrator": False,
        "websocket": "ws://stoa.test/ws",
        "shared": False,
    }


def test_each_browser_is_told_of_its_own_person_alone(grace: Browser, margaret: Browser) -> None:
    told = [browser.get("/api/v1/session").json or {} for browser in (grace, margaret)]

    assert [cast.GRACE, cast.MARGARET] == [each["localpart"] for each in told]
    assert [False, True] == [each["administrator"] for each in told]
    assert told[0]["csrf_token"] != told[1]["csrf_token"]


def test_behind_tls_the_stream_is_behind_tls_too(secure: Browser) -> None:
    secure.sign_in(cast.ADA)

    assert (secure.get("/api/v1/session").json or {})["websocket"] == "wss://stoa.test/ws"


def test_a_person_without_a_picture_has_no_address_of_one(ada: Browser, database: Database) -> None:
    database.execute("begin")
    database.execute("create temporary table kept as table stoa.picture")
    database.execute("delete from stoa.picture where localpart = 'ada'")
    database.execute("commit")
    try:
        assert (ada.get("/api/v1/session").json or {})["picture"] is None
    finally:
        database.execute("insert into stoa.picture select * from kept where localpart = 'ada'")


def test_the_csrf_token_is_the_same_for_two_pages_that_ask_at_once(
    app: Flask, stranger: Browser
) -> None:
    stranger.sign_in(cast.ADA)
    cookie, pages = stranger.cookie(), [Browser.open(app), Browser.open(app)]
    for page in pages:
        page.client.set_cookie("stoa", cookie)
        token = (page.get("/api/v1/session").json or {})["csrf_token"]

        made = stranger.client.post("/api/v1/token", headers={"X-CSRFToken": token})
        assert made.status_code == 200, made.text


def test_signing_out_ends_the_session_its_streams_and_the_cookie(
    ada: Browser, database: Database
) -> None:
    cookie, token = ada.cookie(), (ada.get("/api/v1/session").json or {})["csrf_token"]
    answer = ada.client.delete("/api/v1/session", headers={"X-CSRFToken": token})

    assert answer.status_code == 204
    assert ada.cookie() == ""
    ada.client.set_cookie("stoa", cookie)
    assert problem(ada.get("/api/v1/session")) == NOT_SIGNED_IN
    (ended,) = database.execute("select id, ended_at is not null from stoa.web_session").fetchall()
    (job,) = database.execute("select task_name, args from jobs.procrastinate_jobs").fetchall()
    assert ended[1]
    assert job == ("directory.end_sessions", {"web_session_id": ended[0]})


def test_signing_out_leaves_everybody_else_and_ones_other_browsers(
    app: Flask, ada: Browser, grace: Browser
) -> None:
    elsewhere = Browser.open(app, "198.51.100.7")
    elsewhere.sign_in(cast.ADA)

    assert Rest.of_page(ada).delete("/session").status_code == 204
    assert elsewhere.get("/api/v1/session").status_code == 200
    assert grace.get("/api/v1/session").status_code == 200


def test_nobody_is_signed_out_without_the_token_of_their_session(
    ada: Browser, grace: Browser
) -> None:
    foreign = (grace.get("/api/v1/session").json or {})["csrf_token"]

    for headers in ({}, {"X-CSRFToken": "x"}, {"X-CSRFToken": foreign}):
        answer = ada.client.delete("/api/v1/session", headers=headers)
        assert problem(answer) == CSRF_MISSING
    assert ada.get("/api/v1/session").status_code == 200


def test_a_page_of_another_origin_is_not_let_read_it(ada: Browser) -> None:
    foreign = {"Origin": "https://evil.example"}
    asked = {**foreign, "Access-Control-Request-Method": "DELETE"}
    for answer in (
        ada.client.get("/api/v1/session", headers=foreign),
        ada.client.options("/api/v1/session", headers=asked),
    ):
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


def test_programs_and_strangers_have_no_session(ada: Browser, stranger: Browser) -> None:
    program = Rest.of_page(ada).program("people:read", "devices:read", "devices:write")

    assert problem(program.get("/session")) == NOT_ALLOWED
    assert problem(program.delete("/session")) == NOT_ALLOWED
    assert problem(stranger.get("/api/v1/session")) == NOT_SIGNED_IN
    assert problem(stranger.client.delete("/api/v1/session")) == NOT_SIGNED_IN


@pytest.mark.parametrize("left", ["account set disabled_at", "web_session set expires_at"])
def test_whoever_may_no_longer_be_here_is_not_signed_in(
    ada: Browser, database: Database, left: str
) -> None:
    database.execute(f"update stoa.{left} = now()")
    try:
        assert problem(ada.get("/api/v1/session")) == NOT_SIGNED_IN
    finally:
        database.execute("update stoa.account set disabled_at = null")
