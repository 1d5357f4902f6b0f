"""How much one may ask."""

from collections.abc import Iterator

import pytest
from flask import Flask

from admin.api.limits import Limiter, Limits
from admin.api.rates import Rate
from tests.harness.portal import Browser
from tests.harness.rest import Rest, problem

TRY_LATER = (429, "try-later")


@pytest.fixture
def narrow(app: Flask) -> Iterator[None]:
    """Room for six requests, three changes and two tokens of the web client."""
    few = Limits(requests=Rate(6, 60), changes=Rate(3, 60), web_tokens=Rate(2, 60))
    app.extensions["stoa.limiter"] = Limiter(few)
    yield
    app.extensions["stoa.limiter"] = Limiter(Limits())


def test_who_asks_too_much_is_told_when_to_ask_again(ada: Browser, narrow: None) -> None:
    statuses = [ada.get("/api/v1/me").status_code for _ in range(6)]
    refused = ada.get("/api/v1/me")

    assert statuses == [200] * 6
    assert problem(refused) == TRY_LATER
    assert 1 <= int(refused.headers["Retry-After"]) <= 10


def test_changes_count_for_themselves(ada: Browser, narrow: None) -> None:
    page = Rest.of_page(ada)
    for _ in range(3):
        assert page.post("/devices", {"name": "phone"}).status_code == 201

    assert problem(page.post("/devices", {"name": "phone"})) == TRY_LATER
    assert page.get("/devices").status_code == 200


def test_tokens_of_the_web_client_count_for_themselves(ada: Browser, narrow: None) -> None:
    page = Rest.of_page(ada)
    assert [page.post("/token").status_code for _ in range(3)] == [200, 200, 429]


def test_a_program_that_asks_too_much_stops_no_page_of_its_owner(
    ada: Browser, narrow: None
) -> None:
    page = Rest.of_page(ada)
    program, other = page.program("people:read"), page.program("people:read")
    assert [program.get("/me").status_code for _ in range(6)] == [200] * 6

    assert problem(program.get("/me")) == TRY_LATER
    assert ada.get("/api/v1/me").status_code == 200
    assert other.get("/me").status_code == 200


def test_others_are_served_meanwhile(ada: Browser, grace: Browser, narrow: None) -> None:
    for _ in range(20):
        ada.get("/api/v1/me")

    assert grace.get("/api/v1/me").status_code == 200


def test_strangers_count_by_address_and_never_against_a_person(
    app: Flask, ada: Browser, narrow: None
) -> None:
    stranger = Browser.open(app)
    assert [stranger.get("/api/v1/nothing").status_code for _ in range(6)] == [404] * 6

    assert problem(stranger.get("/api/v1/health")) == TRY_LATER
    assert ada.get("/api/v1/me").status_code == 200
    assert Browser.open(app, "198.51.100.7").get("/api/v1/health").status_code == 200


def test_an_address_of_the_same_ipv6_site_is_the_same_stranger(app: Flask, narrow: None) -> None:
    for number in range(6):
        Browser.open(app, f"2001:db8::{number}").get("/api/v1/health")

    assert problem(Browser.open(app, "2001:db8::7").get("/api/v1/health")) == TRY_LATER
    assert Browser.open(app, "2001:db8:0:1::").get("/api/v1/health").status_code == 200
