"""`test` and `check`: the project's own examination."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from deploy.command.screen import Screen
from deploy.instance.refusal import Refused

LAYERS = ("unit", "contract", "wire", "store", "portal", "e2e", "browser")
"""Fast ones first."""
NO_TESTS_COLLECTED = 5
CHECKS = {
    "ruff": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "imports": ["lint-imports"],
}
HOST_NAME = re.compile(r"https?://|\b[\w-]+(?:\.[\w-]+)*\.(?:org|com|net|io|dev)\b")


def layers(wanted: Sequence[str]) -> list[str]:
    """In order of speed. Raises Refused for one that does not exist."""
    unknown = [name for name in wanted if name not in LAYERS]
    if unknown:
        raise Refused(
            f"there is no test layer {', '.join(unknown)}",
            f"the layers are {', '.join(LAYERS)}; options for pytest follow --",
        )
    return [name for name in LAYERS if name in wanted or not wanted]


def test(checkout: Path, screen: Screen, wanted: Sequence[str], options: Sequence[str]) -> int:
    """Runs every layer, also after one has failed; 0 when all passed."""
    results = [
        (name, *_run_layer(checkout, name, options))
        for name in layers(wanted)
        if (checkout / "tests" / name).is_dir()
    ]
    for name, code, seconds in results:
        screen.tell(f"{name:<10} {'passed' if code == 0 else 'FAILED'} {seconds:6.1f} s")
    return max((code for _, code, _ in results), default=0)


def check(checkout: Path, screen: Screen) -> int:
    failed = [name for name in CHECKS if _check(checkout, screen, name)]
    for path, line in hosts_in_locks(checkout):
        screen.tell(f"{path.name} names a host: {line}")
        failed.append("locks")
    screen.tell(f"failed: {', '.join(sorted(set(failed)))}" if failed else "all good")
    return 1 if failed else 0


def hosts_in_locks(checkout: Path) -> Iterator[tuple[Path, str]]:
    """Lines of lock files that would tie an installation to one registry."""
    for path in sorted(checkout.glob("*.lock")):
        for line in path.read_text().splitlines():
            if HOST_NAME.search(line):
                yield path, line.strip()


def bench(checkout: Path, name: str, options: Sequence[str]) -> int:
    """Raises Refused when there is no such benchmark."""
    if not (checkout / "bench" / f"{name}.py").exists():
        found = (p.stem for p in sorted((checkout / "bench").glob("[a-z]*.py")))
        raise Refused(f"there is no benchmark {name}", f"there are: {', '.join(found)}")
    return _python(checkout, ["-m", f"bench.{name}", *options])


def _run_layer(checkout: Path, name: str, options: Sequence[str]) -> tuple[int, float]:
    began = time.monotonic()
    code = _python(checkout, ["-m", "pytest", f"tests/{name}", *options])
    return 0 if code == NO_TESTS_COLLECTED else code, time.monotonic() - began


def _check(checkout: Path, screen: Screen, name: str) -> bool:
    program, *arguments = CHECKS[name]
    path = Path(sys.executable).with_name(program)
    code = subprocess.run([path, *arguments], cwd=checkout, check=False).returncode
    screen.tell(f"{name:<10} {'passed' if code == 0 else 'FAILED'}")
    return code != 0


def _python(checkout: Path, arguments: Sequence[str]) -> int:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=checkout, check=False).returncode
