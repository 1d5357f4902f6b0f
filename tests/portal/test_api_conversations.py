"""Conversations over REST: whose they are, in which order, and what is refused."""

from typing import Any

import pytest

from tests.harness.portal import Browser
from tests.harness.rest import MALFORMED, NOT_ALLOWED, NOT_FOUND, NOT_SIGNED_IN, Rest, problem
from tests.harness.talk import Talk
from tests.portal.talking import ADA, GRACE, MARGARET, TEA, ada, bodies, grace, margaret, talk

__all__ = ["ada", "grace", "margaret", "talk"]


def named(answer: Any) -> list[str]:
    return [each["id"] for each in answer.json["conversations"]]


def test_the_last_active_conversation_comes_first(talk: Talk, ada: Rest) -> None:
    talk.room(TEA, ADA, GRACE, name="Tea")
    with_grace, with_margaret = talk.direct(ADA, GRACE), talk.direct(ADA, MARGARET)
    talk.say(with_margaret, MARGARET, "Good morning")
    newest = talk.say(with_grace, GRACE, "Is the engine ready?")
    found = ada.get("/conversations").json

    assert (3, None) == (found["total"], found["next"])
    first, second, third = found["conversations"]
    assert [GRACE, MARGARET, TEA] == [each["id"] for each in (first, second, third)]
    assert {
        "id": GRACE,
        "kind": "direct",
        "name": "Grace Hopper",
        "last": {
            "id": str(newest),
            "sender": GRACE,
            "nick": "",
            "at": "2026-11-21T15:57:26+00:00",
            "kind": "text",
            "body": "Is the engine ready?",
            "retracted": False,
        },
        "read_to": first["read_to"],
        "unread": 1,
        "mentions": 0,
        "pinned": False,
        "muted": False,
        "muted_until": None,
        "archived": False,
        "marked_unread": False,
    } == first
    assert ("Tea", "room", None) == (third["name"], third["kind"], third["last"])


def test_every_page_follows_the_one_before_also_while_people_write(talk: Talk, ada: Rest) -> None:
    rooms = [f"room-{number}@conference.stoa.test" for number in range(5)]
    ids = [talk.room(room, ADA, GRACE) for room in rooms]
    for each in ids:
        talk.say(each, GRACE, "hello")
    first = ada.get("/conversations?limit=2")
    talk.say(ids[0], GRACE, "again")
    second = ada.get(f"/conversations?limit=2&after={first.json['next']}")

    assert [rooms[4], rooms[3]] == named(first)
    assert [rooms[2], rooms[1]] == named(second)


def test_filters_and_names(talk: Talk, ada: Rest) -> None:
    tea = talk.room(TEA, ADA, GRACE, name="Tea and Kekse")
    with_grace = talk.direct(ADA, GRACE)
    talk.say(tea, GRACE, "hello")
    read = talk.say(with_grace, GRACE, "hello")
    talk.read(with_grace, ADA, read)
    talk.settle(tea, ADA, pinned=True, notify="never")
    talk.settle(with_grace, ADA, archived=True)
    asked = {
        query: named(ada.get(f"/conversations?{query}"))
        for query in ("q=KEKSE", "q=hopper", "q=%25", "unread=true", "unread=false", "pinned=true")
    }

    assert {
        "q=KEKSE": [TEA],
        "q=hopper": [GRACE],
        "q=%25": [],
        "unread=true": [TEA],
        "unread=false": [GRACE],
        "pinned=true": [TEA],
    } == asked
    assert [GRACE] == named(ada.get("/conversations?archived=true"))
    assert [TEA] == named(ada.get("/conversations?muted=true&kind=room"))
    assert [] == named(ada.get("/conversations?muted=true&kind=direct"))


def test_what_somebody_keeps_for_a_time_ends_by_itself(talk: Talk, ada: Rest, grace: Rest) -> None:
    tea, with_grace, with_margaret = (
        talk.room(TEA, ADA, GRACE),
        talk.direct(ADA, GRACE),
        talk.direct(ADA, MARGARET),
    )
    for each in (tea, with_margaret, with_grace):
        put_away = talk.say(each, ADA, "hello")
        talk.settle(each, ADA, archived=True, archived_to=put_away)
    to_come, gone = "2999-01-01T00:00:00+00:00", "2026-01-01T00:00:00+00:00"
    talk.settle(tea, ADA, notify="never", notify_until=to_come)
    talk.settle(with_margaret, ADA, notify="never", notify_until=gone)
    talk.settle(with_grace, ADA, notify="on-mention", notify_until=to_come, marked_unread=True)
    talk.say(tea, GRACE, "something new")
    kept = {
        each["id"]: [each[name] for name in ("muted", "muted_until", "archived", "marked_unread")]
        for each in ada.get("/conversations").json["conversations"]
    }

    assert {
        TEA: [True, to_come, False, False],
        GRACE: [False, None, True, True],
        MARGARET: [False, None, True, False],
    } == kept
    assert [GRACE] == named(ada.get("/conversations?marked_unread=true"))
    assert [TEA] == named(ada.get("/conversations?muted=true"))
    assert [] == [
        each["id"]
        for each in grace.get("/conversations").json["conversations"]
        if each["muted"] or each["archived"] or each["marked_unread"]
    ]


def test_what_is_unread_is_counted_for_each_reader(talk: Talk, ada: Rest, grace: Rest) -> None:
    tea, with_grace = talk.room(TEA, ADA, GRACE), talk.direct(ADA, GRACE)
    talk.mention(tea, talk.say(tea, GRACE, "Ada?"), ADA)
    talk.say(tea, GRACE, "Are you there?")
    talk.say(with_grace, GRACE, "Ada?")

    assert {"conversations": 2, "messages": 3, "mentions": 1} == ada.get("/unread").json
    assert {"conversations": 0, "messages": 0, "mentions": 0} == grace.get("/unread").json


def test_a_conversation_begins_with_anybody_of_the_organisation(ada: Rest) -> None:
    begun = ada.post("/conversations", {"id": GRACE})

    assert (200, "Grace Hopper", None) == (
        begun.status_code,
        begun.json["name"],
        begun.json["last"],
    )
    assert [] == bodies(ada.get(f"/conversations/{GRACE}/messages"))


PRIVATE = f"{TEA}:{GRACE}"


def test_private_messages_in_a_room_are_a_conversation_of_their_own(
    talk: Talk, ada: Rest, margaret: Rest
) -> None:
    talk.room(TEA, ADA, GRACE, MARGARET)
    talk.say(talk.private(TEA, ADA, GRACE), GRACE, "psst")

    assert ["psst"] == bodies(ada.get(f"/conversations/{PRIVATE}/messages"))
    assert PRIVATE in named(ada.get("/conversations"))
    assert problem(margaret.get(f"/conversations/{PRIVATE}/messages")) == NOT_FOUND
    refused = ada.post(f"/conversations/{PRIVATE}/messages", {"body": "psst"})
    assert problem(refused) == NOT_ALLOWED


def test_nobody_reads_or_counts_what_is_anothers(talk: Talk, ada: Rest, margaret: Rest) -> None:
    talk.room(TEA, ADA, GRACE, name="Tea")
    message = talk.say(talk.direct(ADA, GRACE), GRACE, "between us")
    listed = margaret.get("/conversations")
    paths = (
        f"/conversations/{TEA}/messages",
        f"/conversations/{TEA}/messages/{message}",
        f"/conversations/{GRACE}/messages/{message}",
        f"/conversations/{GRACE}/messages/{message}/status",
    )

    assert ([], 0) == (listed.json["conversations"], listed.json["total"])
    assert {"conversations": 0, "messages": 0, "mentions": 0} == margaret.get("/unread").json
    assert [] == bodies(margaret.get(f"/conversations/{GRACE}/messages"))
    assert [NOT_FOUND] * 4 == [problem(margaret.get(path)) for path in paths]
    for path, body in (("/conversations", {"id": TEA}), (f"/conversations/{TEA}/read", {})):
        assert problem(margaret.post(path, body)) == NOT_FOUND
    assert problem(margaret.post(f"/conversations/{TEA}/messages", {"body": "x"})) == NOT_FOUND
    read = margaret.post(f"/conversations/{GRACE}/read", {"up_to": str(message)})
    assert problem(read) == NOT_FOUND


def test_the_name_of_nobody_begins_nothing(ada: Rest) -> None:
    for address in ("nobody@stoa.test", "grace@elsewhere.test", TEA, "x", "grace", "@", ":", "a:b"):
        assert problem(ada.post("/conversations", {"id": address})) == NOT_FOUND
        assert problem(ada.get(f"/conversations/{address}/messages")) == NOT_FOUND


def test_what_nobody_said_anything_in_shows_no_name(talk: Talk, ada: Rest) -> None:
    """Somebody's own devices pin any address; who has it is not theirs to learn."""
    talk.direct(ADA, "nobody@stoa.test")
    with_margaret = talk.direct(ADA, MARGARET)
    listed = ada.get("/conversations")
    talk.say(with_margaret, MARGARET, "Good morning")

    assert ([], 0) == (named(listed), listed.json["total"])
    assert problem(ada.get("/conversations/nobody@stoa.test/messages")) == NOT_FOUND
    assert [MARGARET] == named(ada.get("/conversations"))


def test_whoever_left_a_room_reads_nothing_of_it(talk: Talk, ada: Rest) -> None:
    tea = talk.room(TEA, ADA, GRACE, name="Tea")
    talk.say(tea, GRACE, "while Ada was there")
    talk.leave(tea, ADA)

    assert [] == named(ada.get("/conversations"))
    assert problem(ada.get(f"/conversations/{TEA}/messages")) == NOT_FOUND


def test_a_newcomer_reads_what_the_rooms_setting_allows(talk: Talk, ada: Rest, grace: Rest) -> None:
    tea = talk.room(TEA, GRACE, history="since-joining")
    talk.say(tea, GRACE, "before Ada")
    talk.join(tea, ADA)
    before = ada.get("/conversations").json["conversations"][0]
    talk.say(tea, GRACE, "with Ada")

    assert (None, 0) == (before["last"], before["unread"])
    assert ["with Ada"] == bodies(ada.get(f"/conversations/{TEA}/messages"))
    assert ["before Ada", "with Ada"] == bodies(grace.get(f"/conversations/{TEA}/messages"))


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=x", "kind=all", "after=1", "after=x-1", "unread=perhaps", "q="],
)
def test_a_list_is_asked_for_in_its_words(ada: Rest, query: str) -> None:
    assert problem(ada.get(f"/conversations?{query}")) == MALFORMED


def test_a_program_reads_and_writes_within_its_scopes(ada: Rest, stranger: Browser) -> None:
    reader, writer = ada.program("messages:read"), ada.program("messages:write")
    path = f"/conversations/{GRACE}/messages"

    assert 200 == reader.get("/conversations").status_code
    assert problem(reader.post(path, {"body": "x"})) == NOT_ALLOWED
    assert problem(reader.post(f"/conversations/{GRACE}/read", {})) == NOT_ALLOWED
    assert problem(writer.get(path)) == NOT_ALLOWED
    assert problem(writer.get("/unread")) == NOT_ALLOWED
    assert problem(ada.program("people:read").get("/conversations")) == NOT_ALLOWED
    assert problem(stranger.get(f"/api/v1{path}")) == NOT_SIGNED_IN
