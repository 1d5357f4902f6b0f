"""Asking clamd what is in a file, over its Unix socket (clamd(8), FILDES).

The open file is handed over, so that it is neither sent nor copied, and the scanner needs no right
to our files.
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from pathlib import Path

from schemas.refusals import TryLater

ANSWER_SECONDS = 120.0
"""Twice as long as the scanner itself may take (`MaxScanTime`); what takes longer is refused by
it, or its process hangs."""
AGAIN_SECONDS = 5
MOST_ANSWER_BYTES = 4096
ANSWER = re.compile(r"(?P<of>.*): (?:(?P<name>.+) )?(?P<verdict>OK|FOUND|ERROR)")

UNREADABLE = (
    (
        "Heuristics.Encrypted.",
        "It is encrypted, so that nobody can look for malware in it. Only its readers see what is "
        "shared in a conversation: share it without a password.",
    ),
    (
        "Heuristics.Limits.Exceeded.",
        "It unpacks to more than can be looked through for malware. Share its contents one by one.",
    ),
    (
        "Stoa.Unreadable.",
        "It holds an archive of a kind that cannot be looked into for malware. Share it as an "
        "ordinary ZIP archive.",
    ),
)
"""What the scanner cannot look into completely is refused: what nobody saw is handed to nobody."""


@dataclass(frozen=True)
class Scanner:
    socket: Path
    answer_seconds: float = ANSWER_SECONDS

    def refusal(self, path: Path) -> str:
        """Why nobody gets this file, for people; '' when there is no reason.

        Raises TryLater while the scanner does not answer, or cannot say.
        """
        with path.open("rb") as file:
            said = self._ask(b"zFILDES\0", file.fileno())
        found = ANSWER.fullmatch(said)
        if not found or found["verdict"] == "ERROR":
            raise TryLater(f"the scanner could not look: {said[:100]}", AGAIN_SECONDS)
        return _reason(found["name"]) if found["verdict"] == "FOUND" else ""

    def ping(self) -> None:
        """Raises TryLater while it does not answer."""
        self._ask(b"zPING\0")

    def _ask(self, command: bytes, *descriptors: int) -> str:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(self.answer_seconds)
                connection.connect(str(self.socket))
                connection.sendall(command)
                if descriptors:
                    socket.send_fds(connection, [b"\0"], descriptors)
                return _read(connection)
        except OSError as error:
            raise TryLater(f"the scanner does not answer: {error}", AGAIN_SECONDS) from None


def _read(connection: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < MOST_ANSWER_BYTES:
        piece = connection.recv(MOST_ANSWER_BYTES)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0").decode(errors="replace")


def _reason(name: str) -> str:
    for prefix, reason in UNREADABLE:
        if name.startswith(prefix):
            return reason
    return f"The scanner found malware in it: {name.removesuffix('.UNOFFICIAL')}."
