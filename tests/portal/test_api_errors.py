"""What nobody has thought of."""

import json

import pytest
from flask import Flask

from tests.harness.portal import Browser
from tests.harness.rest import Rest, problem

SECRET = "a text that holds a password"


@pytest.fixture
def broken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for devices fails after something was written."""
    (add,) = (name for name in app.view_functions if name.endswith("devices.add") and " " in name)
    healthy = app.view_functions[add]

    def fail(**arguments: object) -> None:
        healthy(**arguments)
        raise RuntimeError(SECRET)

    monkeypatch.setitem(app.view_functions, add, fail)


def test_an_unexpected_error_tells_an_id_and_the_log_where_it_was(
    ada: Browser, broken: None, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = Rest.of_page(ada).post("/devices", {"name": "phone"})
    log = capsys.readouterr().out

    assert problem(answer) == (500, "internal-error")
    assert SECRET not in answer.text + log
    assert answer.json["error_id"] in log
    assert answer.headers["X-Request-Id"] in log
    assert "test_api_errors.py" in log


def test_an_unexpected_error_leaves_nothing_half_done(ada: Browser, broken: None) -> None:
    page = Rest.of_page(ada)
    page.post("/devices", {"name": "phone"})

    assert page.get("/devices").json == {"devices": []}


def test_what_fails_when_the_answer_is_ready_is_an_error_too(
    app: Flask, ada: Browser, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setitem(app.after_request_funcs, "You", [fail])
    answer = ada.get("/api/v1/me")
    log = capsys.readouterr().out

    assert problem(answer) == (500, "internal-error")
    assert json.loads(answer.text)["error_id"] in log
    assert SECRET not in answer.text + log


def test_pages_have_pages_for_errors(ada: Browser) -> None:
    answer = ada.get("/account/nowhere")

    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
