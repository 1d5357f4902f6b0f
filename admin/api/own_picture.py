"""The picture that one has set."""

from __future__ import annotations

from typing import Any

from flask import request

from admin.api.asking import SESSION_ASKS, own_session
from admin.api.part import Part
from admin.api.people import picture_address
from admin.api.shapes import OwnPicture
from admin.services import connection
from components.directory import own_pictures, people

part = Part("Your picture", "The picture of you that others see.")


@part.operation("/me/picture", OwnPicture, guard=SESSION_ASKS)
def shown() -> dict[str, Any]:
    """Your picture

    Yours, or the directory's where you have set none.
    """
    return _shown(own_session().localpart)


@part.operation(
    "/me/picture",
    OwnPicture,
    method="PUT",
    guard=SESSION_ASKS,
    content="image/*",
)
def put() -> dict[str, Any]:
    """Set your picture

    A PNG, JPEG or WebP of 64 KiB and 2048 times 2048 pixels at most, whatever its media type says.
    Its middle becomes a PNG of 192 times 192 pixels without anything that was written into the
    file. Everybody's clients are told (XEP-0084, XEP-0153). 403 where the organisation does not
    let people set their own.
    """
    own = own_session().localpart
    own_pictures.put(connection(), own, request.get_data())
    return _shown(own)


@part.operation("/me/picture", OwnPicture, method="DELETE", guard=SESSION_ASKS, errors=[404])
def remove() -> dict[str, Any]:
    """Remove your picture

    The directory's is shown again, where it has one.
    """
    own = own_session().localpart
    own_pictures.remove(connection(), own)
    return _shown(own)


def _shown(own: str) -> dict[str, Any]:
    standing = own_pictures.standing(connection(), own)
    return {"picture": picture_address(people.person(connection(), own)), **standing._asdict()}
