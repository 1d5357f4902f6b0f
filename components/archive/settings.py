"""Settings of the archive's process."""

from __future__ import annotations

from pathlib import Path

from components.runtime.settings import ComponentSettings


class ArchiveSettings(ComponentSettings):
    """`keys` is the folder of the ledger's key store, `exports` of what people take along."""

    keys: Path
    exports: Path
