"""Puts somebody's messages together: `messages.jsonl` for programs, pages for reading, in one zip.

What is read goes through the same door as everything somebody reads (`conversations.after`):
whoever may not read a conversation any more meanwhile gets no more of it. What was cut off begins
anew.
"""

from __future__ import annotations

import json
import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

import structlog
from sqlalchemy import Engine, text

from components.archive import conversations, inbox
from components.archive.conversations import Message
from components.archive.export_pages import Pages
from components.archive.inbox import Entry
from schemas.refusals import TryLater

logger = structlog.get_logger(__name__)

LASTS = timedelta(days=7)
A_BATCH = 1000
LEAST_FREE_BYTES = 300_000_000
READABLE_BY_THE_PORTAL = 0o640

WAITING = text("""
select id, localpart, conversation from stoa.own_export
 where finished_at is null and expires_at is null order by id
""")
COUNT = text("""
select count(*) from stoa.readable(:asker) may
  join stoa.message m
    on m.conversation_id = may.conversation_id and m.id between may.from_id and may.to_id
 where may.conversation_id = any(:mine)
""")
BEGUN = text("""
update stoa.own_export set done = 0, total = :total, name = :name
 where id = :id and expires_at is null
""")
DONE = text("""
update stoa.own_export set done = done + :more where id = :id and expires_at is null
""")
FINISHED = text("""
update stoa.own_export
   set file = :file, size = :size, finished_at = now(), expires_at = now() + :lasts
 where id = :id and expires_at is null
""")
EXPIRED = text("delete from stoa.own_export where expires_at <= now() returning file")
KEPT = text("select file from stoa.own_export where file is not null")
NAMES = text("select localpart || '@' || :domain as address, name from stoa.person")


class Dropped(Exception):  # noqa: N818 - says what happened
    """Its owner does not want it any more, or the process ends."""


@dataclass(frozen=True)
class Files:
    """What an export becomes, while it is being made."""

    lines: IO[str]
    zip: ZipFile


class Making:
    def __init__(self, engine: Engine, folder: Path, domain: str) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._folder, self._domain = folder, domain
        self._stopped = threading.Event()

    def stop(self) -> None:
        """What is being made is given up soon; it begins anew with the next process."""
        self._stopped.set()

    def work(self) -> None:
        """Make what was asked for, one after the other, and remove what is over. Raises TryLater
        while the disk is full; what else one of them ended with when all others are made."""
        self.expire()
        with self._engine.connect() as connection:
            waiting = connection.execute(WAITING).all()
        failures = []
        for each in waiting:
            if shutil.disk_usage(self._folder).free < LEAST_FREE_BYTES:
                raise TryLater("there is no room for what people take along", seconds=60)
            name = f"{secrets.token_urlsafe(24)}.zip"
            try:
                self._make(each.id, f"{each.localpart}@{self._domain}", each.conversation, name)
            except Dropped:
                (self._folder / name).unlink(missing_ok=True)
            except Exception as failure:  # noqa: BLE001  nobody waits for another's
                failures.append(failure)
        if failures:
            raise failures[0]

    def expire(self) -> None:
        with self._engine.connect() as connection:
            gone = connection.execute(EXPIRED).scalars().all()
        for file in filter(None, gone):
            (self._folder / file).unlink(missing_ok=True)

    def tidy(self) -> None:
        """Remove what a process that was killed has left behind; while nothing is made."""
        with self._engine.connect() as connection:
            kept = set(connection.execute(KEPT).scalars())
        for path in self._folder.iterdir():
            if path.name not in kept:
                path.unlink()

    def _make(self, export_id: int, asker: str, conversation: str | None, name: str) -> None:
        entries = self._entries(asker, conversation)
        one = entries[0].name or entries[0].address if conversation and entries else ""
        total = self._count(asker, entries)
        self._note(BEGUN, id=export_id, total=total, name=one)
        with self._files(name) as files:
            pages = Pages(files.zip, asker, self._names(), datetime.now(UTC))
            for entry in entries:
                pages.begin(entry)
                for message in self._messages(export_id, asker, entry):
                    files.lines.write(_line(entry, message))
                    pages.add(message)
            pages.end()
        path = self._folder / name
        self._note(FINISHED, id=export_id, file=name, size=path.stat().st_size, lasts=LASTS)

    def _entries(self, asker: str, conversation: str | None) -> list[Entry]:
        with self._engine.connect() as connection:
            entries = inbox.entries(connection, asker)
        return [each for each in entries if conversation in (None, each.address)]

    def _count(self, asker: str, entries: list[Entry]) -> int:
        mine = [entry.conversation_id for entry in entries]
        with self._engine.connect() as connection:
            return int(connection.execute(COUNT, {"asker": asker, "mine": mine}).scalar_one())

    def _names(self) -> dict[str, str]:
        with self._engine.connect() as connection:
            rows = connection.execute(NAMES, {"domain": self._domain})
            return {row.address: row.name for row in rows}

    def _messages(self, export_id: int, asker: str, entry: Entry) -> Iterator[Message]:
        place, further = 0, True
        while further:
            with self._engine.connect() as connection:
                page = conversations.after(connection, asker, entry, place, A_BATCH)
            yield from page.messages
            self._note(DONE, id=export_id, more=len(page.messages))
            further = page.later
            place = page.messages[-1].id if page.messages else place

    def _note(self, statement: Any, **values: Any) -> None:
        """Raises Dropped."""
        if self._stopped.is_set():
            raise Dropped
        with self._engine.connect() as connection:
            if not connection.execute(statement, values).rowcount:
                raise Dropped

    @contextmanager
    def _files(self, name: str) -> Iterator[Files]:
        """In their places once all is written."""
        part, lines = self._folder / f"{name}.part", self._folder / f"{name}.jsonl"
        try:
            with lines.open("w+", encoding="utf-8") as file:
                lines.chmod(0o600)
                with ZipFile(part, "w", ZIP_DEFLATED) as archive:
                    yield Files(file, archive)
                    file.flush()
                    archive.write(lines, "messages.jsonl")
            part.chmod(READABLE_BY_THE_PORTAL)
            part.rename(self._folder / name)
        finally:
            lines.unlink(missing_ok=True)
            part.unlink(missing_ok=True)


def _line(entry: Entry, message: Message) -> str:
    """JSON; ids are strings, as everywhere else, because some programs round large numbers."""
    said = asdict(message) | {
        "id": str(message.id),
        "reply_to": message.reply_to and str(message.reply_to),
    }
    where = {"conversation": entry.address, "conversation_kind": entry.kind, "name": entry.name}
    return json.dumps(where | said, ensure_ascii=False, default=_plain) + "\n"


def _plain(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
