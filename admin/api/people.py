"""People and departments, as everybody who is signed in may see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request, url_for

from admin.api.asking import asks
from admin.api.part import Part
from admin.api.shapes import Departments, PageQuery, People, PeopleQuery, Person
from admin.services import connection, services
from components.directory import people as directory
from components.directory.people import DepartmentCard, PersonCard
from schemas.refusals import NotFound

READERS = asks("people:read")

part = Part("People", "People and departments of the organisation.")


@part.operation("/people", People, guard=READERS, query=PeopleQuery)
def people(query: Mapping[str, Any]) -> dict[str, Any]:
    """Everybody, by localpart

    A page at a time: ask again with `after` until `next` is null.
    """
    return _page(query, query.get("department"))


@part.operation("/people/<localpart:localpart>", Person, guard=READERS, errors=[404])
def person(localpart: str) -> dict[str, Any]:
    """One person"""
    return _person(directory.person(connection(), localpart))


@part.operation(
    "/people/<localpart:localpart>/picture",
    {"type": "string", "format": "binary"},
    guard=READERS,
    errors=[404],
    media_type="image/png",
    raw=True,
    headers={"ETag": {"schema": {"type": "string"}, "description": "SHA-1 of the picture"}},
)
def picture(localpart: str) -> Response:
    """Someone's picture

    A PNG; `If-None-Match` with its ETag saves loading it again.
    """
    sha1, png = directory.picture(connection(), localpart)
    answer = Response(png, content_type="image/png")
    answer.set_etag(sha1)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.make_conditional(request)
    return answer


@part.operation("/departments", Departments, guard=READERS)
def departments() -> dict[str, Any]:
    """All departments, by name"""
    return {"departments": [_department(each) for each in directory.departments(connection())]}


@part.operation(
    "/departments/<id:department_id>/people", People, guard=READERS, query=PageQuery, errors=[404]
)
def members(query: Mapping[str, Any], department_id: int) -> dict[str, Any]:
    """People of a department, by localpart"""
    if department_id not in {each.id for each in directory.departments(connection())}:
        raise NotFound("There is no such department")
    return _page(query, department_id)


def _page(query: Mapping[str, Any], department_id: int | None) -> dict[str, Any]:
    limit = query["limit"]
    found = directory.people(connection(), query.get("after"), limit + 1, department_id)
    shown = found[:limit]
    return {
        "people": [_person(each) for each in shown],
        "next": shown[-1].localpart if len(found) > limit else None,
    }


def _person(card: PersonCard) -> dict[str, Any]:
    return {
        "localpart": card.localpart,
        "jid": f"{card.localpart}@{services().settings.domain}",
        "name": card.name,
        "title": card.title,
        "email": card.email,
        "departments": [_department(each) for each in card.departments],
        "manager": card.manager,
        "picture": url_for(f"{part.name}.picture", localpart=card.localpart)
        if card.picture_sha1
        else None,
    }


def _department(card: DepartmentCard) -> dict[str, Any]:
    room = f"{card.room}@conference.{services().settings.domain}"
    return {"id": card.id, "name": card.name, "room": room}
