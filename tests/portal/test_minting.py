"""Whatever a session makes to sign in with is made only for whom the CMS still has."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import psycopg
import pytest
from flask import Flask

from admin.services import Services
from components.directory.sources.absent import NoSource
from tests.harness.cluster import Database
from tests.harness.portal import Browser
from tests.harness.rest import NOT_SIGNED_IN, Rest, problem


def web_token(browser: Browser) -> int:
    return Rest.of_page(browser).post("/token").status_code


def device(browser: Browser) -> int:
    return Rest.of_page(browser).post("/devices", {"name": "phone"}).status_code


def api_token(browser: Browser) -> int:
    wanted = {"name": "list", "scopes": ["people:read"]}
    return Rest.of_page(browser).post("/tokens", wanted).status_code


def device_page(browser: Browser) -> int:
    page = "/account/devices/new"
    return browser.send(page, page, device="phone", client="other").status_code


def api_token_page(browser: Browser) -> int:
    page = "/account/programs/new"
    return browser.send(page, page, name="list", scopes=["people:read"], days="90").status_code


WAYS = (web_token, device, api_token, device_page, api_token_page)
Make = Callable[[Browser], int]


@pytest.fixture
def cms(cms_url: str) -> Iterator[Database]:
    address = cms_url.replace("postgresql+psycopg:", "postgresql:")
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection
        connection.execute("update auth_user set is_active = true")


@pytest.fixture
def cms_away(app: Flask) -> Iterator[None]:
    services: Services = app.extensions["stoa"]
    app.extensions["stoa"] = replace(services, source=NoSource())
    yield
    app.extensions["stoa"] = services


def nothing_was_made(database: Database) -> bool:
    tables = ("web_token", "app_password", "api_token")
    return not any(
        database.execute(f"select from stoa.{each}".encode()).fetchall() for each in tables
    )


@pytest.mark.parametrize("make", WAYS)
def test_a_session_makes_what_it_may(ada: Browser, make: Make) -> None:
    assert make(ada) in (200, 201)


@pytest.mark.parametrize("make", WAYS)
def test_a_session_of_somebody_inactive_in_the_cms_makes_nothing_and_ends(
    ada: Browser, cms: Database, database: Database, make: Make
) -> None:
    cms.execute("update auth_user set is_active = false where username = 'ada'")
    cookie = ada.cookie()
    assert make(ada) == 401
    ada.client.set_cookie("stoa", cookie)

    assert problem(ada.get("/api/v1/me")) == NOT_SIGNED_IN
    assert nothing_was_made(database)
    tasks = database.execute("select task_name, args from jobs.procrastinate_jobs").fetchall()
    ((own,),) = database.execute("select id from stoa.web_session").fetchall()
    assert tasks == [("directory.end_sessions", {"web_session_id": own})]


@pytest.mark.parametrize("make", WAYS)
def test_while_the_cms_is_away_nothing_is_made_and_reading_goes_on(
    ada: Browser, cms_away: None, database: Database, make: Make
) -> None:
    assert make(ada) == 503
    assert ada.get("/api/v1/me").status_code == 200
    assert ada.get("/account/devices").status_code == 200
    assert nothing_was_made(database)


def test_the_api_says_when_to_try_again(ada: Browser, cms_away: None) -> None:
    answer = Rest.of_page(ada).post("/token")

    assert problem(answer) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "600"
