"""`python -m components.archive.command WISH`: what `./stoa ledger` asks.

Answers go to standard output, how far it is to standard error where somebody looks at it.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from components.archive.ledger import export, self_check, state
from components.archive.ledger.checkpoints import CheckpointError, Checkpoints, origin_of
from components.archive.ledger.keys import FILE, KeyStore
from components.archive.ledger.self_check import Told
from components.archive.ledger.tree import BLOCK, GapError, Tree
from components.archive.ledger.verifier import VerificationError, report
from components.archive.views.languages import Languages
from components.archive.views.views import Views, records
from components.runtime.database import make_engine
from components.runtime.settings import ProcessSettings, read

STEP = 20 * BLOCK


class CommandSettings(ProcessSettings):
    keys: Path


def main() -> None:
    """Ends with a complaint and code 1 when something is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("wish", choices=WISHES)
    parser.add_argument("--without-contents", action="store_true")
    arguments = parser.parse_args()
    settings = read(CommandSettings)
    engine = make_engine(settings)
    try:
        WISHES[arguments.wish](engine, settings, arguments)
    except (VerificationError, CheckpointError, GapError) as wrong:
        sys.exit(f"WRONG: {wrong}")
    except OperationalError:
        sys.exit("the database does not answer: ./stoa up")
    except (OSError, sqlite3.Error) as trouble:  # a full disk, a key store that is busy
        sys.exit(str(trouble))
    finally:
        engine.dispose()


def _status(engine: Engine, settings: CommandSettings, _: argparse.Namespace) -> None:
    with _reading(engine) as connection:
        found = state.read(connection)
    answer = {
        "origin": origin_of(settings.domain),
        "size": found.size,
        "root": found.head,
        "checkpoint": found.checkpoint and asdict(found.checkpoint),
        "waiting": found.waiting,
        "lag_seconds": found.lag_seconds,
        "witnessed": found.witnessed,
        "unwitnessed": found.unwitnessed,
        "witnesses": [asdict(each) | {"silent": each.silent} for each in found.witnesses],
    }
    json.dump(answer, sys.stdout, default=str)


def _verify(engine: Engine, settings: CommandSettings, _: argparse.Namespace) -> None:
    with _reading(engine) as connection, _key_store(settings.keys) as keys:
        told = _progress("verified", connection)
        found = self_check.check(connection, origin_of(settings.domain), keys, told)
        lost = self_check.unreadable(connection, keys) if keys else 0
    print(*report(found, pinned=True), sep="\n")
    if lost:
        print(f"Unreadable: {lost} entries; the key store has no keys of theirs (any more).")


def _export(engine: Engine, settings: CommandSettings, arguments: argparse.Namespace) -> None:
    with _reading(engine) as connection, open(sys.stdout.fileno(), "wb", closefd=False) as file:
        contents = not arguments.without_contents
        lines = export.lines(connection, origin_of(settings.domain), contents=contents)
        file.writelines(self_check.counted(lines, _progress("exported", connection)))


def _rotate(engine: Engine, settings: CommandSettings, _: argparse.Namespace) -> None:
    with closing(KeyStore(settings.keys)) as keys:
        print(Checkpoints(engine, keys).rotate(origin_of(settings.domain)))


def _accept(engine: Engine, settings: CommandSettings, _: argparse.Namespace) -> None:
    with closing(KeyStore(settings.keys)) as keys:
        print(Checkpoints(engine, keys).accept(origin_of(settings.domain)))


def _rebuild(engine: Engine, settings: CommandSettings, _: argparse.Namespace) -> None:
    with _reading(engine) as connection:
        told = _progress("told", connection)
    with _key_store(settings.keys) as keys:
        if keys is None:
            sys.exit("nothing was recorded yet")
        writer = make_engine(settings)
        try:
            Views(writer, records(engine, keys), Languages().of).rebuild(told)
        finally:
            writer.dispose()
    print("conversations, inbox and search are made anew")


@contextmanager
def _reading(engine: Engine) -> Iterator[Connection]:
    """Each statement for itself: no snapshot is held while a large ledger is read."""
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        yield connection


@contextmanager
def _key_store(folder: Path) -> Iterator[KeyStore | None]:
    """None where no key was made yet."""
    if not (folder / FILE).exists():
        yield None
        return
    keys = KeyStore(folder, read_only=True)
    try:
        yield keys
    finally:
        keys.close()


def _progress(done: str, connection: Connection) -> Told:
    """Says it over and over on one line, to whoever looks."""
    size = Tree(connection).size()

    def told(entries: int) -> None:
        last = size - entries < BLOCK
        if sys.stderr.isatty() and (last or entries % STEP == 0):
            line = f"{done} {entries:,} of {size:,} entries"
            print(line, end="\n" if last else "\r", file=sys.stderr, flush=True)

    return told


WISHES: dict[str, Callable[[Engine, CommandSettings, argparse.Namespace], None]] = {
    "status": _status,
    "verify": _verify,
    "export": _export,
    "rotate-key": _rotate,
    "accept-restored": _accept,
    "rebuild": _rebuild,
}

if __name__ == "__main__":
    main()
