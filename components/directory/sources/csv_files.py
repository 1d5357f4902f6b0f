"""People of CSV files (RFC 4180), read into a database in memory: from there on all is the same."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from components.directory.source import Content, Credential
from components.directory.sources import csv_tables, databases
from components.directory.sources.mapping import Mapping
from components.directory.sources.sql import SqlSource
from schemas.refusals import Malformed, TryLater

AGAIN_SECONDS = 60
BEING_WRITTEN = "the CSV files are being written"

Versions = list[tuple[int, int]]
"""Of the files: what another content changes."""


class CsvSource:
    """Each call sees the files as they are now; TryLater says what of them cannot be used."""

    def __init__(self, folder: Path, mapping: Mapping) -> None:
        self._folder, self._mapping = folder, mapping
        self._lock = Lock()
        self._versions: Versions = []
        self._loaded: SqlSource | None = None

    def read(self, since: str = "") -> Content:
        return self._current().read(since)

    def picture(self, source_id: str) -> bytes:
        return self._current().picture(source_id)

    def password_hash(self, user_name: str) -> Credential | None:
        return self._current().password_hash(user_name)

    def check(self) -> list[str]:
        return self._current().check()

    def close(self) -> None:
        if self._loaded:
            self._loaded.close()

    def _current(self) -> SqlSource:
        with self._lock:
            versions = self._now()
            if self._loaded is None or self._versions != versions:
                loaded = self._load()
                if self._now() != versions:
                    loaded.close()
                    raise TryLater(BEING_WRITTEN, seconds=AGAIN_SECONDS)
                self.close()
                self._versions, self._loaded = versions, loaded
            return self._loaded

    def _now(self) -> Versions:
        found = []
        for name in csv_tables.names(self._mapping):
            try:
                file = csv_tables.place(self._folder, name).stat()
            except OSError as error:
                raise TryLater(f"{name}.csv: {error.strerror}", seconds=AGAIN_SECONDS) from error
            found.append((file.st_size, file.st_mtime_ns))
        return found

    def _load(self) -> SqlSource:
        engine = databases.in_memory()
        try:
            csv_tables.load(engine, self._folder, self._mapping)
        except Malformed as refusal:
            engine.dispose()
            raise TryLater(str(refusal), seconds=AGAIN_SECONDS) from refusal
        return SqlSource(engine, self._mapping)
