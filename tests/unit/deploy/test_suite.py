"""The project's own examination."""

from pathlib import Path

import pytest

from deploy.command.suite import hosts_in_locks, layers
from deploy.instance.refusal import Refused


def test_layers_run_fast_ones_first_whatever_the_order_asked() -> None:
    assert layers(["e2e", "unit", "store"]) == ["unit", "store", "e2e"]


def test_without_a_wish_every_layer_runs() -> None:
    assert layers([])[0] == "unit"
    assert len(layers([])) == 8


def test_an_unknown_layer_is_refused() -> None:
    with pytest.raises(Refused, match="there is no test layer unitt"):
        layers(["unitt"])


@pytest.mark.parametrize(
    "line",
    ["--index-url https://example/simple", "# from packages.example.org", "a @ http://x/a.whl"],
)
def test_a_lock_file_that_names_a_host_is_found(tmp_path: Path, line: str) -> None:
    (tmp_path / "requirements.lock").write_text(f"psutil==7.2.2\n{line}\n")

    assert [found for _, found in hosts_in_locks(tmp_path)] == [line]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("package-lock.json", '"resolved": "https://registry/a/-/a-1.0.0.tgz",'),
        (".npmrc", "registry=https://registry/"),
    ],
)
def test_the_web_clients_lock_names_no_host_either(tmp_path: Path, name: str, line: str) -> None:
    (tmp_path / "webclient").mkdir()
    (tmp_path / "webclient" / name).write_text(f'"version": "1.0.0",\n{line}\n')

    assert [found for _, found in hosts_in_locks(tmp_path)] == [line]


def test_a_lock_file_of_names_versions_and_hashes_is_fine(tmp_path: Path) -> None:
    content = "zope.interface==7.0 \\\n    --hash=sha256:00ff\n# via sqlalchemy\n"
    (tmp_path / "requirements.lock").write_text(content)

    assert list(hosts_in_locks(tmp_path)) == []
