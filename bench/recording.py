"""Switching mod_stoa off and on in a running server, and proof that it is so."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.harness.stack import CHECKOUT, Stack

ITSELF = re.compile(r"^  mod_stoa:\n(?:    .*\n)+", re.MULTILINE)
SETTLE_SECONDS = 0.5


class Recording:
    """Swaps the included modules.yml for a copy without `mod_stoa`."""

    def __init__(self, stack: Stack) -> None:
        self.on = True
        self._stack = stack
        self._configuration = stack.home / "etc" / "ejabberd.yml"
        self._with = CHECKOUT / "ejabberd-config" / "modules.yml"
        self._without = stack.home / "etc" / "modules-without-recording.yml"
        without, found = ITSELF.subn("", self._with.read_text())
        assert found == 1
        self._without.write_text(without)
        self._without.chmod(0o644)

    def switch(self, on: bool) -> None:
        if on != self.on:
            self._include(*(self._without, self._with) if on else (self._with, self._without))
            self._stack.api("reload_config")
            time.sleep(SETTLE_SECONDS)
        self.on = on

    @contextmanager
    def exactly(self, messages: int) -> Iterator[None]:
        """Assert that the messages sent meanwhile left one row each, or none when it is off."""
        before = self._rows()
        yield
        added = self._rows() - before
        assert added == (messages if self.on else 0), (self.on, added)

    def _rows(self) -> int:
        with self._stack.database("ledger") as connection:
            row = connection.execute(
                "select count(*) from stoa.recorded where kind = 'message'"
            ).fetchone()
        assert row
        return int(row[0])

    def _include(self, old: Path, new: Path) -> None:
        text = self._configuration.read_text()
        assert f'"{old}"' in text
        self._configuration.chmod(0o600)
        self._configuration.write_text(text.replace(f'"{old}"', f'"{new}"'))
