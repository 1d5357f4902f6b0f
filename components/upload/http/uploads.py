"""PUT: a slot's one upload, streamed into the store (XEP-0363 v1.2.0 #upload)."""

from __future__ import annotations

import asyncio
from functools import partial
from uuid import UUID

import structlog
from aiohttp import ClientError, web
from sqlalchemy import Engine

from components.runtime.database import in_transaction
from components.upload import files
from components.upload.files import File
from components.upload.links import Links, Putting
from components.upload.storage import Storage, StorageError
from schemas.refusals import Malformed, NotAllowed, TooLarge

logger = structlog.get_logger(__name__)


class Uploads:
    def __init__(self, engine: Engine, links: Links, storage: Storage) -> None:
        self._engine, self._links, self._storage = engine, links, storage
        self.running: set[UUID] = set()
        """Files that are arriving."""

    async def put(self, request: web.Request) -> web.Response:
        """201 when all of it is stored; what went wrong before leaves nothing."""
        link = self._links.parse(request.raw_path.partition("?")[0])
        if not isinstance(link, Putting):
            raise NotAllowed("Nothing is uploaded here")
        id = link.file
        slot = await in_transaction(self._engine, partial(files.open_slot, id=id))
        _check(request, slot)
        self.running.add(id)
        try:
            await in_transaction(self._engine, partial(files.use_slot, id=id))
            await self._store(request, slot)
        finally:
            self.running.discard(id)
        return web.Response(status=201)

    async def _store(self, request: web.Request, slot: File) -> None:
        try:
            await self._receive(request, slot)
            await in_transaction(self._engine, partial(files.arrived, id=slot.id))
        except BaseException:
            await asyncio.shield(self._forget(slot.id))
            raise

    async def _receive(self, request: web.Request, slot: File) -> None:
        """Raises Malformed where the connection was lost, and HTTPInsufficientStorage."""
        writer = self._storage.writer(slot.id)
        try:
            async for chunk in request.content.iter_any():
                await writer.write(chunk)
            await writer.close()
        except (ConnectionError, ClientError):
            raise Malformed("The upload has ended too early") from None
        except StorageError as error:
            logger.error("not stored", reason=str(error))
            raise web.HTTPInsufficientStorage(text="There is no room for files now\n") from None
        finally:
            del writer  # what was not closed goes with it, also where the error is kept

    async def _forget(self, id: UUID) -> None:
        await asyncio.to_thread(self._storage.remove, id)
        await in_transaction(self._engine, partial(files.forget, id=id))


def _check(request: web.Request, slot: File) -> None:
    """Before any of it is read. Raises Malformed, TooLarge, HTTPLengthRequired and
    HTTPUnsupportedMediaType."""
    length = request.content_length
    if length is None:
        raise web.HTTPLengthRequired
    if length > slot.size:
        raise TooLarge(f"The slot is for {slot.size} bytes")
    if length != slot.size:
        raise Malformed(f"The slot is for {slot.size} bytes")
    claimed = slot.claimed_type
    if claimed and "Content-Type" in request.headers and request.content_type != claimed:
        raise web.HTTPUnsupportedMediaType(text=f"The slot is for {claimed}\n")
