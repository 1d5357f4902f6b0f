"""What stops a start before anything is touched."""

from pathlib import Path
from typing import NamedTuple

import pytest

from deploy.instance.layout import Layout
from deploy.instance.refusal import Refused
from deploy.servers.assembly import LEAST_FREE_BYTES, refuse_full_disk


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def disk_with(free: int, patch: pytest.MonkeyPatch) -> None:
    patch.setattr("shutil.disk_usage", lambda _: Usage(10**12, 0, free))


def layout_in(home: Path) -> Layout:
    return Layout(home, home / "tree", home)


def test_a_start_on_a_full_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk_with(LEAST_FREE_BYTES - 1, monkeypatch)

    with pytest.raises(Refused, match="only 299 MB are free"):
        refuse_full_disk(layout_in(tmp_path))


def test_a_start_on_a_disk_with_room_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk_with(LEAST_FREE_BYTES, monkeypatch)

    refuse_full_disk(layout_in(tmp_path))


def test_the_longest_home_whose_sockets_fit_is_accepted() -> None:
    layout_in(Path("/" + "d" * 78)).refuse_long_sockets()


def test_a_home_one_byte_longer_is_refused() -> None:
    with pytest.raises(Refused, match="108 bytes"):
        layout_in(Path("/" + "d" * 79)).refuse_long_sockets()


def test_a_folder_without_servers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="does not hold the servers"):
        layout_in(tmp_path).libraries()
