"""The web server's configuration, what it hands out, and when it counts as ready."""

import asyncio
import os
import re
from pathlib import Path

import pytest

from deploy.instance.instance import Instance
from deploy.instance.layout import Layout
from deploy.instance.refusal import Refused
from deploy.instance.users import Account, Accounts
from deploy.servers import nginx, web_files
from deploy.supervisor.part import NotReady

CHECKOUT = Path(__file__).parents[3]
TEMPLATES = sorted((CHECKOUT / "deploy" / "nginx").glob("*.conf"))
ME = Account("me", os.geteuid(), os.getegid())
EVERYBODY = Accounts(ME, ME, ME, ME, ME, ME, ME, ME, ME, privileged=False)


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """What a build of the web client leaves."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / ".stamp").write_text("digest")
    (folder / "index.html").write_text("the page")
    (folder / "service-worker.js").write_text("the worker")
    (folder / "assets" / "index.00.js").write_text("the script")
    (folder / "de").mkdir()
    (folder / "de" / "index.html").write_text("Seite 1!")
    (folder / "de" / "service-worker.js").write_text("the worker")
    return folder


def values(home: Path, instance: Instance) -> dict[str, str]:
    return nginx.values(Layout(home, home / "tree", CHECKOUT), instance, EVERYBODY)


def test_every_place_in_the_templates_has_a_value_and_every_value_a_place(tmp_path: Path) -> None:
    places = {place for path in TEMPLATES for place in nginx.PLACE.findall(path.read_text())}

    assert places == values(tmp_path, Instance()).keys()


def test_a_place_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="NOBODY"):
        nginx.fill("listen @NOBODY@;", {})


def test_no_location_has_headers_of_its_own() -> None:
    """Nginx would forget all others there."""
    having = {path.name for path in TEMPLATES if "add_header" in path.read_text()}

    assert having == {"headers.conf", "file-headers.conf"}


def test_a_file_is_handed_out_with_all_headers_of_other_answers() -> None:
    named = {
        path.name: set(re.findall(r"^add_header (\S+)", path.read_text(), re.MULTILINE))
        for path in TEMPLATES
    }
    of_the_component = {"Cache-Control", "Retry-After"}

    assert named["headers.conf"] == named["file-headers.conf"] | of_the_component


def test_nobody_is_told_an_address_that_the_client_made_up() -> None:
    handing_on = [
        block
        for path in TEMPLATES
        for block in re.split(r"^location |^}", path.read_text(), flags=re.MULTILINE)
        if "proxy_pass " in block
    ]

    assert len(handing_on) == 4
    for block in handing_on:
        assert "proxy_set_header X-Forwarded-For $remote_addr;" in block
        assert "proxy_set_header X-Forwarded-Proto $scheme;" in block


@pytest.mark.parametrize(
    ("instance", "promised"),
    [
        (Instance(), False),
        (Instance(certificate="/c.pem", key="/k.pem"), False),
        (Instance("example.org"), False),
        (Instance("example.org", certificate="/c.pem", key="/k.pem"), True),
    ],
)
def test_tls_is_promised_only_where_everybody_trusts_the_certificate(
    tmp_path: Path, instance: Instance, promised: bool
) -> None:
    assert bool(values(tmp_path, instance)["TRANSPORT_SECURITY"]) == promised


def test_each_error_that_nginx_answers_has_its_page(tmp_path: Path, client: Path) -> None:
    web_files.write(tmp_path / "web", client)
    wanted = {
        name
        for path in TEMPLATES
        for name in re.findall(r"^ *error_page .*/errors/(\S+);", path.read_text(), re.MULTILINE)
    }

    assert wanted <= {path.name for path in (tmp_path / "web" / "errors").iterdir()}
    assert wanted >= {"404.html", "502.html", "502.problem", "429.problem"}


def test_pages_of_errors_wear_the_stylesheet_that_is_handed_out(
    tmp_path: Path, client: Path
) -> None:
    web = tmp_path / "web"
    web_files.write(web, client)
    web_files.write(web, client)  # as at every start

    page = (web / "errors" / "404.html").read_text()
    found = re.findall(r'href="/(assets/[^"]+)"', page)
    assert [Path(address).suffix for address in found] == [".svg", ".css"]
    assert all((web / address).exists() for address in found)
    assert {path.stat().st_mode & 0o777 for path in web.rglob("*")} == {0o755, 0o644}


def test_the_web_client_is_handed_out_beside_the_portals_assets(
    tmp_path: Path, client: Path
) -> None:
    web_files.write(tmp_path / "web", client)
    (client / "assets" / "index.00.js").rename(client / "assets" / "index.11.js")
    web_files.write(tmp_path / "web", client)

    assert (tmp_path / "web" / "en" / "index.html").read_text() == "the page"
    assert (tmp_path / "web" / "de" / "index.html").read_text() == "Seite 1!"
    assert (tmp_path / "web" / "en" / "service-worker.js").read_text() == "the worker"
    assert [path.name for path in (tmp_path / "web" / "assets").glob("index*")] == ["index.11.js"]
    assert list((tmp_path / "web" / "assets").glob("stoa.*.css"))
    assert not (tmp_path / "web" / ".stamp").exists()


def test_no_two_languages_have_the_same_version_of_a_page(tmp_path: Path, client: Path) -> None:
    """Which nginx makes of time and length."""
    web_files.write(tmp_path / "web", client)
    pages = [path.stat() for path in (tmp_path / "web").glob("*/index.html")]

    assert 2 == len(pages) == len({int(page.st_mtime) for page in pages})
    assert 1 == len({page.st_size for page in pages})


def test_nginx_knows_the_languages_that_there_are() -> None:
    folders = {path.name for path in (CHECKOUT / "webclient" / "src" / "words").glob("*/")}
    said = (CHECKOUT / "deploy" / "nginx" / "languages.conf").read_text()

    assert ["|".join(sorted(folders))] * 2 == re.findall(r">([a-z|]+)\)", said)


def test_without_the_built_web_client_nothing_is_replaced(tmp_path: Path, client: Path) -> None:
    web_files.write(tmp_path / "web", client)
    (client / "index.html").unlink()

    with pytest.raises(Refused, match="does not hold the web client") as refused:
        web_files.write(tmp_path / "web", client)
    assert refused.value.remedy == "run ./stoa again: it builds it"
    assert (tmp_path / "web" / "en" / "index.html").exists()


async def test_it_is_not_ready_without_its_socket(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="does not answer"):
        await nginx._answers(tmp_path / "health.sock")


async def test_it_is_not_ready_where_it_says_nothing(tmp_path: Path) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    async with await asyncio.start_unix_server(silent, tmp_path / "health.sock"):
        with pytest.raises(NotReady, match="without an answer"):
            await nginx._answers(tmp_path / "health.sock")


def test_what_it_was_storing_is_dropped_before_it_starts(tmp_path: Path) -> None:
    layout = Layout(tmp_path, tmp_path / "tree", CHECKOUT)
    layout.arriving.mkdir(parents=True)
    (layout.arriving / "0000000001").write_bytes(b"half")
    nginx.clear(layout)

    assert [] == list(layout.arriving.iterdir())


def test_whoever_owns_the_folder_chooses_none_of_ours_to_be_emptied(tmp_path: Path) -> None:
    layout, ours = Layout(tmp_path, tmp_path / "tree", CHECKOUT), tmp_path / "ours"
    ours.mkdir()
    (ours / "kept").touch()
    layout.files.mkdir()
    layout.arriving.symlink_to(ours)
    nginx.clear(layout)

    assert ["kept"] == [path.name for path in ours.iterdir()]
