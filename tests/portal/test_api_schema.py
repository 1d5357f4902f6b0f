"""What the document allows, and much that it forbids, asked by two people in turn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi import checks

from admin.api.limits import Limiter, Limits
from admin.api.rates import Rate
from tests.harness import cast
from tests.harness.cluster import Database
from tests.harness.portal import Browser
from tests.harness.rest import Rest

DOCUMENT = Path(__file__).parents[2] / "schemas" / "http" / "openapi.json"
OPERATIONS = [
    (mode, method, path)
    for path, said in json.loads(DOCUMENT.read_text())["paths"].items()
    for method in said
    for mode in GenerationMode
    if method != "parameters"
    # ends what asks; tests/portal/test_api_session.py asks it
    if (method, path) != ("delete", "/api/v1/session")
    # without parameter or credential there is nothing to get wrong
    if mode is GenerationMode.POSITIVE or said[method]["security"]
]
EXAMPLES = 12
UNLIMITED = Rate(10**9, 60)
NOT_CHECKED = [
    checks.ignored_auth,  # every operation's own tests ask without credentials
    checks.positive_data_acceptance,  # no schema says that a name turns no text or ends in future
]


@dataclass
class Known:
    """One of the two, and what must never be shown to the other."""

    browser: Browser
    page: Rest
    ids: dict[str, int]
    secrets: set[str]

    @classmethod
    def sign_in(cls, app: Flask, person: str, address: str) -> Known:
        browser = Browser.open(app, address)
        browser.sign_in(person)
        page = Rest.of_page(browser)
        scopes = ["people:read", "devices:read", "devices:write"]
        device = page.post("/devices", {"name": f"phone of {person} only"}).json
        token = page.post("/tokens", {"name": f"list of {person} only", "scopes": scopes}).json
        (session,) = page.get("/sessions").json["sessions"]
        ids = {"device_id": device["id"], "token_id": token["id"], "session_id": session["id"]}
        names = {device["name"], token["name"], device["password"], token["token"], address}
        return cls(browser, page, ids, names | {f'"id":{number}' for number in ids.values()})

    def ask(self, case: Case[Any]) -> schemathesis.Response:
        headers = {**self.page.headers, "Cookie": f"stoa={self.browser.cookie()}"}
        case.cookies.clear()
        case.headers.pop("Authorization", None)
        return case.call(headers=headers)

    def has_everything(self) -> bool:
        found = {
            "device_id": self.page.get("/devices").json["devices"],
            "token_id": self.page.get("/tokens").json["tokens"],
            "session_id": self.page.get("/sessions").json["sessions"],
        }
        return all(
            self.ids[kind] in {each["id"] for each in listed} for kind, listed in found.items()
        )


@pytest.fixture
def two(app: Flask, database: Database) -> Iterator[tuple[Known, Known]]:
    """Ada, and Margaret who may see what administrators see. Numbers above a million are ids."""
    for count, table in enumerate(("app_password", "api_token", "web_session"), start=1):
        database.execute(f"alter table stoa.{table} alter id restart with {count}000001")
    app.extensions["stoa.limiter"] = Limiter(Limits(UNLIMITED, UNLIMITED, UNLIMITED))
    yield (
        Known.sign_in(app, cast.ADA, "198.51.100.7"),
        Known.sign_in(app, cast.MARGARET, "203.0.113.9"),
    )
    app.extensions["stoa.limiter"] = Limiter(Limits())


@pytest.mark.parametrize(("mode", "method", "path"), OPERATIONS, ids=str)
def test_an_answer_is_as_documented_and_shows_nothing_of_the_other_person(
    app: Flask, two: tuple[Known, Known], mode: GenerationMode, method: str, path: str
) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    turns = cycle([two, two[::-1]])

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=schema[path][method.upper()].as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        asker, other = next(turns)
        for aim in _aims(case, other):
            answer = asker.ask(aim)
            aim.validate_response(answer, excluded_checks=NOT_CHECKED)
            assert not [secret for secret in other.secrets if secret in answer.text]

    ask()
    assert all(person.has_everything() for person in two)


def _aims(case: Case[Any], other: Known) -> Iterator[Case[Any]]:
    """The case as it was generated, and aimed at what the other has."""
    yield case
    for name in other.ids.keys() & case.path_parameters.keys():
        parameters: dict[str, Any] = {**case.path_parameters, name: other.ids[name]}
        yield case.operation.Case(
            method=case.method, path_parameters=parameters, query=case.query, body=case.body
        )
