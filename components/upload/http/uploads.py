"""PUT: a slot's one upload (XEP-0363 v1.2.0 #upload).

Nginx stores it, and asks at each step (`deploy/nginx/uploads.conf`): before a byte of it is read,
when all of it has come, and when nothing comes of it. None of these requests has a body.
"""

from __future__ import annotations

from functools import partial
from uuid import UUID

import structlog
from aiohttp import web
from sqlalchemy import Connection, Engine

from components.runtime.database import in_transaction
from components.upload import files
from components.upload.links import Links, Putting
from schemas.refusals import Malformed, NotAllowed, TooLarge, TryLater

logger = structlog.get_logger(__name__)

STEP, LENGTH, BEGUN = "Upload-Step", "Upload-Length", "Upload-Begun"
"""What nginx says: where it is, how long the upload says it is, and the file that has begun."""
STORE = "@upload-complete"
"""Nginx's own location: what came gets its place there, and its sender 201."""


class Uploads:
    def __init__(self, engine: Engine, links: Links) -> None:
        self._engine, self._links = engine, links

    async def put(self, request: web.Request) -> web.Response:
        link = self._links.parse(request.raw_path.partition("?")[0])
        if not isinstance(link, Putting):
            raise NotAllowed("Nothing is uploaded here")
        steps = {
            "begin": self._begin,
            "complete": self._complete,
            "broke-off": self._broke_off,
            "not-written": self._not_written,
        }
        step = steps.get(request.headers.get(STEP, ""), self._refuse)
        return await step(request, link.file)

    async def _begin(self, request: web.Request, id: UUID) -> web.Response:
        """Whatever else than 204 has nginx ask for the reason (`_refuse`)."""
        await in_transaction(self._engine, lambda c: _use(c, request, id))
        return web.Response(status=204, headers={BEGUN: str(id)})

    async def _refuse(self, request: web.Request, id: UUID) -> web.Response:
        """As it is told to whoever wants to upload, who may be still sending."""
        await in_transaction(self._engine, lambda c: _check(c, request, id))
        raise TryLater("The service is starting", seconds=2)

    async def _complete(self, request: web.Request, id: UUID) -> web.Response:
        await in_transaction(self._engine, partial(files.arrived, id=id))
        return web.Response(headers={"X-Accel-Redirect": STORE})

    async def _broke_off(self, request: web.Request, id: UUID) -> web.Response:
        """Told to nobody: its sender is gone."""
        await self._forget(request, id)
        raise Malformed("The upload has ended too early")

    async def _not_written(self, request: web.Request, id: UUID) -> web.Response:
        await self._forget(request, id)
        logger.error("not stored", file=str(id))
        raise web.HTTPInsufficientStorage(text="There is no room for files now\n")

    async def _forget(self, request: web.Request, id: UUID) -> None:
        """What this request has begun, if it has."""
        if request.headers.get(BEGUN) == str(id):
            await in_transaction(self._engine, partial(files.broke_off, id=id))


def _use(connection: Connection, request: web.Request, id: UUID) -> None:
    _check(connection, request, id)
    files.use_slot(connection, id)


def _check(connection: Connection, request: web.Request, id: UUID) -> None:
    """Raises NotAllowed, Malformed, TooLarge, HTTPLengthRequired and HTTPUnsupportedMediaType."""
    slot = files.open_slot(connection, id)
    length = request.headers.get(LENGTH)
    if length is None:
        raise web.HTTPLengthRequired
    if "Content-Range" in request.headers:
        raise Malformed("A file is uploaded as a whole")
    if int(length) > slot.size:
        raise TooLarge(f"The slot is for {slot.size} bytes")
    if int(length) != slot.size:
        raise Malformed(f"The slot is for {slot.size} bytes")
    claimed = slot.claimed_type
    if claimed and "Content-Type" in request.headers and request.content_type != claimed:
        raise web.HTTPUnsupportedMediaType(text=f"The slot is for {claimed}\n")
