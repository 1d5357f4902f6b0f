"""`logs`: what the parts wrote."""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from deploy.command.screen import last_lines
from deploy.instance.refusal import Refused

POLL_SECONDS = 0.3
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def choose(folder: Path, part: str | None) -> list[Path]:
    """The log of one part, or all. Raises Refused for a part without one."""
    every = sorted(folder.glob("*.log"))
    if part is None:
        return every
    if folder / f"{part}.log" not in every:
        names = ", ".join(path.stem for path in every) or "none yet"
        raise Refused(f"there is no log of {part}", f"there are: {names}")
    return [folder / f"{part}.log"]


def recent(logs: Iterable[Path], lines: int) -> Iterator[str]:
    for log in logs:
        yield from (f"{log.stem:<10} {plain(line)}" for line in last_lines(log, lines))


def follow(logs: Iterable[Path], wait: Callable[[float], None] = time.sleep) -> Iterator[str]:
    """Lines as they are written, without end; a log emptied by rotation goes on."""
    positions = {log: log.stat().st_size for log in logs}
    while True:
        for log, position in positions.items():
            text, positions[log] = _since(log, position)
            yield from (f"{log.stem:<10} {plain(line)}" for line in text.splitlines())
        wait(POLL_SECONDS)


def plain(line: str) -> str:
    return COLOURS.sub("", line)


def _since(log: Path, position: int) -> tuple[str, int]:
    """Whole lines after a position."""
    with log.open("rb") as file:
        file.seek(position if log.stat().st_size >= position else 0)
        start = file.tell()
        whole = file.read().rpartition(b"\n")
        end = start + len(whole[0]) + len(whole[1])
        return whole[0].decode(errors="replace"), end
