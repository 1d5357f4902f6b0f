"""Log files: kept small, shown whole."""

from pathlib import Path

import pytest

from deploy.command.reading_logs import choose, follow, recent
from deploy.instance.refusal import Refused
from deploy.servers.upkeep import rotate_all


def test_a_large_log_is_emptied_and_its_lines_are_kept_three_times(tmp_path: Path) -> None:
    log = tmp_path / "archive.log"
    for number in range(5):
        log.write_text(f"{number}" * 20)
        rotate_all(tmp_path, largest_bytes=10)

    kept = [log.with_suffix(f".log.{number}").read_text()[0] for number in (1, 2, 3)]
    assert (log.read_text(), kept) == ("", ["4", "3", "2"])
    assert not log.with_suffix(".log.4").exists()


def test_a_writer_with_the_log_open_goes_on_at_its_start(tmp_path: Path) -> None:
    log = tmp_path / "archive.log"
    with log.open("ab", buffering=0) as part:
        part.write(b"x" * 20)
        rotate_all(tmp_path, largest_bytes=10)
        part.write(b"after\n")

    assert log.read_bytes() == b"after\n"


def test_a_small_log_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "archive.log").write_text("x")

    rotate_all(tmp_path, largest_bytes=10)

    assert [path.name for path in tmp_path.iterdir()] == ["archive.log"]


def test_an_unknown_part_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "archive.log").touch()

    with pytest.raises(Refused) as refused:
        choose(tmp_path, "nonsense")

    assert refused.value.remedy == "there are: archive"


@pytest.mark.parametrize("part", ["../secret", "", "."])
def test_a_path_is_no_part(tmp_path: Path, part: str) -> None:
    (tmp_path.parent / "secret.log").touch()

    with pytest.raises(Refused):
        choose(tmp_path, part)


def test_the_last_lines_are_shown_without_colours(tmp_path: Path) -> None:
    (tmp_path / "ejabberd.log").write_text("one\n\x1b[0;1mtwo\x1b[0m\nthree\n")

    shown = list(recent(choose(tmp_path, "ejabberd"), 2))

    assert shown == ["ejabberd   two", "ejabberd   three"]


def test_following_shows_new_lines_once_they_are_whole_and_survives_rotation(
    tmp_path: Path,
) -> None:
    log = tmp_path / "archive.log"
    log.write_text("before\n")
    contents = iter(["before\nsta", "before\nstart\n", "new\n"])

    def write(_: float) -> None:
        log.write_text(next(contents))

    lines = follow([log], wait=write)

    assert [next(lines), next(lines)] == ["archive    start", "archive    new"]
