"""The API's contract, as it is committed and as it is served."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_wtf.csrf import CSRFProtect
from openapi_spec_validator import validate

from admin import api
from admin.problems import KINDS
from components.directory.api_tokens import SCOPES

COMMITTED = Path(__file__).parents[2] / "schemas" / "http" / "openapi.json"
CONVERTER = re.compile("<[^:]*:")
Operations = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def app() -> Flask:
    app = Flask("admin")
    CSRFProtect(app)
    api.register(app)
    return app


@pytest.fixture(scope="module")
def served(app: Flask) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(app.test_client().get("/api/v1/openapi.json").text)
    return document


@pytest.fixture(scope="module")
def operations(served: dict[str, Any]) -> Operations:
    return {
        f"{method} {path}": said
        for path, each in served["paths"].items()
        for method, said in each.items()
        if method != "parameters"
    }


def test_the_contract_is_what_is_served(served: dict[str, Any]) -> None:
    """After a wanted change: `python -m admin.api > schemas/http/openapi.json`."""
    assert json.loads(COMMITTED.read_text()) == served


def test_the_document_is_valid(served: dict[str, Any]) -> None:
    assert served["openapi"] == "3.1.0"
    validate(served)


def test_every_view_is_in_the_document(operations: Operations, app: Flask) -> None:
    views = {
        f"{method.lower()} {CONVERTER.sub('{', rule.rule).replace('>', '}')}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/")
    }

    assert views - set(operations) == {"get /api/v1/openapi.json", "get /api/v1/docs"}
    assert set(operations) <= views


def test_every_operation_says_what_it_does_and_who_may(operations: Operations) -> None:
    for name, said in operations.items():
        assert said["summary"], name
        assert said["tags"], name
        assert said["security"] or name == "get /api/v1/health"


def test_every_scope_has_a_use_and_no_other_is_named(operations: Operations) -> None:
    named = {
        scope
        for said in operations.values()
        for each in said["security"]
        for scope in each.get("token", ())
    }

    assert named == SCOPES.keys()


def test_only_a_session_makes_or_ends_credentials(operations: Operations) -> None:
    for name, said in operations.items():
        if "/tokens" in name or "/session" in name or name.endswith("/token"):
            assert said["security"] == [{"session": []}], name


def test_every_error_is_explained(served: dict[str, Any], operations: Operations) -> None:
    for name, said in operations.items():
        errors = {int(status) for status in said["responses"] if int(status) >= 400}
        assert errors <= set(KINDS), name
        assert {429, 503} <= errors, name
    for answer in served["components"]["responses"].values():
        assert set(answer["content"]) == {"application/problem+json"}
