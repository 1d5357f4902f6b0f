"""The private API's client, against a server on a unix socket."""

import json
import socketserver
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from components.runtime.server_api import ServerApi
from schemas.refusals import Conflict, NotAllowed, Refusal, TryLater


class Answers(BaseHTTPRequestHandler):
    """Answers each command with the status and body that its arguments ask for."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps(asked["body"]).encode()
        self.send_response(asked["status"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def address_string(self) -> str:
        return "local"

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def api(tmp_path: Path) -> Iterator[ServerApi]:
    path = tmp_path / "api.sock"
    with socketserver.ThreadingUnixStreamServer(str(path), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield ServerApi(path)
        server.shutdown()


def test_an_answer_is_what_the_command_returned(api: ServerApi) -> None:
    answer = api.call("any", status=200, body={"stanza_id": "7"})

    assert answer == {"stanza_id": "7"}


def test_a_refusal_by_policy_carries_its_text(api: ServerApi) -> None:
    with pytest.raises(NotAllowed, match="Only its author"):
        api.call(
            "any",
            status=409,
            body={"condition": "not-allowed", "text": "Only its author can retract"},
        )


def test_what_is_there_already_is_a_conflict(api: ServerApi) -> None:
    with pytest.raises(Conflict, match="Somebody else"):
        api.call("any", status=409, body={"condition": "conflict", "text": "Somebody else has it"})


def test_any_other_error_is_a_refusal_without_the_payload(api: ServerApi) -> None:
    with pytest.raises(Refusal) as refused:
        api.call("any", status=400, body="a secret")

    assert str(refused.value) == "any was answered with 400"


def test_a_server_that_is_away_asks_to_try_later(tmp_path: Path) -> None:
    with pytest.raises(TryLater) as later:
        ServerApi(tmp_path / "nobody.sock").call("any")

    assert later.value.seconds == 1
