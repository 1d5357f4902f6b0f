"""Where the bytes are: an object store, on local disk. What is `held` has not been scanned; what is
`ready`, and its `preview`, is what nginx hands out."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Literal, Protocol
from uuid import UUID

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore

Place = Literal["held", "ready", "preview"]
PLACES: tuple[Place, ...] = ("held", "ready", "preview")
BUFFER_BYTES = 2**18
"""Of each upload that runs; the whole of what one needs in memory."""


StorageError = BaseError
"""Mostly: the disk is full."""


class Writer(Protocol):
    """What is not closed has never been there."""

    async def write(self, buffer: bytes, /) -> int: ...
    async def close(self) -> None: ...


class Storage:
    """Files by their id. Whatever stores one stores it whole, in one step."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for place in PLACES:  # with the folder's group, nginx's; what is held is not for it
            (folder / place).mkdir(0o700 if place == "held" else 0o750, exist_ok=True)
        self._store = LocalStore(folder)

    def sweep(self) -> None:
        """Drops what was being written when a process was killed. Nothing may write meanwhile."""
        for unfinished in self._folder.glob("*/*/*#*"):
            unfinished.unlink()

    def free_bytes(self) -> int:
        return shutil.disk_usage(self._folder).free

    def key(self, place: Place, file: UUID) -> str:
        """The path below the folder."""
        name = str(file)
        return f"{place}/{name[:2]}/{name}"

    def path(self, place: Place, file: UUID) -> Path:
        return self._folder / self.key(place, file)

    def scratch(self, file: UUID) -> Path:
        """Where something is made of a held file; `sweep` drops what is forgotten there."""
        held = self.path("held", file)
        return held.with_name(f"{held.name}#scratch")

    def writer(self, file: UUID) -> Writer:
        """Of a held file."""
        key = self.key("held", file)
        return obstore.open_writer_async(
            self._store, key, buffer_size=BUFFER_BYTES, max_concurrency=1
        )

    def put(self, place: Place, file: UUID, content: bytes | Path) -> None:
        """In the place of what was there."""
        obstore.put(self._store, self.key(place, file), content)

    def release(self, file: UUID) -> None:
        """What is held becomes ready as it is; it stays held too (on local disk, one file of two
        names)."""
        obstore.copy(self._store, self.key("held", file), self.key("ready", file))

    def remove(self, file: UUID, *places: Place) -> None:
        """From these places, or from all; also what has been removed before."""
        for place in places or PLACES:
            with suppress(FileNotFoundError):
                obstore.delete(self._store, self.key(place, file))
