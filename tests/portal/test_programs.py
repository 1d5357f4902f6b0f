"""One's programs and their tokens."""

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.harness.cluster import Database
from tests.harness.portal import Browser

NEW = "/account/programs/new"
TOKEN = re.compile(r"stoa_[A-Za-z0-9_-]{43}")


def add(browser: Browser, **fields: Any) -> TestResponse:
    usual = {"name": "watcher", "scopes": ["people:read"], "days": "30"}
    return browser.send(NEW, NEW, **usual | fields)


def only_token(database: Database) -> int:
    ((found,),) = database.execute("select id from stoa.api_token").fetchall()
    return int(found)


def test_whoever_has_no_token_is_told_what_they_are_for(ada: Browser) -> None:
    assert "No token yet" in ada.get("/account/programs").text


def test_a_new_token_is_shown_once(ada: Browser) -> None:
    (token,) = set(TOKEN.findall(add(ada).text))
    listed = ada.get("/account/programs").text

    assert "watcher" in listed
    assert "people:read" in listed
    assert token not in listed


@pytest.mark.parametrize(("days", "lasts"), [("30", 30), ("365", 365), ("0", None)])
def test_a_token_expires_when_its_owner_said(
    ada: Browser, database: Database, days: str, lasts: int | None
) -> None:
    add(ada, days=days)

    ((found,),) = database.execute(
        "select round(extract(epoch from expires_at - created_at) / 86400) from stoa.api_token"
    ).fetchall()
    assert found == lasts


@pytest.mark.parametrize(
    "wrong",
    [
        {"scopes": []},
        {"scopes": ["people:write"]},
        {"scopes": ["health:read"]},
        {"name": ""},
        {"name": "x" * 65},
        {"name": "a\0b"},
        {"days": "31"},
        {"days": "x"},
    ],
)
def test_a_token_is_refused_without_a_name_or_with_more_than_one_may_give(
    ada: Browser, database: Database, wrong: dict[str, Any]
) -> None:
    assert add(ada, **wrong).status_code == 422
    assert [] == database.execute("select from stoa.api_token").fetchall()


def test_administrators_may_give_their_scopes(margaret: Browser, ada: Browser) -> None:
    assert TOKEN.search(add(margaret, scopes=["health:read"]).text)
    assert "health:read" in margaret.get("/account/programs").text
    assert "health:read" not in ada.get(NEW).text


def test_revoking_ends_a_token(ada: Browser, database: Database) -> None:
    add(ada)
    answer = ada.send(f"/account/programs/{only_token(database)}/revoke", "/account/programs")

    assert answer.location == "/account/programs?done=revoked"
    assert "No token yet" in ada.get(answer.location).text


def test_nobody_revokes_the_token_of_another(
    ada: Browser, grace: Browser, database: Database
) -> None:
    add(ada)
    answer = grace.send(f"/account/programs/{only_token(database)}/revoke", "/account/")

    assert answer.status_code == 404
    assert [(None,)] == database.execute("select revoked_at from stoa.api_token").fetchall()
