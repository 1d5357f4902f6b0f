"""A person's program, asking the API of a running stack through nginx."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from components.directory import api_tokens
from tests.harness import web
from tests.harness.stack import Stack


@dataclass(frozen=True)
class Answer:
    status: int
    json: Any


@dataclass(frozen=True)
class Program:
    stack: Stack
    token: str

    def get(self, path: str) -> Any:
        """What is answered, when it is."""
        answer = self.ask("GET", path)
        assert answer.status == 200, answer
        return answer.json

    def post(self, path: str, body: Any, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("POST", path, body, named)

    def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> Answer:
        sent = {
            "Host": self.stack.origin.partition("://")[2],
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
        }
        answer = web.ask(
            self.stack.ports["web"],
            f"/api/v1{path}",
            method,
            sent | (headers or {}),
            None if body is None else json.dumps(body).encode(),
        )
        return Answer(answer.status, json.loads(answer.body) if answer.body else None)


@contextmanager
def program(stack: Stack, person: str, *scopes: str) -> Iterator[Program]:
    """With a token of its own."""
    with stack.engine("app") as engine:
        with engine.begin() as connection:
            made = api_tokens.mint(connection, person, "a program", scopes)
        yield Program(stack, made.token)
        with engine.begin() as connection:
            api_tokens.revoke(connection, person, made.program.id)
