"""JSON bodies, read so that two readers never understand different things (RFC 8259, RFC 7493)."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from flask import Request
from marshmallow import Schema
from webargs.flaskparser import FlaskParser, is_json_request
from werkzeug.exceptions import UnsupportedMediaType

from schemas.refusals import Malformed


class StrictParser(FlaskParser):
    def load_json(self, req: Request, schema: Schema) -> Any:
        if not is_json_request(req):
            raise UnsupportedMediaType("The body has to be application/json")
        return parse(req.get_data())


def parse(body: bytes) -> Any:
    """Raises Malformed."""
    try:
        found = json.loads(body.decode(), object_pairs_hook=_object, parse_constant=_not_a_number)
    except RecursionError as error:
        raise Malformed("The body is nested too deeply") from error
    except ValueError as error:  # also what is no UTF-8, and numbers of thousands of digits
        raise Malformed("The body is not JSON in UTF-8") from error
    _check_texts(found)
    return found


def _object(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) != len(members):
        raise Malformed("An object names a member twice")
    return found


def _not_a_number(name: str) -> NoReturn:
    raise Malformed(f"{name} is no number in JSON")


def _check_texts(found: Any) -> None:
    """Refuse what neither PostgreSQL nor XML can hold: NUL and halves of surrogate pairs."""
    waiting = [found]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += [*value, *value.values()]
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and any(c == "\0" or "\ud800" <= c <= "\udfff" for c in value):
            raise Malformed("A text holds NUL or half a character")
