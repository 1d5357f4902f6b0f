"""Slots (XEP-0363 v1.2.0): who may upload what, before a byte of it arrives."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import Connection, func, insert, select

from components.upload.quotas import Quotas
from schemas.db.tables.account import account
from schemas.db.tables.files import file
from schemas.refusals import Malformed, NotAllowed, TryLater

Purpose = Literal["message", "ephemeral"]
MOST_NAME_BYTES = 255
SPARE_BYTES = 2**28
"""Of the disk, which is the database's too."""
FULL_SECONDS = 600
TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks of direction, with which a name shows another ending than it has."""


@dataclass(frozen=True)
class Wish:
    """`media_type` is '' where nothing was said of it."""

    name: str
    size: int
    media_type: str = ""
    purpose: Purpose = "message"
    expires_at: datetime | None = None


class Slots:
    def __init__(self, quotas: Quotas, seconds: int, free_bytes: Callable[[], int]) -> None:
        """A slot is good for so many seconds; `free_bytes` is what the disk has."""
        self._quotas, self._life = quotas, timedelta(seconds=seconds)
        self._free_bytes = free_bytes

    def give(self, connection: Connection, id: UUID, owner: str, wish: Wish) -> None:
        """A slot with this id. Raises NotAllowed, TooLarge and TryLater."""
        self._quotas.check_file(wish.size)
        if self._free_bytes() < wish.size + SPARE_BYTES:
            raise TryLater("There is no room for files now", FULL_SECONDS)
        known = select(account.c.localpart).where(
            account.c.localpart == owner, account.c.disabled_at.is_(None)
        )
        if connection.execute(known.with_for_update(key_share=True)).one_or_none() is None:
            raise NotAllowed("Only people of this server may upload files")
        self._quotas.check_person(connection, owner, wish.size)
        connection.execute(
            insert(file).values(
                id=id,
                owner=owner,
                name=wish.name,
                size=wish.size,
                claimed_type=wish.media_type,
                purpose=wish.purpose,
                expires_at=wish.expires_at,
                slot_until=func.now() + self._life,
            )
        )


def parse_name(text: str) -> str:
    """The last segment of what may be a path, without what cannot be seen. Raises Malformed."""
    segment = text.replace("\\", "/").rpartition("/")[2]
    name = "".join(letter for letter in segment if _visible(letter)).strip()
    if name in {"", ".", ".."}:
        raise Malformed("A file needs a name")
    if len(name.encode()) > MOST_NAME_BYTES:
        raise Malformed(f"A file's name has at most {MOST_NAME_BYTES} bytes")
    return name


def _visible(letter: str) -> bool:
    return unicodedata.category(letter) not in {"Cc", "Cs", "Zl", "Zp"} and letter not in TURNING
