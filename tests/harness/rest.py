"""Those who ask the API: scripts of a signed-in page, and programs with a token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.harness.portal import Browser

PROBLEM = "application/problem+json"


class Answer(TestResponse):
    """What every answer is taken for: its body is there and JSON where a test reads it as such."""

    @property
    def json(self) -> Any:
        return self.get_json()


@dataclass
class Rest:
    client: FlaskClient
    headers: dict[str, str]

    @classmethod
    def of_page(cls, browser: Browser) -> Rest:
        return cls(browser.client, {"X-CSRFToken": browser.csrf_token("/account/")})

    @classmethod
    def of_program(cls, app: Flask, token: str) -> Rest:
        client = Browser.open(app).client
        return cls(client, {"Authorization": f"Bearer {token}"})

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers)

    def post(self, path: str, json: Any = None, **headers: str) -> Answer:
        return self.ask("POST", path, headers, json=json)

    def put(self, path: str, json: Any = None) -> Answer:
        return self.ask("PUT", path, {}, json=json)

    def send(self, path: str, body: bytes, media_type: str = "application/json") -> Answer:
        """A body as it is."""
        return self.ask("POST", path, {"Content-Type": media_type}, data=body)

    def delete(self, path: str) -> Answer:
        return self.ask("DELETE", path, {})

    def ask(self, method: str, path: str, headers: dict[str, str], **body: Any) -> Answer:
        sent = self.headers | headers
        answer = self.client.open(f"/api/v1{path}", method=method, headers=sent, **body)
        return cast(Answer, answer)

    def token(self, *scopes: str, name: str = "a program", **more: Any) -> str:
        """A new token of the page's person."""
        made = self.post("/tokens", {"name": name, "scopes": list(scopes), **more})
        assert made.status_code == 201, made.text
        return str(made.json["token"])

    def program(self, *scopes: str) -> Rest:
        """A program of the page's person with a new token."""
        return Rest.of_program(self.client.application, self.token(*scopes))


def problem(answer: TestResponse) -> tuple[int, str]:
    """Status and kind of an error, which has to be a proper problem document."""
    assert answer.content_type == PROBLEM, answer.text
    said = cast(Answer, answer).json
    assert said.keys() >= {"type", "title", "status", "detail"}
    assert said["status"] == answer.status_code
    place, _, kind = said["type"].partition("#problem-")
    assert place == "/api/v1/docs"
    return answer.status_code, kind


NOT_SIGNED_IN = (401, "not-signed-in")
NOT_ALLOWED = (403, "not-allowed")
NOT_FOUND = (404, "not-found")
MALFORMED = (422, "malformed")
