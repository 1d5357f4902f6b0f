"""`ledger`: how the record is, that it holds, and a copy of it for who checks it elsewhere."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from deploy.command.screen import Screen
from deploy.instance.credentials import ROLE_OF_PART
from deploy.instance.instance import load
from deploy.instance.layout import Layout
from deploy.instance.refusal import Refused
from deploy.instance.settings import Settings
from deploy.instance.tools import die_with_parent, ids
from deploy.instance.users import accounts
from deploy.servers import component

PART = "archive"
VERIFIER = "components/archive/ledger/verifier"

app = typer.Typer(help="The ledger: everything that was recorded.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Machine-readable.")]


@app.command()
def status(*, as_json: Json = False) -> None:
    """Show its size and head, what waits, and who witnesses it."""
    answer = _run("status", output=subprocess.PIPE)
    screen, found = Screen(), json.loads(answer)
    if as_json:
        screen.json(found)
    for line in () if as_json else lines(found):
        screen.tell(line)


@app.command()
def verify() -> None:
    """Check every entry, hash and signature; exit code 1 when something is wrong."""
    _run("verify")


@app.command()
def rebuild() -> None:
    """Make conversations, inbox and search anew from it, beside those in use."""
    _run("rebuild")


@app.command()
def export(
    file: Annotated[str, typer.Argument(help="Made new; never written over.")],
    *,
    without_contents: Annotated[
        bool, typer.Option("--without-contents", help="Only what proves; nothing that was said.")
    ] = False,
) -> None:
    """Write all of it to a file for the verifier."""
    path = Path(Settings().whole(file) or file)
    with new_file(path) as output:
        _run("export", *(["--without-contents"] if without_contents else []), output=output)
    Screen().tell(f"verify it anywhere, beside a copy of {VERIFIER}: python3 -m verifier {file}")


@app.command("rotate-key")
def rotate_key() -> None:
    """Let a new key sign from now on, introduced by the one before it."""
    vkey = _run("rotate-key", output=subprocess.PIPE).strip()
    Screen().tell(f"The ledger is signed by a new key: {vkey}")


@app.command("accept-restored")
def accept_restored() -> None:
    """Sign what is here from now on: the database was restored from before what was signed."""
    size = _run("accept-restored", output=subprocess.PIPE).strip()
    Screen().tell(f"The ledger goes on from its {int(size):,} entries.")


def lines(found: dict[str, Any]) -> list[str]:
    """Of the status, for people."""
    return [
        f"Ledger {found['origin']}: {found['size']:,} entries",
        f"Head: {found['root'] or 'some of the tree is missing: ./stoa ledger verify'}",
        f"Newest checkpoint: {_checkpoint(found['checkpoint'])}",
        f"Not in the ledger yet: {found['waiting']:,}, the oldest for {found['lag_seconds']} s",
        *map(_witness, found["witnesses"]),
        f"Seen by no witness: {_tail(found['unwitnessed'])}",
    ]


def _tail(entries: int) -> str:
    return f"the last {entries:,} entries" if entries else "nothing"


def _checkpoint(found: dict[str, Any] | None) -> str:
    return f"{found['size']:,} entries, {found['at'][:19]} UTC" if found else "none yet"


def _witness(found: dict[str, Any]) -> str:
    signed = "has signed nothing yet"
    if found["signed_at"]:
        signed = f"saw {found['size']:,} entries, {found['signed_at'][:19]} UTC"
    silent = " - SILENT for more than a day" if found["silent"] else ""
    return f"Witness {found['name']}: {signed}{silent}"


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file of the operator's alone; gone again when writing it fails. Raises Refused."""
    try:
        file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}", "name a new file in a folder of yours") from None
    try:
        with file:
            yield file
    except BaseException:
        path.unlink()
        raise


def _run(wish: str, *options: str, output: int | IO[bytes] | None = None) -> str:
    """What `components.archive.command` answers, unless that goes to the screen or a file; what it
    complains of goes to the screen, and ends us with code 1. Raises Refused."""
    layout = Settings().layout()
    done = subprocess.run(
        [str(layout.python), "-m", "components.archive.command", wish, *options],
        stdout=output,
        text=True,
        check=False,
        cwd=layout.checkout,
        env=_told(layout),
        preexec_fn=die_with_parent(signal.SIGKILL),
        **ids(accounts().components),
    )
    if done.returncode:
        raise typer.Exit(1)
    return done.stdout or ""


def _told(layout: Layout) -> dict[str, str]:
    instance = load(layout.etc / "instance.json")
    if instance is None:
        raise Refused("there is no instance yet", "./stoa up makes one")
    told = component.environment(layout, instance, PART, ROLE_OF_PART[PART])
    return told | {"STOA_KEYS": str(layout.keys)}
