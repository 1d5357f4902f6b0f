"""The web client as browsers get it: `./stoa test` builds it first."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from deploy.instance.settings import Settings

Manifest = dict[str, dict[str, Any]]
"""What Vite says of each chunk."""
LARGEST_BYTES = 80_000
ENTRY, TRANSPORT = "index.html", "src/xmpp/strophe_connection.ts"
HASHED = re.compile(r".+\.[0-9a-f]{16}\.\w+")
"""What nginx lets browsers keep for ever (`deploy/nginx/headers.conf`)."""


@pytest.fixture(scope="module")
def built() -> Path:
    dist = Settings().layout().webclient / "dist"
    assert dist.is_dir(), f"{dist} is missing: ./stoa test contract builds it"
    return dist


def scripts(manifest: Manifest, *started: str) -> set[str]:
    """What was started, and everything that each imports before it runs."""
    found, ahead = set[str](), [*started]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += manifest[name].get("imports", ())
    return {manifest[name]["file"] for name in found}


def test_what_has_to_be_loaded_to_be_connected_is_small(built: Path) -> None:
    manifest: Manifest = json.loads((built / ".vite" / "manifest.json").read_text())
    files = [built / name for name in scripts(manifest, ENTRY, TRANSPORT)]
    sizes = {file.name: len(gzip.compress(file.read_bytes(), 9, mtime=0)) for file in files}

    assert sum(sizes.values()) <= LARGEST_BYTES, sizes


def test_the_page_starts_with_its_entry_and_fetches_the_transport_beside(built: Path) -> None:
    manifest: Manifest = json.loads((built / ".vite" / "manifest.json").read_text())
    page = (built / "index.html").read_text()

    assert set(re.findall(r'<script [^>]*src="/([^"]+)"', page)) == {manifest[ENTRY]["file"]}
    assert TRANSPORT in manifest[ENTRY]["dynamicImports"]


def test_what_is_imported_by_what_is_imported_counts_once() -> None:
    manifest: Manifest = {
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

    assert scripts(manifest, ENTRY) == {"a.js", "b.js", "c.js"}
    assert scripts(manifest, ENTRY, "d") == {"a.js", "b.js", "c.js", "d.js"}


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
