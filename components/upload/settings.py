"""Settings of the upload component's process."""

from __future__ import annotations

from pathlib import Path

from components.runtime.settings import ComponentSettings

MEBIBYTE = 2**20


class UploadSettings(ComponentSettings):
    """`files` is the folder of what people share, `upload_socket` where nginx hands requests on,
    `scanner` where clamd answers; `file_links` is the key of all links."""

    origin: str
    files: Path
    upload_socket: Path
    scanner: Path
    file_links: str
    file_most_bytes: int = 200 * MEBIBYTE
    files_most_bytes: int = 2048 * MEBIBYTE
    """Of one person."""
    slot_seconds: int = 300
    unshared_days: int = 30
    strip_metadata: bool = True
    """Whether what a file tells of its maker, such as a place, is taken out of it."""
