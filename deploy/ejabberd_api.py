"""Commands of ejabberd's HTTP API over its private socket."""

import http.client
import json
import socket
from pathlib import Path
from typing import Any

from deploy.part import NotReady

TIMEOUT_SECONDS = 5.0


class _SocketConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=TIMEOUT_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


def command(path: Path, name: str, arguments: dict[str, Any] | None = None) -> Any:
    """Calls one command; blocks up to five seconds. Raises NotReady on any failure."""
    connection = _SocketConnection(path)
    try:
        body = json.dumps(arguments or {})
        headers = {"Content-Type": "application/json"}
        connection.request("POST", f"/api/{name}", body, headers)
        response = connection.getresponse()
        answer = response.read()
    except (OSError, http.client.HTTPException) as error:
        raise NotReady(f"the HTTP API does not answer: {error}") from None
    finally:
        connection.close()
    if response.status != http.HTTPStatus.OK:
        raise NotReady(f"{name} answered {response.status}")
    return json.loads(answer)
