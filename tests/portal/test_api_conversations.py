"""Conversations and messages over REST: whose they are, in which order, and what is refused."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from admin.settings import PortalSettings
from components.upload.links import Links
from tests.harness.cluster import Database
from tests.harness.portal import Browser
from tests.harness.rest import MALFORMED, NOT_ALLOWED, NOT_FOUND, NOT_SIGNED_IN, Rest, problem
from tests.harness.talk import Talk
from tests.portal.conftest import SignedIn

ADA, GRACE, MARGARET = "ada@stoa.test", "grace@stoa.test", "margaret@stoa.test"
LINUS = "linus@stoa.test"
TEA = "tea@conference.stoa.test"
SCOPES = ("messages:read", "messages:write")


@pytest.fixture
def talk(database: Database) -> Iterator[Talk]:
    talk = Talk(database)
    yield talk
    talk.forget()


@pytest.fixture
def ada(app: Flask, signed_in: SignedIn) -> Rest:
    return Rest.of_page(signed_in("ada"))


@pytest.fixture
def grace(app: Flask, signed_in: SignedIn) -> Rest:
    return Rest.of_page(signed_in("grace"))


@pytest.fixture
def margaret(app: Flask, signed_in: SignedIn) -> Rest:
    return Rest.of_page(signed_in("margaret"))


def named(answer: Any) -> list[str]:
    return [each["id"] for each in answer.json["conversations"]]


def bodies(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [each["body"] for each in answer.json["messages"]]


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
        "archived": False,
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


def test_what_is_unread_is_counted_for_each_reader(talk: Talk, ada: Rest, grace: Rest) -> None:
    tea, with_grace = talk.room(TEA, ADA, GRACE), talk.direct(ADA, GRACE)
    talk.mention(tea, talk.say(tea, GRACE, "Ada?"), ADA)
    talk.say(tea, GRACE, "Are you there?")
    talk.say(with_grace, GRACE, "Ada?")

    assert {"conversations": 2, "messages": 3, "mentions": 1} == ada.get("/unread").json
    assert {"conversations": 0, "messages": 0, "mentions": 0} == grace.get("/unread").json


def test_a_page_of_messages_lies_before_or_after_another(talk: Talk, ada: Rest) -> None:
    with_grace = talk.direct(ADA, GRACE)
    ids = [talk.say(with_grace, GRACE, str(number)) for number in range(5)]
    path = f"/conversations/{GRACE}/messages"
    newest = ada.get(f"{path}?limit=2")
    before = ada.get(f"{path}?limit=2&before={newest.json['before']}")
    first = ada.get(f"{path}?limit=2&before={before.json['before']}")
    after = ada.get(f"{path}?limit=3&after={first.json['after']}")

    assert [["3", "4"], ["1", "2"], ["0"]] == [bodies(newest), bodies(before), bodies(first)]
    assert ["1", "2", "3"] == bodies(after)
    assert (str(ids[3]), None) == (newest.json["before"], newest.json["after"])
    assert (None, str(ids[0])) == (first.json["before"], first.json["after"])
    assert (str(ids[1]), str(ids[3])) == (after.json["before"], after.json["after"])


def test_what_was_retracted_is_shown_without_words(talk: Talk, ada: Rest) -> None:
    with_grace = talk.direct(ADA, GRACE)
    message = talk.say(with_grace, GRACE, "a secret")
    talk.retract(message, GRACE)
    listed = ada.get("/conversations")
    page = ada.get(f"/conversations/{GRACE}/messages")

    assert "a secret" not in listed.text + page.text
    (found,) = page.json["messages"]
    assert ("", GRACE) == (found["body"], found["retracted_by"])
    assert 0 == listed.json["conversations"][0]["unread"]


def test_files_reactions_and_answers_come_with_their_message(
    talk: Talk, ada: Rest, database: Database
) -> None:
    with_grace = talk.direct(ADA, GRACE)
    asked = talk.say(with_grace, GRACE, "Which plan?")
    message = talk.say(with_grace, ADA, "This", reply_to=asked)
    database.execute(
        "insert into stoa.attachment values (%s, 0, 'https://x/plan.pdf', '', 'plan.pdf', 7)",
        (message,),
    )
    for person in (ADA, GRACE):
        database.execute(
            "insert into stoa.reaction values (%s, %s, '👍', now())", (message, person)
        )
    found = ada.get(f"/conversations/{GRACE}/messages/{message}").json

    assert str(asked) == found["reply_to"]
    assert [{"emoji": "👍", "addresses": [ADA, GRACE]}] == found["reactions"]
    assert [
        {"url": "https://x/plan.pdf", "media_type": "", "name": "plan.pdf", "size_bytes": 7}
    ] == found["attachments"]


def test_links_to_shared_files_are_of_whoever_asks(
    talk: Talk, ada: Rest, grace: Rest, settings: PortalSettings
) -> None:
    links = Links(settings.origin, settings.domain, settings.file_links)
    plan = UUID("9b2e7c1a-8f00-4d5e-9a55-0a1b2c3d4e5f")
    shared = links.canonical.make(plan, "plan.pdf")
    message = talk.say(talk.direct(ADA, GRACE), GRACE, f"See {shared}")
    file = {"url": shared, "name": "plan.pdf", "media_type": "", "size": 7, "file": plan}
    talk.bring("attachment", message, place=0, **file)

    for rest, address, other in ((ada, ADA, GRACE), (grace, GRACE, ADA)):
        own = links.personal(plan, "plan.pdf", address)
        found = rest.get(f"/conversations/{other}/messages/{message}").json
        (listed,) = rest.get("/conversations").json["conversations"]
        assert (f"See {own}", [own]) == (found["body"], [a["url"] for a in found["attachments"]])
        assert f"See {own}" == listed["last"]["body"]


def test_what_became_of_a_message_is_known_or_unknown(
    talk: Talk, ada: Rest, database: Database
) -> None:
    tea = talk.room(TEA, ADA, GRACE, MARGARET)
    message = talk.say(tea, ADA, "Tea?")
    database.execute("insert into stoa.receipt values (%s, %s, now())", (message, GRACE))
    found = ada.get(f"/conversations/{TEA}/messages/{message}/status").json["statuses"]

    assert [(GRACE, False, True), (MARGARET, True, True)] == [
        (each["address"], each["delivered_at"] is None, each["read_at"] is None) for each in found
    ]


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


@pytest.mark.parametrize(
    "query", ["before=0", "before=-1", "after=1e9", "before=1&after=1", f"after={'9' * 19}"]
)
def test_a_page_is_asked_for_by_one_message(ada: Rest, query: str) -> None:
    assert problem(ada.get(f"/conversations/{GRACE}/messages?{query}")) == MALFORMED


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"body": ""},
        {"body": "x" * 5_001},
        {"body": "bell \a"},
        {"body": "\ufffe"},
        {"body": 1},
        {"body": "x", "sender": GRACE},
        {"body": "x", "reply_to": "me"},
    ],
)
def test_a_message_has_a_body_that_can_be_sent(ada: Rest, body: Any) -> None:
    assert problem(ada.post(f"/conversations/{GRACE}/messages", body)) == MALFORMED


def test_a_key_is_short_and_visible(ada: Rest) -> None:
    for key in ("", "x" * 256, "two words", "ключ"):
        answer = ada.post(
            f"/conversations/{GRACE}/messages",
            {"body": "x"},
            **{"Idempotency-Key": key.encode().decode("latin-1")},
        )
        assert problem(answer) == MALFORMED


def test_what_nobody_said_cannot_be_answered(talk: Talk, ada: Rest) -> None:
    foreign = talk.say(talk.direct(GRACE, MARGARET), GRACE, "x")
    talk.direct(ADA, GRACE)
    for reply_to in ("1", str(foreign)):
        wanted = {"body": "x", "reply_to": reply_to}
        assert problem(ada.post(f"/conversations/{GRACE}/messages", wanted)) == NOT_FOUND


def test_while_the_server_is_away_nothing_is_sent(talk: Talk, ada: Rest) -> None:
    talk.say(talk.direct(ADA, GRACE), GRACE, "hello")
    written = ada.post(f"/conversations/{GRACE}/messages", {"body": "x"})
    read = ada.post(f"/conversations/{GRACE}/read", {})

    assert [(503, "unavailable")] * 2 == [problem(each) for each in (written, read)]
    assert "2" == written.headers["Retry-After"]


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
