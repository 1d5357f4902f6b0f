"""The web client as browsers get it: `./stoa test` builds it first."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from deploy.instance.settings import Settings

LARGEST_INITIAL_SCRIPTS_BYTES = 80 * 1024
HASHED = re.compile(r".+\.[0-9a-f]{16}\.\w+")
"""What nginx lets browsers keep for ever (`deploy/nginx/headers.conf`)."""


@pytest.fixture(scope="module")
def built() -> Path:
    dist = Settings().layout().webclient / "dist"
    assert dist.is_dir(), f"{dist} is missing: ./stoa test contract builds it"
    return dist


def initial_scripts(manifest: dict[str, dict[str, Any]]) -> set[str]:
    """The entry, and everything it imports before it runs."""
    (entry,) = (name for name, chunk in manifest.items() if chunk.get("isEntry"))
    found, ahead = set[str](), [entry]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += manifest[name].get("imports", ())
    return {manifest[name]["file"] for name in found}


def test_the_initial_scripts_are_small(built: Path) -> None:
    manifest = json.loads((built / ".vite" / "manifest.json").read_text())
    files = [built / name for name in initial_scripts(manifest)]
    sizes = {file.name: len(gzip.compress(file.read_bytes(), 9, mtime=0)) for file in files}

    assert sum(sizes.values()) <= LARGEST_INITIAL_SCRIPTS_BYTES, sizes


def test_what_is_imported_by_what_is_imported_counts_once() -> None:
    manifest: dict[str, dict[str, Any]] = {
        "index.html": {
            "file": "a.js",
            "isEntry": True,
            "imports": ["b", "c"],
            "dynamicImports": ["d"],
        },
        "b": {"file": "b.js", "imports": ["c"]},
        "c": {"file": "c.js", "imports": ["b"]},
        "d": {"file": "d.js"},
    }

    assert initial_scripts(manifest) == {"a.js", "b.js", "c.js"}


def test_the_page_has_no_script_or_style_of_its_own(built: Path) -> None:
    page = (built / "index.html").read_text()

    assert re.search(r'<script [^>]*src="/assets/', page)
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:|data:", page)


def test_everything_comes_from_this_origin(built: Path) -> None:
    page = (built / "index.html").read_text()
    styles = "".join(file.read_text() for file in (built / "assets").glob("*.css"))

    assert set(re.findall(r'(?:src|href)="(?!/)[^"]*"', page)) == set()
    assert not re.search(r"@import|url\((?!/assets/)", styles)


def test_every_asset_is_named_after_its_content_and_there_compressed_too(built: Path) -> None:
    files = [file for file in (built / "assets").iterdir() if file.suffix not in {".gz", ".br"}]

    assert files
    for file in files:
        assert HASHED.fullmatch(file.name)
        assert gzip.decompress(Path(f"{file}.gz").read_bytes()) == file.read_bytes()
        assert Path(f"{file}.br").is_file()
