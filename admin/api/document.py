"""The OpenAPI document, made from what the views say about themselves."""

from __future__ import annotations

from flask import Flask
from flask_smorest import Api
from werkzeug.routing import BaseConverter, IntegerConverter

from admin.api.message_shapes import CONVERSATION
from admin.api.shapes import Problem
from admin.problems import KINDS, MEDIA_TYPE
from components.directory.accounts import LOCALPART
from components.directory.roles import GIVEN

ABOUT = """
Everything the portal shows, for programs. Ask with a token (`Authorization: Bearer stoa_…`), which
its owner makes under Account → Programs and which may do what its scopes say. Pages of this origin
ask with the cookie of their session; what changes something then needs the header `X-CSRFToken`.

Errors are problem documents (RFC 9457). Limits: 600 requests and 60 changes a minute for each
person, or for each address that is not signed in; beyond them the answer is 429 and says in
`Retry-After` when to ask again.
""".strip()

SECURITY = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-stoa",
        "description": "Set by signing in. Without TLS its name is `stoa-` and the port.",
    },
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "stoa_ and 43 characters",
        "description": "Made under Account → Programs, with scopes.",
    },
}


RETRY_AFTER = {
    "Retry-After": {
        "schema": {"type": "integer"},
        "description": "Seconds to wait",
        "required": True,
    }
}
HEADERS = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}, "required": True}},
    405: {"Allow": {"schema": {"type": "string"}, "required": True}},
    429: RETRY_AFTER,
    503: RETRY_AFTER,
}
"""Of errors, by status."""


class Localpart(BaseConverter):
    regex = LOCALPART.pattern


class Id(IntegerConverter):
    """No address has a longer one: werkzeug would say 405, not 404, to what it refuses later."""

    regex = "[1-9][0-9]{0,17}"


class Process(BaseConverter):
    regex = r"[a-z][a-z0-9_-]{0,30}"


class Sha1(BaseConverter):
    regex = "[0-9a-f]{40}"


class Conversation(BaseConverter):
    regex = CONVERSATION


class Named(BaseConverter):
    """What somebody's client has called a message."""

    regex = r"[^/\x00-\x1f\x7f]{1,255}"


class RoleName(BaseConverter):
    regex = "|".join(GIVEN)


class Document(Api):  # type: ignore[misc]  # ships no types
    DEFAULT_ERROR_RESPONSE_NAME = None

    def __init__(self, app: Flask) -> None:
        app.config.update(
            API_TITLE="Stoa",
            API_VERSION="1",
            OPENAPI_VERSION="3.1.0",
            OPENAPI_URL_PREFIX="/api/v1",
            API_SPEC_OPTIONS={"info": {"description": ABOUT}, "servers": [{"url": "/"}]},
        )
        app.url_map.converters.update(
            localpart=Localpart,
            id=Id,
            process=Process,
            sha1=Sha1,
            role=RoleName,
            conversation=Conversation,
            named=Named,
        )
        super().__init__(app)
        self.register_converter(Localpart, _text_schema)
        self.register_converter(Process, _text_schema)
        self.register_converter(Sha1, _text_schema)
        self.register_converter(Conversation, _text_schema)
        self.register_converter(Named, _text_schema)
        self.register_converter(RoleName, lambda _: {"type": "string", "enum": list(GIVEN)})
        self.register_converter(Id, lambda _: {"type": "integer", "minimum": 1, "format": "int64"})
        for name, scheme in SECURITY.items():
            self.spec.components.security_scheme(name, scheme)

    def _register_responses(self) -> None:
        for status, kind in KINDS.items():
            content = {MEDIA_TYPE: {"schema": Problem}}
            answer = {"description": kind.title, "content": content}
            if status in HEADERS:
                answer["headers"] = HEADERS[status]
            self.spec.components.response(f"problem-{status}", answer, lazy=True)

    def _register_error_handlers(self) -> None:
        """They are `admin.problems`."""


def _text_schema(converter: BaseConverter) -> dict[str, str]:
    return {"type": "string", "pattern": f"^{converter.regex}$"}
