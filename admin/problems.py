"""Errors in the reader's shape: problem+json (RFC 9457) under `/api/`, a page elsewhere."""

from __future__ import annotations

import json
import secrets
import traceback
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import NamedTuple

import structlog
from flask import Flask, Response, make_response, render_template, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response as AnyResponse

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

API = "/api/"
MEDIA_TYPE = "application/problem+json"
TYPES = "/api/v1/docs#problem-"
DATABASE_AWAY_SECONDS = 2

STATUSES: dict[type[Refusal], HTTPStatus] = {
    Malformed: HTTPStatus(422),
    NotSignedIn: HTTPStatus(401),
    NotAllowed: HTTPStatus(403),
    NotFound: HTTPStatus(404),
    Conflict: HTTPStatus(409),
    TooLarge: HTTPStatus(413),
    TryLater: HTTPStatus(429),
    Refusal: HTTPStatus(500),
}
"""A subclass has the status of its nearest ancestor."""


class Kind(NamedTuple):
    name: str
    title: str


KINDS: dict[int, Kind] = {
    400: Kind("bad-request", "The request contradicts itself or lacks its CSRF token"),
    401: Kind("not-signed-in", "Credentials are missing or do not count"),
    403: Kind("not-allowed", "The asker may not do this"),
    404: Kind("not-found", "There is no such thing, as far as the asker may know"),
    405: Kind("method-not-allowed", "The address has no such method"),
    406: Kind("not-acceptable", "The answer has no media type that was asked for"),
    409: Kind("conflict", "The request contradicts what is there"),
    413: Kind("too-large", "The request is too large"),
    415: Kind("unsupported-media-type", "The body has to be application/json"),
    422: Kind("malformed", "The request does not have the shape it needs"),
    429: Kind("try-later", "Too many requests"),
    500: Kind("internal-error", "Something went wrong here"),
    503: Kind("unavailable", "A service behind this one does not answer"),
}
"""Every problem the API answers with, by status; `type` names it in the documentation."""


def register(app: Flask) -> None:
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(NoConnectionFree, _database_away)
    app.register_error_handler(Exception, _unexpected)


def status_of(refusal: Refusal) -> HTTPStatus:
    return next(STATUSES[kind] for kind in type(refusal).__mro__ if kind in STATUSES)


def _refused(refusal: Refusal) -> AnyResponse:
    status = status_of(refusal)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return _unexpected(refusal)
    headers = {}
    if isinstance(refusal, TryLater):
        headers["Retry-After"] = str(refusal.seconds)
    return _answer(status, str(refusal), headers)


def _http_error(error: HTTPException) -> AnyResponse:
    if isinstance(error, InternalServerError) and error.original_exception is not None:
        return _unexpected(error.original_exception)  # raised after the answer had been made
    if error.response is not None or error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    found = list(_fields(getattr(error, "data", {}).get("messages", {})))
    members = {"errors": found} if found else {}
    return _answer(HTTPStatus(error.code), error.description or "", headers, members)


def _fields(messages: Mapping[str, object]) -> Iterator[dict[str, str]]:
    """Of marshmallow's tree `{location: {field: [message]}}`; a JSON pointer where it is a body."""
    for location, tree in messages.items():
        for path, message in _leaves(tree):
            if location == "json":
                yield {"pointer": "#/" + "/".join(path) if path else "#", "detail": message}
            else:
                yield {"parameter": ".".join(path), "detail": message}


def _leaves(tree: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(tree, Mapping):
        for name, branch in tree.items():
            yield from _leaves(branch, path if name == "_schema" else (*path, str(name)))
    elif isinstance(tree, list):
        for branch in tree:
            yield from _leaves(branch, path)
    else:
        yield path, str(tree)


def _database_away(error: Exception) -> AnyResponse:
    logger.warning("database away", error=type(error).__name__)
    headers = {"Retry-After": str(DATABASE_AWAY_SECONDS)}
    return _answer(HTTPStatus.SERVICE_UNAVAILABLE, "The database does not answer", headers)


def _unexpected(error: BaseException) -> AnyResponse:
    """The asker gets an id and the log the place; an exception's text may hold what was sent."""
    error_id = secrets.token_hex(6)
    logger.error(
        "unexpected error; payload omitted",
        error_id=error_id,
        error=type(error).__qualname__,
        at="".join(traceback.format_tb(error.__traceback__)),
    )
    detail = "It is in the log under its error id"
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, detail, members={"error_id": error_id})


def _answer(
    status: HTTPStatus,
    detail: str,
    headers: Mapping[str, str] | None = None,
    members: Mapping[str, object] | None = None,
) -> AnyResponse:
    headers, members = dict(headers or {}), members or {}
    if request.path.startswith(API):
        if status == HTTPStatus.UNAUTHORIZED:
            headers["WWW-Authenticate"] = 'Bearer realm="stoa"'
        return Response(_problem(status, detail, members), status, headers, content_type=MEDIA_TYPE)
    page = render_template(
        "error.html",
        status=status.value,
        text=detail,
        seconds=headers.get("Retry-After"),
        error_id=members.get("error_id"),
    )
    return make_response(page, status, headers)


def _problem(status: HTTPStatus, detail: str, members: Mapping[str, object]) -> str:
    kind = KINDS.get(status)
    return json.dumps(
        {
            "type": TYPES + kind.name if kind else "about:blank",
            "title": kind.title if kind else status.phrase,
            "status": status.value,
            "detail": detail,
            **members,
        }
    )
