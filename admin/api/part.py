"""A part of the API: its operations, and in the document every error they answer with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any, ParamSpec, TypeVar

from flask import request
from flask_smorest import Blueprint
from marshmallow import Schema
from werkzeug.exceptions import NotAcceptable

from admin.api.asking import Guard
from admin.api.strict_json import StrictParser
from admin.request_log import SAFE_METHODS

P = ParamSpec("P")
R = TypeVar("R")
View = Callable[P, R]

EVERY = (406, 429, 503)
OF_CREDENTIALS = (400, 401, 403)
OF_BODIES = (413, 415, 422)
ANYTHING, JSON = "*/*", "application/json"
CSRF_TOKEN = {
    "in": "header",
    "name": "X-CSRFToken",
    "schema": {"type": "string"},
    "description": "Of the session; a token needs none",
}


class Part(Blueprint):  # type: ignore[misc]  # ships no types
    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, description: str) -> None:
        super().__init__(name, __name__, url_prefix="/api/v1", description=description)
        self._prepare_doc_cbks.append(_document_edges)
        self._media_types: dict[str, str] = {}
        self.before_request(self._check_accept)

    def operation(
        self,
        rule: str,
        answer: type[Schema] | Mapping[str, str] | None = None,
        *,
        method: str = "GET",
        status: int = HTTPStatus.OK,
        guard: Guard | None = None,
        query: type[Schema] | None = None,
        body: type[Schema] | None = None,
        example: Mapping[str, object] | None = None,
        errors: Sequence[int] = (),
        media_type: str | None = None,
        headers: Mapping[str, object] | None = None,
        content: str | None = None,
        asked_headers: Sequence[Mapping[str, object]] = (),
        raw: bool = False,
    ) -> Callable[[View[P, R]], View[P, R]]:
        """A view with its documentation. `guard` decides before anything of the request is read;
        what `query` or `body` was parsed to is the view's first argument; bytes of the media type
        `content` it reads itself. A `raw` view makes its
        answer itself, whatever the schema."""

        def decorate(view: View[P, R]) -> View[P, R]:
            found = self.response(status, answer, content_type=media_type, headers=headers)(view)
            if query is not None:
                found = self.arguments(query, location="query")(found)
            if body is not None:
                found = self.arguments(body, example=example)(found)
            found = self.doc(
                errors=list(errors),
                asked_headers=asked_headers,
                asked_content=content,
                security=guard.security if guard else [],
            )(found)
            self._media_types[f"{self.name}.{view.__name__}"] = media_type or JSON
            served = wraps(found)(_guarded(guard, view if raw else found))
            self.add_url_rule(rule, view_func=served, methods=[method])
            return view

        return decorate

    def _check_accept(self) -> None:
        accepted = request.headers.get("Accept") or ANYTHING
        if ANYTHING in accepted:
            return
        offered = self._media_types[request.endpoint or ""].partition(";")[0]
        if not request.accept_mimetypes.quality(offered):
            raise NotAcceptable(f"The answer is {offered}")


def _guarded(guard: Guard | None, view: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(*arguments: Any, **named: Any) -> Any:
        if guard is not None:
            guard.check()
        return view(*arguments, **named)

    return guarded


def _document_edges(
    doc: dict[str, Any], doc_info: dict[str, Any], *, method: str, **_: object
) -> dict[str, Any]:
    """What every operation does alike. The errors replace flask-smorest's, which are named
    differently by each version of Python."""
    statuses = {*EVERY, *doc_info["manual_doc"].pop("errors")}
    if asked_headers := doc_info["manual_doc"].pop("asked_headers"):
        doc.setdefault("parameters", []).extend(asked_headers)
    guarded = bool(doc_info["manual_doc"]["security"])
    if guarded:
        statuses.update(OF_CREDENTIALS)
    if guarded and method.upper() not in SAFE_METHODS:
        doc.setdefault("parameters", []).append(CSRF_TOKEN)
    if content := doc_info["manual_doc"].pop("asked_content"):
        binary = {"schema": {"type": "string", "format": "binary"}}
        doc["requestBody"] = {"required": True, "content": {content: binary}}
        statuses.update((HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY))
    elif "requestBody" in doc:
        statuses.update(OF_BODIES)
    elif any(each["in"] == "query" for each in doc.get("parameters", ())):
        statuses.add(HTTPStatus.UNPROCESSABLE_ENTITY)
    answers = {
        status: answer
        for status, answer in doc["responses"].items()
        if status < HTTPStatus.BAD_REQUEST
    }
    return doc | {"responses": answers | {code: f"problem-{code}" for code in sorted(statuses)}}
