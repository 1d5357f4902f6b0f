"""Where the bytes are: an object store, on local disk. What `arrived` nginx has put there, what is
`held` has not been scanned; what is `ready`, and its `preview`, is what nginx hands out."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Literal
from uuid import UUID

import obstore
from obstore.store import LocalStore

Place = Literal["arrived", "held", "ready", "preview"]
PLACES: dict[Place, int] = {"arrived": 0o730, "held": 0o700, "ready": 0o750, "preview": 0o750}
"""With their modes; the group is nginx's."""


class Storage:
    """Files by their id. Whatever stores one stores it whole, in one step."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for place, mode in PLACES.items():
            (folder / place).mkdir(mode, exist_ok=True)
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
        if place == "arrived":
            return f"{place}/{name}"
        return f"{place}/{name[:2]}/{name}"

    def path(self, place: Place, file: UUID) -> Path:
        return self._folder / self.key(place, file)

    def scratch(self, file: UUID) -> Path:
        """Where something is made of a held file; `sweep` drops what is forgotten there."""
        held = self.path("held", file)
        return held.with_name(f"{held.name}#scratch")

    def take(self, file: UUID) -> Path:
        """Where it is held, out of nginx's reach, or would be."""
        held = self.path("held", file)
        held.parent.mkdir(exist_ok=True)
        with suppress(FileNotFoundError):
            self.path("arrived", file).rename(held)
        return held

    def put(self, place: Place, file: UUID, content: bytes | Path) -> None:
        """In the place of what was there."""
        obstore.put(self._store, self.key(place, file), content)

    def remove(self, file: UUID, *places: Place) -> None:
        """From these places, or from all; also what has been removed before."""
        for place in places or PLACES:
            with suppress(FileNotFoundError):
                obstore.delete(self._store, self.key(place, file))
