"""The supervisor's control socket: one JSON line each way."""

import asyncio
import json
import socket
from pathlib import Path
from typing import Any

from deploy.supervisor.supervisor import Supervisor

SECONDS_TO_ANSWER = 5.0
LONGEST_ANSWER_BYTES = 1 << 20


class Control:
    """Serves `status`, `stop` and `restart PART` to the instance's owner."""

    def __init__(self, supervisor: Supervisor, path: Path) -> None:
        self._supervisor, self._path = supervisor, path
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> "Control":
        self._path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._serve, self._path)
        self._path.chmod(0o600)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server:
            self._server.close()
        self._path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        words = (await reader.readline()).decode().split()
        writer.write(json.dumps(self._answer(words)).encode() + b"\n")
        await writer.drain()
        writer.close()

    def _answer(self, words: list[str]) -> dict[str, Any]:
        match words:
            case ["status"]:
                return self._supervisor.report()
            case ["stop"]:
                self._supervisor.ask_to_stop()
                return self._supervisor.report()
            case ["restart", name]:
                return {"said": self._supervisor.restart(name)}
            case _:
                return {"said": "commands: status, stop, restart PART"}


def ask(path: Path, command: str) -> dict[str, Any] | None:
    """The supervisor's answer, or None when there is no supervisor. Raises OSError when
    it is another user's (PermissionError), or hangs (TimeoutError)."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(SECONDS_TO_ANSWER)
        try:
            client.connect(str(path))
            client.sendall(f"{command}\n".encode())
            with client.makefile() as answer:
                line = answer.readline(LONGEST_ANSWER_BYTES)
        except (FileNotFoundError, ConnectionError):
            return None
    return dict(json.loads(line)) if line else None
