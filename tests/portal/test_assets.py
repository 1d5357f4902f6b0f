"""The files browsers load beside pages."""

import gzip
import re
from pathlib import Path

import brotli
import pytest

from admin import assets, browsers
from tests.harness.portal import Browser

ADDRESS = re.compile(r'(?:href|src)="(/assets/[^"]+)"')


def test_assets_are_written_under_the_names_that_pages_use(
    ada: Browser, margaret: Browser, tmp_path: Path
) -> None:
    assets.write(tmp_path)
    used = ADDRESS.findall(ada.get("/account/").text + margaret.get("/admin/health").text)

    assert any("htmx" in address for address in used)
    for address in used:
        file = tmp_path / address.removeprefix("/assets/")
        assert re.fullmatch(r".+\.[0-9a-f]{16}\.(css|js|svg)", file.name)
        assert file.is_file()


def test_every_asset_is_there_compressed_too(tmp_path: Path) -> None:
    assets.write(tmp_path)
    plain = [file for file in tmp_path.iterdir() if file.suffix in assets.SERVED]

    assert plain
    for file in plain:
        assert file.read_bytes() == gzip.decompress(Path(f"{file}.gz").read_bytes())
        assert file.read_bytes() == brotli.decompress(Path(f"{file}.br").read_bytes())


def test_scripts_and_styles_load_nothing_from_elsewhere() -> None:
    for file in assets.STATIC.glob("stoa.*"):
        assert not re.search(r"https?://|@import|url\(", file.read_text())


@pytest.mark.parametrize(
    ("user_agent", "named"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            " Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
            "Edge Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15"
            " (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
            "Safari iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko)"
            " Chrome/141.0.0.0 Mobile Safari/537.36",
            "Chrome Android",
        ),
        ("curl/8.14", " "),
        ("", " "),
    ],
)
def test_browsers_are_called_what_people_call_them(user_agent: str, named: str) -> None:
    assert named == " ".join(browsers.named(user_agent))
