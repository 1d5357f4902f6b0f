"""People's pictures, under names that change with their content."""

from __future__ import annotations

from flask import Blueprint, Response

from admin.services import connection
from admin.session import current, signed_in
from components.directory import people
from schemas.refusals import NotFound

A_YEAR_SECONDS = 365 * 24 * 60 * 60

pages = Blueprint("pictures", __name__, url_prefix="/account/pictures")


@pages.get("/<localpart>/<sha1>.png")
@signed_in
def picture(localpart: str, sha1: str) -> Response:
    """Raises NotFound for a picture that has been replaced."""
    current_sha1, png, _ = people.picture(connection(), localpart, current().localpart)
    if sha1 != current_sha1:
        raise NotFound("There is no such picture")
    answer = Response(png, mimetype="image/png")
    answer.cache_control.private = True
    answer.cache_control.max_age = A_YEAR_SECONDS
    answer.cache_control.immutable = True
    return answer
