"""GET and HEAD: the component says who may have a file, nginx hands it out."""

from __future__ import annotations

import asyncio
import base64
import re
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import quote

from aiohttp import web
from sqlalchemy import Engine

from components.runtime.database import in_transaction
from components.upload import files
from components.upload.files import File
from components.upload.links import Fetching, Links
from components.upload.storage import Place, Storage
from schemas.refusals import NotAllowed, NotFound, TryLater

INTERNAL = "/files-on-disk/"
"""nginx's own location (`deploy/nginx/origin.conf`)."""
SHOWN = re.compile(
    "image/(png|jpeg|gif|webp|avif)|video/(mp4|webm)|audio/(ogg|mpeg|mp4|webm|wav|x-wav|opus)"
)
"""What browsers may show in place; nothing of it runs."""
LOOK_SECONDS = 0.1
HELD_SECONDS, WAIT_SECONDS = 5, 10
"""How long a download, and whoever asks `about` with `wait`, waits for the scan."""
AGAIN_SECONDS = 2


Allowed = Callable[[Fetching], Awaitable[File]]
"""Raises NotAllowed, NotFound and TryLater."""


class Downloads:
    def __init__(self, engine: Engine, links: Links, allowed: Allowed, storage: Storage) -> None:
        self._engine, self._links, self._storage = engine, links, storage
        self._allowed = allowed

    async def get(self, request: web.Request) -> web.StreamResponse:
        link = self._links.parse(request.raw_path.partition("?")[0])
        if not isinstance(link, Fetching):
            raise NotAllowed("Nothing is fetched from here")
        found = await self._allowed(link)
        if found.expires_at and found.expires_at <= datetime.now(UTC):
            raise NotFound("This file has expired")
        if "about" in request.query:
            seconds = WAIT_SECONDS if "wait" in request.query else 0
            return web.json_response(about(await self._scanned(found, seconds)), headers=_ASK)
        file = await self._scanned(found, HELD_SECONDS)
        if file.state == "refused":
            raise NotAllowed(file.refusal)
        if file.state != "ready":
            raise TryLater("This file has not been scanned yet", AGAIN_SECONDS)
        return self._handed_out(file, preview="preview" in request.query)

    def _handed_out(self, file: File, *, preview: bool) -> web.Response:
        if preview and not file.preview:
            raise NotFound("There is no preview of this file")
        place: Place = "preview" if preview else "ready"
        media_type = "image/webp" if preview else file.media_type
        return web.Response(
            headers=_ASK
            | {
                "X-Accel-Redirect": INTERNAL + self._storage.key(place, file.id),
                "Content-Type": media_type or "application/octet-stream",
                "Content-Disposition": disposition(file.name, media_type),
            }
        )

    async def _scanned(self, file: File, seconds: float) -> File:
        """As it is once it has been scanned, or after so long."""
        deadline = time.monotonic() + seconds
        while file.state == "held" and time.monotonic() < deadline:
            await asyncio.sleep(LOOK_SECONDS)
            now = await in_transaction(self._engine, partial(files.find, id=file.id))
            if now is None:
                raise NotFound("This file is no more")
            file = now
        return file


_ASK = {"Cache-Control": "private, no-cache"}
"""Browsers keep what they have, and ask each time whether they still may show it."""


def disposition(name: str, media_type: str) -> str:
    """RFC 6266: in place only what cannot run; its name in two forms."""
    kind = "inline" if SHOWN.fullmatch(media_type) else "attachment"
    plain = re.sub(r"[^ !#-\[\]-~]|%", "_", name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def about(file: File) -> dict[str, Any]:
    """What clients are told beside the file itself."""
    return {
        "id": str(file.id),
        "name": file.name,
        "media_type": file.media_type or file.claimed_type,
        "size": file.size if file.stored_size is None else file.stored_size,
        "state": file.state,
        "refusal": file.refusal,
        "width": file.width,
        "height": file.height,
        "duration_ms": file.duration_ms,
        "blurhash": file.blurhash,
        "waveform": _base64(file.waveform),
        "sha256": file.digest and file.digest.hex(),
        "preview": file.preview,
    }


def _base64(waveform: bytes | None) -> str | None:
    return None if waveform is None else base64.b64encode(waveform).decode()
