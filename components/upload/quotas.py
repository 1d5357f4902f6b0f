"""How much one person may upload."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from schemas.db.tables.files import file
from schemas.refusals import TooLarge, TryLater

MOST_SLOTS = 500
"""Open ones of one person."""
A_DAY_SECONDS = 86400


@dataclass(frozen=True)
class Quotas:
    file_most_bytes: int
    person_most_bytes: int

    def check_file(self, size: int) -> None:
        if size > self.file_most_bytes:
            text = f"File too large. The maximum file size is {self.file_most_bytes} bytes"
            raise TooLarge(text, self.file_most_bytes)

    def check_person(self, connection: Connection, owner: str, size: int) -> None:
        """The caller has locked the owner's account. Raises TryLater."""
        own = select(func.coalesce(func.sum(file.c.size), 0)).where(file.c.owner == owner)
        kept = connection.execute(own.where(file.c.state != "refused")).scalar_one()
        if kept + size > self.person_most_bytes:
            text = f"Quota reached. Your files may have {self.person_most_bytes} bytes together"
            raise TryLater(text, A_DAY_SECONDS)
        slots = select(func.count(), func.min(file.c.slot_until)).where(file.c.owner == owner)
        open_slots, first_ends = connection.execute(slots.where(file.c.state == "slot")).one()
        if open_slots >= MOST_SLOTS:
            raise TryLater(f"Quota reached. {MOST_SLOTS} uploads are open", _until(first_ends))


def _until(moment: datetime) -> int:
    return max(1, round((moment - datetime.now(UTC)).total_seconds()))
