"""What becomes of files that nobody is to have: slots that were not used, uploads that broke off,
what has expired, and what nobody was sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, Engine, Interval, Select, func, select, text

from components.upload import files
from components.upload.storage import Storage
from schemas.db.tables.files import file

logger = structlog.get_logger(__name__)

UPLOAD_BEGINS, SLOWEST_UPLOAD = timedelta(minutes=10), 4_000
"""Nginx says when one breaks off, unless it was killed. Whoever is slower (bytes a second) begins
again."""
VIEWS_KNOW_ALL = text("""
select s.seq >= stoa.ledger_end(stoa.feed_end()) from stoa.view_state s""")
NEVER_SHARED = text("""
not exists (select from stoa.attachment a where a.file = stoa.file.id)""")


class Tidying:
    def __init__(self, engine: Engine, storage: Storage, unshared_days: int) -> None:
        self._engine, self._storage = engine, storage
        self._unshared = timedelta(days=unshared_days)

    def __call__(self) -> None:
        """Each file goes before what is known of it, so that a second time does what one lacks."""
        ids = self._old()
        for id in ids:
            self._remove(id)
        if ids:
            logger.info("tidied", files=len(ids))

    def _old(self) -> set[UUID]:
        with self._engine.begin() as connection:
            views_know = connection.scalar(VIEWS_KNOW_ALL)
            old = _over() + ([self._never_shared()] if views_know else [])
            return {id for each in old for id in connection.scalars(each)}

    def _never_shared(self) -> Select[Any]:
        old = select(file.c.id).where(file.c.uploaded_at < func.now() - self._unshared)
        return old.where(NEVER_SHARED)

    def _remove(self, id: UUID) -> None:
        self._storage.remove(id)
        with self._engine.begin() as connection:
            files.forget(connection, id)


def _over() -> list[Select[Any]]:
    slots = select(file.c.id).where(file.c.state == "slot")
    return [
        slots.where(file.c.used_at.is_(None), file.c.slot_until < func.now()),
        slots.where(file.c.used_at < func.now() - UPLOAD_BEGINS - _longest()),
        select(file.c.id).where(file.c.expires_at < func.now()),
    ]


def _longest() -> ColumnElement[timedelta]:
    return func.make_interval(0, 0, 0, 0, 0, 0, file.c.size / SLOWEST_UPLOAD, type_=Interval)
