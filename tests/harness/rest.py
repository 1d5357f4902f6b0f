"""Those who ask the API: scripts of a signed-in page, and programs with a token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.harness.portal import Browser

PROBLEM = "application/problem+json"


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

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(f"/api/v1{path}", headers=self.headers | headers)

    def post(self, path: str, json: Any = None, **headers: str) -> TestResponse:
        return self.client.post(f"/api/v1{path}", json=json, headers=self.headers | headers)

    def send(self, path: str, body: bytes, media_type: str = "application/json") -> TestResponse:
        """A body as it is."""
        headers = self.headers | {"Content-Type": media_type}
        return self.client.post(f"/api/v1{path}", data=body, headers=headers)

    def delete(self, path: str) -> TestResponse:
        return self.client.delete(f"/api/v1{path}", headers=self.headers)

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
    assert answer.json.keys() >= {"type", "title", "status", "detail"}
    assert answer.json["status"] == answer.status_code
    place, _, kind = answer.json["type"].partition("#problem-")
    assert place == "/api/v1/docs"
    return answer.status_code, kind


NOT_SIGNED_IN = (401, "not-signed-in")
NOT_ALLOWED = (403, "not-allowed")
NOT_FOUND = (404, "not-found")
MALFORMED = (422, "malformed")
