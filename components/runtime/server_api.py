"""ejabberd's private HTTP API (`ejabberd-config/modules/stoa_api.erl`) on its unix socket."""

from __future__ import annotations

import http.client
import json
import socket
from http import HTTPStatus
from pathlib import Path
from typing import Any

from schemas.refusals import Conflict, NotAllowed, Refusal, TryLater


class _SocketConnection(http.client.HTTPConnection):
    def __init__(self, path: Path, timeout_seconds: float) -> None:
        super().__init__("localhost", timeout=timeout_seconds)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


class ServerApi:
    """Synchronous; a connection a call, so that a restart of ejabberd ends nothing."""

    def __init__(self, socket_path: Path, timeout_seconds: float = 10) -> None:
        self._path = socket_path
        self._timeout_seconds = timeout_seconds

    def call(self, command: str, **arguments: object) -> Any:
        """The command's JSON answer.

        Raises TryLater while ejabberd or its database does not answer, NotAllowed or Conflict with
        its text where policy or what is there already refuses, and Refusal for anything else.
        """
        try:
            status, body = self._post(command, json.dumps(arguments))
        except (OSError, http.client.HTTPException) as error:
            raise TryLater("The server is not reachable", seconds=1) from error
        if status == HTTPStatus.CONFLICT:
            refused = json.loads(body)
            kind = Conflict if refused["condition"] == "conflict" else NotAllowed
            raise kind(refused["text"])
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            raise TryLater(json.loads(body)["text"], seconds=1)
        if status != HTTPStatus.OK:
            raise Refusal(f"{command} was answered with {status}")
        return json.loads(body)

    def _post(self, command: str, body: str) -> tuple[int, bytes]:
        connection = _SocketConnection(self._path, self._timeout_seconds)
        try:
            connection.request(
                "POST", f"/api/{command}", body, {"Content-Type": "application/json"}
            )
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()
