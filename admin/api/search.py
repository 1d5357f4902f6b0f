"""Finding messages in one's own conversations."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from admin.api.asking import asker
from admin.api.conversations import READERS, own_address
from admin.api.part import Part
from admin.api.search_shapes import BEST, Found, SearchQuery
from admin.services import connection, services
from components.archive.search import hits
from components.archive.search.hits import Hit, Place
from components.archive.search.query import parse
from components.runtime.file_links import edited, moved
from schemas.refusals import Malformed

part = Part("Search", "What was said, found again.")


@part.operation("/search", Found, guard=READERS, query=SearchQuery)
def search(query: Mapping[str, Any]) -> dict[str, Any]:
    """Messages of your conversations

    Nothing that is typed is an error: what is no operator is a word. What was retracted is not
    found, nor what was encrypted for its recipients alone. A page at a time: ask again with `after`
    until `next` is null.
    """
    found = hits.find(
        connection(),
        own_address(),
        parse(query["q"]),
        query["limit"],
        _place(query),
        best_first=query["order"] == BEST,
    )
    return {
        "owner": asker().localpart,
        "total": found.total,
        "hits": [_hit(each) for each in found.hits],
        "next": found.further and _cursors().dumps([_asked(query), *found.further]),
    }


def _place(query: Mapping[str, Any]) -> Place:
    """Raises Malformed for a cursor of somebody else's, or of another search."""
    if "after" not in query:
        return Place()
    try:
        asked, below, skipped = _cursors().loads(query["after"])
    except BadSignature:
        asked = None
    if asked != _asked(query):
        raise Malformed("This is not `next` of a page of this search")
    return Place(below, skipped)


def _asked(query: Mapping[str, Any]) -> str:
    said = "\0".join((asker().localpart, query["order"], query["q"]))
    return hashlib.sha256(said.encode(errors="replace")).hexdigest()[:32]


def _cursors() -> URLSafeSerializer:
    return URLSafeSerializer(services().settings.session_key, salt="search")


def _hit(hit: Hit) -> dict[str, Any]:
    place = {
        "id": hit.address,
        "kind": hit.conversation_kind,
        "name": hit.conversation_name,
    }
    return {
        "id": hit.id,
        "conversation": place,
        "sender": hit.sender,
        "nick": hit.nick,
        "at": hit.at,
        "kind": hit.kind,
    } | _snippet(hit)


def _snippet(hit: Hit) -> dict[str, Any]:
    changes = services().links.edits(hit.snippet, own_address())
    places = [(moved(begin, changes), moved(end, changes)) for begin, end in hit.marks]
    marks = [{"begin": begin, "end": end} for begin, end in places if begin < end]
    return {"snippet": edited(hit.snippet, changes), "marks": marks}
