"""Pictures in files beside a source's database, such as Django's MEDIA_ROOT."""

from __future__ import annotations

import stat
from pathlib import Path

from components.directory.pictures import MOST_BYTES
from schemas.refusals import Malformed, TooLarge


class PictureFiles:
    """Only regular files below the folder are ever read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def version(self, path: str) -> str | None:
        """Another after each change of the file; empty without a path, None where the folder is
        away: whoever had a picture keeps it."""
        if not path:
            return ""
        try:
            found = self._place(path).stat()
        except (OSError, ValueError):
            return path if self._folder.is_dir() else None
        return f"{path} {found.st_size} {found.st_mtime_ns}"

    def read(self, path: str) -> bytes:
        """Raises Malformed, TooLarge."""
        try:
            place = self._place(path)
            found = place.stat()
            if not stat.S_ISREG(found.st_mode):
                raise Malformed("the picture is no file")
            if found.st_size > MOST_BYTES:
                raise TooLarge(f"the picture has more than {MOST_BYTES:,} bytes")
            return place.read_bytes()
        except (OSError, ValueError) as error:
            raise Malformed("the picture's file cannot be read") from error

    def _place(self, path: str) -> Path:
        """Raises OSError, and ValueError for what is not below the folder."""
        place = (self._folder / path).resolve(strict=True)
        place.relative_to(self._folder)
        return place
