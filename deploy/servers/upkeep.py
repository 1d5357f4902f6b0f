"""What happens beside the parts: log files kept small, certificates kept fresh."""

import asyncio
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from components.runtime.server_api import ServerApi
from deploy.instance.instance import Instance
from deploy.instance.refusal import Refused
from deploy.instance.tls import Tls
from schemas.refusals import Refusal

EVERY_SECONDS = 5.0
LARGEST_LOG_BYTES = 10_000_000
OLD_LOGS = 3


async def look_after(
    instance: Instance, tls: Tls, tell: Callable[[str], None], reload_web: Callable[[], None]
) -> None:
    """Never returns; cancel it."""
    certificates = CertificateWatch(instance, tls, tell, reload_web)
    troubles: set[str] = set()
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        for work in (partial(rotate_all, tls.layout.log), certificates.look):
            try:
                await asyncio.to_thread(work)
            except OSError as error:  # such as a full disk: passes; each is told once
                if str(error) not in troubles:
                    tell(f"upkeep: {error}")
                troubles.add(str(error))


class CertificateWatch:
    """Reloads the certificate when its files change or its time runs out."""

    def __init__(
        self,
        instance: Instance,
        tls: Tls,
        tell: Callable[[str], None],
        reload_web: Callable[[], None],
    ) -> None:
        self._instance, self._tls, self._tell = instance, tls, tell
        self._reload_web = reload_web
        self._unfit = ""
        self._to_reload = False

    def look(self) -> None:
        """A half-written or unfit file changes nothing; it is told once."""
        try:
            changed = self._tls.install(self._instance)
        except Refused as refused:
            if refused.reason != self._unfit:
                self._tell(f"certificate not taken over: {refused.reason}")
            self._unfit = refused.reason
            return
        self._unfit = ""
        self._to_reload |= changed
        if changed:
            self._reload_web()
        if self._to_reload:
            self._reload_server()

    def _reload_server(self) -> None:
        try:
            ServerApi(self._tls.layout.ejabberd_api).call("reload_config")
        except Refusal:
            return
        self._to_reload = False
        self._tell("certificate renewed")


def rotate_all(folder: Path, largest_bytes: int = LARGEST_LOG_BYTES) -> None:
    for log in folder.glob("*.log"):
        if log.stat().st_size > largest_bytes:
            rotate(log)


def rotate(log: Path) -> None:
    """Copies and empties: the part goes on appending to the same open file.

    Lines written between the two are lost.
    """
    for number in range(OLD_LOGS - 1, 0, -1):
        older = log.with_suffix(f".log.{number}")
        if older.exists():
            older.rename(log.with_suffix(f".log.{number + 1}"))
    copy = log.with_suffix(".log.1")
    shutil.copyfile(log, copy)
    copy.chmod(0o600)
    with log.open("r+b") as file:
        file.truncate(0)
