"""From its coming to its being handed out: a file is scanned, looked into and cleaned."""

from __future__ import annotations

import hashlib
import stat
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Engine

from components.upload import files
from components.upload.files import File
from components.upload.pipeline.examination import examine
from components.upload.pipeline.scanner import Scanner
from components.upload.storage import Storage
from schemas.refusals import TryLater

logger = structlog.get_logger(__name__)

FORGOTTEN = timedelta(minutes=10)
"""A job gives up after two hours; a file is held until it has been looked at."""
ON_ITS_WAY, AGAIN_SECONDS = timedelta(seconds=30), 1
"""Nginx puts it in its place a moment after it was told that all of it has come."""
LOST = "It was lost on the way. Share it again."


class Processing:
    """A job (`upload.process`). It may be killed at any moment and run again: what it makes it
    makes in one step, and the row says last that a file is ready."""

    def __init__(
        self, engine: Engine, storage: Storage, scanner: Scanner, *, strip: bool = True
    ) -> None:
        self._engine, self._storage, self._scanner = engine, storage, scanner
        self._strip = strip

    def __call__(self, file: str) -> None:
        """Raises TryLater while the scanner does not answer: the file stays held."""
        id = UUID(file)
        with self._engine.begin() as connection:
            found = files.find(connection, id)
        if found is not None and found.state == "held":
            self._process(found)
        self._storage.remove(id, "arrived", "held")

    def forgotten(self) -> None:
        """What no job looks after any more. Raises TryLater."""
        with self._engine.begin() as connection:
            waiting = files.held_since(connection, FORGOTTEN)
        for id in waiting:
            self(str(id))

    def _process(self, file: File) -> None:
        held = self._storage.take(file.id)
        whole = _whole(held, file.size)
        if not whole and _just_came(file):
            raise TryLater("the file is on its way", AGAIN_SECONDS)
        refusal = self._scanner.refusal(held) if whole else LOST
        if refusal:
            logger.warning("file refused", file=str(file.id), reason=refusal)
            self._settle(file, state="refused", refusal=refusal)
        else:
            self._settle(file, state="ready", **self._made_ready(file, held))

    def _made_ready(self, file: File, held: Path) -> dict[str, Any]:
        """What is known of what is handed out, which is stored now."""
        scratch = self._storage.scratch(file.id)
        try:
            with scratch.open("w+b") as clean:
                examined = examine(held, file.name, clean)
            served = scratch if examined.clean and self._strip else held
            digest, size = _sha256(served), served.stat().st_size
            self._storage.put("ready", file.id, served)  # our own: what came is nginx's
            if examined.seen.preview:
                self._storage.put("preview", file.id, examined.seen.preview)
        finally:
            scratch.unlink(missing_ok=True)
        found = asdict(examined.seen) | {"preview": bool(examined.seen.preview)}
        return found | {"digest": digest, "stored_size": size}

    def _settle(self, file: File, **found: Any) -> None:
        with self._engine.begin() as connection:
            files.settled(connection, file.id, **found)


def _just_came(file: File) -> bool:
    return file.uploaded_at is not None and datetime.now(UTC) - file.uploaded_at < ON_ITS_WAY


def _whole(held: Path, size: int) -> bool:
    """After a power cut, or beside a database from another backup, it may not be. Nor does nginx
    choose what else of ours is read."""
    try:
        found = held.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == size


def _sha256(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
