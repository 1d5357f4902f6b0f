"""Searching messages over REST: pages, cursors, and whose messages they are."""

from urllib.parse import urlencode
from uuid import UUID

import pytest
from flask import Flask

from admin.settings import PortalSettings
from components.upload.links import Links
from tests.harness.rest import MALFORMED, NOT_ALLOWED, NOT_SIGNED_IN, Rest, problem
from tests.harness.talk import Talk
from tests.portal.talking import ADA, GRACE, MARGARET, TEA, ada, margaret, talk

__all__ = ["ada", "margaret", "talk"]


def test_links_to_shared_files_in_a_hit_are_of_whoever_asks(
    talk: Talk, ada: Rest, settings: PortalSettings
) -> None:
    links = Links(settings.origin, settings.domain, settings.file_links)
    plan = UUID("9b2e7c1a-8f00-4d5e-9a55-0a1b2c3d4e5f")
    talk.say(talk.direct(ADA, GRACE), GRACE, f"See {links.canonical.make(plan, 'a')} of the engine")
    (hit,) = ada.get("/search?q=engine").json["hits"]
    (mark,) = hit["marks"]

    assert f"See {links.personal(plan, 'a', ADA)} of the engine" == hit["snippet"]
    assert "engine" == hit["snippet"][mark["begin"] : mark["end"]]


def test_a_hit_says_what_was_said_where_and_by_whom(talk: Talk, ada: Rest) -> None:
    said = talk.say(talk.direct(ADA, GRACE), GRACE, "The engines are ready")
    found = ada.get("/search?q=engine").json

    assert {
        "owner": "ada",
        "total": 1,
        "hits": [
            {
                "id": str(said),
                "conversation": {"id": GRACE, "kind": "direct", "name": "Grace Hopper"},
                "sender": GRACE,
                "nick": "",
                "at": "2026-11-21T15:57:21+00:00",
                "kind": "text",
                "snippet": "The engines are ready",
                "marks": [{"begin": 4, "end": 11}],
            }
        ],
        "next": None,
    } == found


def test_pages_follow_each_other(talk: Talk, ada: Rest) -> None:
    room = talk.room(TEA, ADA, GRACE)
    said = [str(talk.say(room, GRACE, f"Tea number {number}")) for number in range(5)]
    first = ada.get("/search?q=tea&limit=3&order=newest").json
    talk.say(room, GRACE, "More tea")
    second = ada.get(f"/search?q=tea&limit=3&order=newest&after={first['next']}").json

    assert said[:1:-1] == [hit["id"] for hit in first["hits"]]
    assert said[1::-1] == [hit["id"] for hit in second["hits"]]
    assert (5, 6, None) == (first["total"], second["total"], second["next"])


def test_a_cursor_is_for_whoever_got_it_and_for_the_same_search(
    talk: Talk, ada: Rest, margaret: Rest
) -> None:
    room = talk.room(TEA, ADA, MARGARET)
    for _ in range(3):
        talk.say(room, ADA, "Tea and cake")
    cursor = ada.get("/search?q=tea&limit=1").json["next"]

    assert 200 == ada.get(f"/search?q=tea&limit=1&after={cursor}").status_code
    for asker, query in (
        (margaret, f"q=tea&after={cursor}"),
        (ada, f"q=cake&after={cursor}"),
        (ada, f"q=tea&order=newest&after={cursor}"),
        (ada, f"q=tea&after={cursor[:-2]}xx"),
        (ada, "q=tea&after=1"),
    ):
        assert MALFORMED == problem(asker.get(f"/search?{query}"))


def test_nobody_finds_anything_of_others(talk: Talk, ada: Rest, margaret: Rest) -> None:
    talk.say(talk.direct(ADA, GRACE), GRACE, "Our secret")
    talk.say(talk.room(TEA, ADA, GRACE, name="Tea"), GRACE, "A secret of two")

    assert 2 == ada.get("/search?q=secret").json["total"]
    for query in ("secret", "from:grace", "in:tea", f"in:{TEA}", "in:ada", "after:2020"):
        answer = margaret.get(f"/search?{urlencode({'q': query})}").json
        assert {"owner": "margaret", "total": 0, "hits": [], "next": None} == answer


def test_a_program_needs_the_scope(talk: Talk, ada: Rest, app: Flask) -> None:
    reader, other = ada.program("messages:read"), ada.program("people:read")

    assert 200 == reader.get("/search?q=tea").status_code
    assert NOT_ALLOWED == problem(other.get("/search?q=tea"))
    assert NOT_SIGNED_IN == problem(Rest.of_program(app, "none").get("/search?q=tea"))


@pytest.mark.parametrize("query", ["", "q=", f"q={'x' * 1001}", f"q={'x' * 10_240}", "q=a&limit=0"])
def test_too_little_and_too_much_is_refused(ada: Rest, query: str) -> None:
    answer = ada.get(f"/search?{query}")

    assert 422 == answer.status_code


@pytest.mark.parametrize(
    "typed", ["& | ! <->", "'; drop table stoa.message", "%00\0", "\u202eabc مرحبا", "😀", "from:"]
)
def test_whatever_is_typed_is_searched_for(talk: Talk, ada: Rest, typed: str) -> None:
    talk.say(talk.direct(ADA, GRACE), GRACE, "Our secret")

    assert 0 == ada.get(f"/search?{urlencode({'q': typed})}").json["total"]
