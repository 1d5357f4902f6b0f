"""People and departments, as everybody who is signed in may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
PNG = {"type": "string", "format": "binary"}
A_YEAR_SECONDS = 365 * 24 * 3600

part = Part("People", "People and departments of the organisation.")


@part.operation("/people", People, guard=READERS, query=PeopleQuery)
def people(query: Mapping[str, Any]) -> dict[str, Any]:
    """Everybody whom one may write to

    A page at a time: ask again with `after` until `next` is null. They come by localpart; with `q`
    those who fit come, the best first, two hundred at most.
    """
    if "q" in query:
        return _found(query)
    named = query.get("localparts")
    return _page(query, query.get("department"), named and named.split(","))


@part.operation("/people/<localpart:localpart>", Person, guard=READERS, errors=[404])
def person(localpart: str) -> dict[str, Any]:
    """One person"""
    return _person(directory.person(connection(), localpart, asker().localpart))


@part.operation(
    "/people/<localpart:localpart>/picture",
    PNG,
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
    sha1, png, _ = directory.picture(connection(), localpart, asker().localpart)
    answer = Response(png, content_type="image/png")
    answer.set_etag(sha1)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.make_conditional(request)
    return answer


@part.operation(
    "/people/<localpart:localpart>/pictures/<sha1:sha1>",
    PNG,
    guard=READERS,
    errors=[404],
    media_type="image/png",
    raw=True,
)
def kept_picture(localpart: str, sha1: str) -> Response:
    """The same, by its SHA-1

    To be kept for ever: the address changes with the picture. An avatar's id in XMPP (XEP-0153)
    is this SHA-1.
    """
    current_sha1, png, _ = directory.picture(connection(), localpart, asker().localpart)
    if sha1 != current_sha1:
        raise NotFound("There is no such picture")
    answer = Response(png, content_type="image/png")
    answer.headers["Cache-Control"] = f"private, max-age={A_YEAR_SECONDS}, immutable"
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


def _page(
    query: Mapping[str, Any], department_id: int | None, localparts: Sequence[str] | None = None
) -> dict[str, Any]:
    limit = query["limit"]
    found = directory.people(
        connection(),
        query.get("after"),
        limit + 1,
        department_id,
        localparts,
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
        "picture": picture_address(card),
    }


def picture_address(card: PersonCard) -> str | None:
    """Never another picture's."""
    if card.picture_sha1 is None:
        return None
    return url_for(f"{part.name}.kept_picture", localpart=card.localpart, sha1=card.picture_sha1)


def _department(card: DepartmentCard) -> dict[str, Any]:
    room = f"{card.room}@conference.{services().settings.domain}"
    return {"id": card.id, "name": card.name, "room": room}
