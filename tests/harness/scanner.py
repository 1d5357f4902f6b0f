"""The scanner, with the configuration of every instance."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from components.upload.pipeline.scanner import Scanner
from deploy.instance.layout import Layout
from deploy.instance.settings import Settings
from deploy.instance.users import Account, Accounts, accounts
from deploy.servers import clamd
from schemas.refusals import TryLater
from tests.harness.stack import CHECKOUT, eventually

START_SECONDS = 30


@dataclass
class Clamd:
    """Runs as whoever runs the tests."""

    layout: Layout
    users: Accounts

    @property
    def scanner(self) -> Scanner:
        return Scanner(self.layout.scanner_socket, answer_seconds=30)

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        part = clamd.part(self.layout, self.users)
        part.prepare()
        process = subprocess.Popen(part.argv, env=dict(part.environment), stdout=subprocess.DEVNULL)
        try:
            assert eventually(self._answers, bool, START_SECONDS)
            yield process
        finally:
            process.kill()
            process.wait()

    def _answers(self) -> bool:
        try:
            self.scanner.ping()
        except TryLater:
            return False
        return True


@contextmanager
def prepared() -> Iterator[Clamd]:
    """Not running yet."""
    home = Path(tempfile.mkdtemp(prefix="s", dir="/tmp"))  # Unix sockets need short paths
    layout = Layout(home, Settings().layout().tree, CHECKOUT)
    users = _one(accounts().supervisor)
    layout.etc.mkdir()
    clamd.prepare(layout, users)
    try:
        yield Clamd(layout, users)
    finally:
        shutil.rmtree(home)


def _one(me: Account) -> Accounts:
    return Accounts(me, me, me, me, me, me, me, me, me, privileged=False)
