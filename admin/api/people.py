"""People and departments, as everybody who is signed in may see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request, url_for

from admin.api.asking import asker, asks
from admin.api.part import Part
from admin.api.shapes import Departments, PageQuery, People, PeopleQuery, Person
from admin.services import connection, services
from components.directory import people as directory
from components.directory import search
from components.directory.people import DepartmentCard, PersonCard
from components.directory.roles import Role
from components.directory.search import Question
from schemas.refusals import NotFound

READERS = asks("people:read")

part = Part("People", "People and departments of the organisation.")


@part.operation("/people", People, guard=READERS, query=PeopleQuery)
def people(query: Mapping[str, Any]) -> dict[str, Any]:
    """Everybody whom one may write to

    A page at a time: ask again with `after` until `next` is null. They come by localpart; with `q`
    those who fit come, the best first, two hundred at most.
    """
    if "q" in query:
        return _found(query)
    return _page(query, query.get("department"))


@part.operation("/people/<localpart:localpart>", Person, guard=READERS, errors=[404])
def person(localpart: str) -> dict[str, Any]:
    """One person"""
    return _person(directory.person(connection(), localpart, asker().localpart))


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
    sha1, png = directory.picture(connection(), localpart, asker().localpart)
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
    found = directory.people(
        connection(),
        query.get("after"),
        limit + 1,
        department_id,
        role=_role(query),
        asker=asker().localpart,
    )
    shown = found[:limit]
    return {
        "people": [_person(each) for each in shown],
        "next": shown[-1].localpart if len(found) > limit else None,
    }


def _role(query: Mapping[str, Any]) -> Role | None:
    return Role(query["role"]) if "role" in query else None


def _found(query: Mapping[str, Any]) -> dict[str, Any]:
    question = Question(query["q"], query.get("department"), _role(query))
    ranked = search.find(connection(), asker().localpart, question)
    after = query.get("after")
    rest = ranked[ranked.index(after) + 1 :] if after in ranked else [] if after else ranked
    shown = rest[: query["limit"]]
    return {
        "people": [_person(each) for each in directory.cards(connection(), shown)],
        "next": shown[-1] if len(rest) > len(shown) else None,
    }


def _person(card: PersonCard) -> dict[str, Any]:
    return {
        "localpart": card.localpart,
        "jid": f"{card.localpart}@{services().settings.domain}",
        "name": card.name,
        "title": card.title,
        "email": card.email,
        "departments": [_department(each) for each in card.departments],
        "projects": [_department(each) for each in card.projects],
        "manager": card.manager,
        "picture": url_for(f"{part.name}.picture", localpart=card.localpart)
        if card.picture_sha1
        else None,
    }


def _department(card: DepartmentCard) -> dict[str, Any]:
    room = f"{card.room}@conference.{services().settings.domain}"
    return {"id": card.id, "name": card.name, "room": room}
