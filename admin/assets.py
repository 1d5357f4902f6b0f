"""The files browsers load beside pages, under names that change with their content."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import brotli

if TYPE_CHECKING:  # ./stoa writes the files without Flask
    from flask import Flask

STATIC = Path(__file__).parent / "static"
URL = "/assets/"
SERVED = {".css", ".js", ".svg"}


def register(app: Flask) -> None:
    app.jinja_env.globals["asset"] = address


@cache
def address(name: str) -> str:
    """Where browsers find `admin/static/NAME`, such as `/assets/stoa.1f0c9a….css`."""
    return URL + _hashed(STATIC / name)


def write(folder: Path) -> None:
    """Fill a folder for nginx: each file under its hashed name, also as `.gz` and `.br`."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in sorted(each for each in STATIC.iterdir() if each.suffix in SERVED):
        content, target = source.read_bytes(), folder / _hashed(source)
        target.write_bytes(content)
        compress(target)


def compress(file: Path) -> None:
    """Lay its two encodings beside it."""
    content = file.read_bytes()
    Path(f"{file}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    Path(f"{file}.br").write_bytes(brotli.compress(content))


def _hashed(source: Path) -> str:
    digest = hashlib.sha256(source.read_bytes()).hexdigest()[:16]
    return f"{source.stem}.{digest}{source.suffix}"
