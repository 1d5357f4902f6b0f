"""Files over HTTP: nginx hands requests on, and hands out what it is told to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import uuid4

import structlog
from aiohttp import web
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

from components.upload.http.downloads import Downloads
from components.upload.http.uploads import Uploads
from schemas.refusals import (
    Conflict,
    Malformed,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Refusal,
    TooLarge,
    TryLater,
)

logger = structlog.get_logger(__name__)

STATUSES: dict[type[Refusal], int] = {
    Malformed: 400,
    NotSignedIn: 401,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    TooLarge: 413,
    TryLater: 503,
    Refusal: 500,
}
"""A subclass has the status of its nearest ancestor."""
PATH = "/files/{link:.*}"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def application(uploads: Uploads, downloads: Downloads) -> web.Application:
    app = web.Application(middlewares=[_refusals])
    app.router.add_put(PATH, uploads.put)
    app.router.add_get(PATH, downloads.get)
    return app


@web.middleware
async def _refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refusals as answers; of anything else that goes wrong its id alone is told."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return _refused(refusal)
    except web.HTTPException:
        raise
    except (OperationalError, NoneFree):
        return _refused(TryLater("The service is starting", seconds=2))
    except Exception:
        error_id = uuid4().hex
        logger.exception("request failed", error_id=error_id, method=request.method)
        return web.Response(status=500, text=f"Error {error_id}\n")


def _refused(refusal: Refusal) -> web.Response:
    kind = next(ancestor for ancestor in type(refusal).__mro__ if ancestor in STATUSES)
    again = {"Retry-After": str(refusal.seconds)} if isinstance(refusal, TryLater) else {}
    return web.Response(status=STATUSES[kind], text=f"{refusal}\n", headers=again)
