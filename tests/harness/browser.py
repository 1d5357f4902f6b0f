"""Chromium from the tests' tree, for Playwright: nothing of the host is used."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict
from unittest.mock import patch

from deploy.instance.settings import Settings


class Launch(TypedDict):
    """What `playwright.chromium.launch` is given."""

    executable_path: str
    args: list[str]
    env: dict[str, str | float | bool]


@contextmanager
def driver() -> Iterator[None]:
    """Around `async_playwright()`: its Node.js needs a library that a bare Debian lacks."""
    (library,) = _tree().glob("usr/lib/*-linux-gnu/libatomic.so.1")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, library.name).symlink_to(library)
        with patch.dict(os.environ, LD_LIBRARY_PATH=folder):  # noqa: TID251  handed on, not read
            yield


def _tree() -> Path:
    return Settings().layout().home / "tree-clients"


def launch() -> Launch:
    """`playwright.chromium.launch(**launch())`, with the fonts and libraries of the tree.

    Root cannot have Chromium's own sandbox; what it opens are pages of ours alone.
    """
    tree = _tree()
    return {
        "executable_path": str(tree / "usr" / "lib" / "chromium" / "chromium-headless-shell"),
        "args": [
            *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
            *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
        ],
        "env": {
            "FONTCONFIG_SYSROOT": str(tree),
            "FONTCONFIG_PATH": "/etc/fonts",
            "LANG": "C.UTF-8",
            "PATH": "/usr/bin:/bin",
        },
    }
