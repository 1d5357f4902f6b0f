"""ejabberd's private HTTP API (`ejabberd-config/modules/stoa_api.erl`) on its unix socket."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from schemas.refusals import NotAllowed, Refusal, TryLater


class ServerApi:
    """Synchronous, one connection; raises `TryLater` while ejabberd does not answer."""

    def __init__(self, socket: Path, timeout_seconds: float = 10) -> None:
        transport = httpx.HTTPTransport(uds=str(socket))
        self._client = httpx.Client(
            transport=transport, base_url="http://localhost/api/", timeout=timeout_seconds
        )

    def call(self, command: str, **arguments: object) -> Any:
        """The command's JSON answer. A refusal by policy raises `NotAllowed` with its text."""
        try:
            response = self._client.post(command, json=arguments)
        except httpx.TransportError as error:
            raise TryLater("The server is not reachable", seconds=1) from error
        if response.status_code == httpx.codes.CONFLICT:
            raise NotAllowed(response.json()["text"])
        if response.is_error:
            raise Refusal(f"{command} was answered with {response.status_code}")
        return response.json()

    def close(self) -> None:
        self._client.close()
