"""The copy of the web client's sources that it is built in."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "deploy" / "webclient.sh"
FILES = {
    "webclient/package-lock.json": "{}",
    "webclient/src/a name.ts": "export {};",
    "webclient/node_modules/mine/index.js": "",
    "schemas/xmpp/examples/message.xml": "<message/>",
    "admin/static/stoa.css": "",
    "admin/app.py": "",
}
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        file = tmp_path / "checkout" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return tmp_path / "checkout"


@pytest.fixture
def run(checkout: Path, tmp_path: Path) -> Run:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [SCRIPT, *words],
            cwd=checkout,
            env={"STOA_HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
        )

    return run


def names(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def test_the_copy_holds_what_the_client_is_made_of_and_the_checkout_stays_as_it_is(
    run: Run, checkout: Path, tmp_path: Path
) -> None:
    assert run("sources", "current").returncode == 1
    done = run("sources", "make")

    assert done.returncode == 0, done.stderr
    assert run("sources", "current").returncode == 0
    assert names(tmp_path / "home" / "webclient" / "copy") == {
        ".stamp",
        *(name for name in FILES if "node_modules" not in name and name != "admin/app.py"),
    }
    assert names(checkout) == FILES.keys()


@pytest.mark.parametrize(
    "change",
    ["webclient/src/a name.ts", "webclient/new.ts", "schemas/xmpp/new.xml", "admin/static/new.svg"],
)
def test_a_change_makes_a_new_copy_necessary(run: Run, checkout: Path, change: str) -> None:
    run("sources", "make")
    (checkout / change).write_text("changed")

    assert run("sources", "current").returncode == 1
    assert run("sources", "make").returncode == 0
    assert run("sources", "current").returncode == 0


@pytest.mark.parametrize("change", ["webclient/node_modules/mine/index.js", "admin/app.py"])
def test_other_changes_do_not(run: Run, checkout: Path, change: str) -> None:
    run("sources", "make")
    (checkout / change).write_text("changed")

    assert run("sources", "current").returncode == 0


def test_what_is_gone_from_the_checkout_is_gone_from_the_copy_but_the_packages_stay(
    run: Run, checkout: Path, tmp_path: Path
) -> None:
    run("sources", "make")
    copy = tmp_path / "home" / "webclient" / "copy"
    (copy / "webclient" / "node_modules" / "theirs").mkdir(parents=True)
    (checkout / "webclient/src/a name.ts").unlink()
    (checkout / "schemas/xmpp/examples/message.xml").unlink()
    run("sources", "make")

    assert (copy / "webclient" / "node_modules" / "theirs").is_dir()
    assert not (copy / "webclient/src/a name.ts").exists()
    assert not (copy / "schemas/xmpp/examples/message.xml").exists()


def test_a_cut_short_copy_does_not_count(run: Run, tmp_path: Path) -> None:
    run("sources", "make")
    (tmp_path / "home/webclient/copy/.stamp").unlink()

    assert run("sources", "current").returncode == 1


def test_packages_count_for_the_lock_they_were_made_from(
    run: Run, checkout: Path, tmp_path: Path
) -> None:
    modules = tmp_path / "home/webclient/copy/webclient/node_modules"
    modules.mkdir(parents=True)
    assert run("packages", "current").returncode == 1
    digest = subprocess.run(
        ["sha256sum", checkout / "webclient/package-lock.json"], capture_output=True, text=True
    ).stdout.split()[0]
    (modules / ".stamp").write_text(digest)

    assert run("packages", "current").returncode == 0
    (checkout / "webclient/package-lock.json").write_text("{ }")
    assert run("packages", "current").returncode == 1


def test_an_environment_without_node_is_named(run: Run, tmp_path: Path) -> None:
    refused = run("packages", "make")

    assert refused.returncode == 1
    assert f"{tmp_path}/home/venv holds no Node.js" in refused.stderr
