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
WORDS = Path(__file__).parents[2] / "webclient" / "src" / "words"
LARGEST_BYTES = 80_000
BEGINNING, ENTRY = "src/glimpse.ts", "index.html"
TRANSPORT = "src/xmpp/strophe_connection.ts"
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
    files = [built / name for name in scripts(manifest, BEGINNING, ENTRY, TRANSPORT)]
    sizes = {file.name: len(gzip.compress(file.read_bytes(), 9, mtime=0)) for file in files}

    assert sum(sizes.values()) <= LARGEST_BYTES, sizes


def test_the_page_begins_with_a_glimpse_that_has_its_entry_loaded(built: Path) -> None:
    manifest: Manifest = json.loads((built / ".vite" / "manifest.json").read_text())
    page = (built / "index.html").read_text()
    found = re.findall(r'<script [^>]*src="/([^"]+)" data-page="/([^"]+)"', page)

    assert found == [(manifest[BEGINNING]["file"], manifest[ENTRY]["file"])]
    assert page.count("<script") == 1
    assert f'<link rel="modulepreload" href="/{manifest[ENTRY]["file"]}">' in page
    assert scripts(manifest, BEGINNING) == {manifest[BEGINNING]["file"]}


def test_the_transport_is_fetched_beside_the_entry(built: Path) -> None:
    manifest: Manifest = json.loads((built / ".vite" / "manifest.json").read_text())

    assert TRANSPORT in manifest[ENTRY]["dynamicImports"]


def test_each_language_has_a_page_of_its_own_and_nothing_of_another(built: Path) -> None:
    pages = {"en": built, **{page.parent.name: page.parent for page in built.glob("*/index.html")}}

    assert {path.name for path in WORDS.glob("*/")} == set(pages)
    for language, folder in pages.items():
        manifest: Manifest = json.loads((folder / ".vite" / "manifest.json").read_text())
        said = (built / manifest[ENTRY]["file"]).read_text()
        assert f'<html lang="{language}"' in (folder / "index.html").read_text()
        assert {language} == set(re.findall(r"language:[`'\"](\w+)[`'\"]", said))


def test_a_worker_has_no_part_in_common_with_the_page(built: Path) -> None:
    """Browsers load it as a script, not as a module."""
    for worker in built.rglob("service-worker.js"):
        assert not re.search(r"^(import|export)\b|\bimport\(", worker.read_text())


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
