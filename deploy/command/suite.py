"""`test` and `check`: the project's own examination."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from deploy.command.screen import Screen
from deploy.instance.refusal import Refused

CLIENT = "client"
"""The web client's own tests (vitest)."""
LAYERS = ("unit", "contract", CLIENT, "wire", "store", "portal", "e2e", "browser")
"""Fast ones first."""
NO_TESTS_COLLECTED = 5
CHECKS = {
    "ruff": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "imports": ["lint-imports"],
}
CLIENT_CHECKS = {
    "biome": ["biome", "ci", "--colors=off", "."],
    "svelte": ["svelte-check", "--fail-on-warnings", "--output", "human"],
}
LOCKS = (
    *("*.lock", "webclient/package-lock.json", "webclient/.npmrc"),
    "bench/clients/converse/package-lock.json",
)
RESOLVED = re.compile('"resolved"(?!: "node_modules/)')
"""In npm's lock; where a package's authors ask for donations ties nothing."""
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
    results = [(name, *_run_layer(checkout, name, options)) for name in layers(wanted)]
    for name, code, seconds in results:
        screen.tell(f"{name:<10} {'passed' if code == 0 else 'FAILED'} {seconds:6.1f} s")
    return max((code for _, code, _ in results), default=0)


def check(checkout: Path, screen: Screen) -> int:
    failed = list(_failing_checks(checkout, screen))
    for path, line in hosts_in_locks(checkout):
        screen.tell(f"{path.name} names a host: {line}")
        failed.append("locks")
    screen.tell(f"failed: {', '.join(sorted(set(failed)))}" if failed else "all good")
    return 1 if failed else 0


def hosts_in_locks(checkout: Path) -> Iterator[tuple[Path, str]]:
    """Lines of lock files that would tie an installation to one registry."""
    for path in sorted(path for name in LOCKS for path in checkout.glob(name)):
        expression = RESOLVED if path.suffix == ".json" else HOST_NAME
        for line in path.read_text().splitlines():
            if expression.search(line):
                yield path, line.strip()


def bench(checkout: Path, name: str, options: Sequence[str]) -> int:
    """Raises Refused when there is no such benchmark."""
    if not (checkout / "bench" / f"{name}.py").exists():
        found = (p.stem for p in sorted((checkout / "bench").glob("[a-z]*.py")))
        raise Refused(f"there is no benchmark {name}", f"there are: {', '.join(found)}")
    return _python(checkout, ["-m", f"bench.{name}", *options])


def _run_layer(checkout: Path, name: str, options: Sequence[str]) -> tuple[int, float]:
    began = time.monotonic()
    if name == CLIENT:
        code = _client(checkout, ["vitest", "run"])
    else:
        code = _python(checkout, ["-m", "pytest", f"tests/{name}", *options])
    return 0 if code == NO_TESTS_COLLECTED else code, time.monotonic() - began


def _failing_checks(checkout: Path, screen: Screen) -> Iterator[str]:
    for checks, run in ((CHECKS, _tool), (CLIENT_CHECKS, _client)):
        for name, words in checks.items():
            code = run(checkout, words)
            screen.tell(f"{name:<10} {'passed' if code == 0 else 'FAILED'}")
            if code:
                yield name


def _tool(checkout: Path, words: Sequence[str]) -> int:
    """Runs a program of the Python environment."""
    program, *arguments = words
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    return subprocess.run(command, cwd=checkout, check=False).returncode


def _client(checkout: Path, words: Sequence[str]) -> int:
    """Runs a program of the web client's packages in the copy that ./stoa has made."""
    command = [str(checkout / "deploy" / "webclient.sh"), "run", *words]
    return subprocess.run(command, cwd=checkout, check=False).returncode


def _python(checkout: Path, arguments: Sequence[str]) -> int:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=checkout, check=False).returncode
