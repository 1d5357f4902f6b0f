"""Threads over REST: which ones, what is unread in them, and whose."""

from typing import Any

import pytest

from tests.harness.portal import Browser
from tests.harness.rest import MALFORMED, NOT_FOUND, NOT_SIGNED_IN, Rest, problem
from tests.harness.talk import Talk
from tests.portal.talking import ADA, GRACE, MARGARET, TEA, ada, grace, margaret, talk

__all__ = ["ada", "grace", "margaret", "talk"]

IN_TEA = f"/threads?conversation={TEA}"


@pytest.fixture
def tea(talk: Talk) -> int:
    return talk.room(TEA, ADA, GRACE, name="Tea")


def begun(talk: Talk, room: int, answers: int = 1) -> tuple[str, int]:
    """A message of Ada's that Grace answers in a thread: its name, and the last answer's id."""
    root = talk.say(room, ADA, "Who brings cake?")
    for number in range(answers):
        last = talk.say(room, GRACE, f"Cake {number}", thread=str(root))
    talk.follow(room, str(root), ADA, GRACE)
    return str(root), last


def counts(answer: Any) -> list[tuple[str, int, int]]:
    assert answer.status_code == 200, answer.text
    return [(each["thread"], each["replies"], each["unread"]) for each in answer.json["threads"]]


def test_a_thread_says_what_it_is_about_and_what_is_unread(
    talk: Talk, tea: int, ada: Rest, grace: Rest
) -> None:
    thread, last = begun(talk, tea, answers=2)
    talk.mention(tea, last, ADA)
    found = ada.get("/threads").json

    assert ("ada", None, 1) == (found["owner"], found["next"], found["unread"])
    (only,) = found["threads"]
    assert ("Who brings cake?", ADA) == (only["root"]["body"], only["root"]["sender"])
    assert ("Cake 1", str(last)) == (only["last"]["body"], only["last"]["id"])
    del only["root"], only["last"]
    assert {
        "conversation": TEA,
        "thread": thread,
        "replies": 2,
        "unread": 2,
        "mentions": 1,
        "followed": True,
        "follows": None,
        "read_to": None,
    } == only
    assert [(thread, 2, 0)] == counts(grace.get("/threads"))


def test_reading_the_conversation_or_the_thread_alone_reads_it(
    talk: Talk, tea: int, ada: Rest
) -> None:
    (one, last), (other, newest) = begun(talk, tea), begun(talk, tea)
    talk.say(tea, GRACE, "more", thread=one)
    talk.read(tea, ADA, last)
    assert [(one, 2, 1), (other, 1, 1)] == counts(ada.get("/threads"))

    talk.follow(tea, other, ADA, read_to=newest)
    assert [(one, 2, 1), (other, 1, 0)] == counts(ada.get("/threads"))
    assert 1 == ada.get("/threads").json["unread"]


def test_a_conversation_has_all_its_threads_and_everybody_follows_their_own(
    talk: Talk, tea: int, ada: Rest, grace: Rest
) -> None:
    root = str(talk.say(tea, GRACE, "Mine"))
    talk.say(tea, GRACE, "Still mine", thread=root)
    talk.follow(tea, root, GRACE)
    assert [] == counts(ada.get("/threads"))
    assert [(root, 1, 2 - 1)] == counts(ada.get(IN_TEA))
    assert [False] == [each["followed"] for each in ada.get(IN_TEA).json["threads"]]

    talk.follow(tea, root, ADA, takes_part=False, follows=True)
    talk.follow(tea, root, GRACE, follows=False)
    assert [(root, 1, 1)] == counts(ada.get("/threads"))
    assert [] == counts(grace.get("/threads"))
    assert [(root, 1, 0)] == counts(grace.get(f"{IN_TEA}&thread={root}"))


def test_a_message_that_nobody_answers_is_no_thread(talk: Talk, tea: int, ada: Rest) -> None:
    talk.say(tea, GRACE, "One of a client that always names one", thread="session")
    assert [] == counts(ada.get(IN_TEA))

    talk.say(tea, GRACE, "Another", thread="session")
    assert [("session", 1, 2)] == counts(ada.get(IN_TEA))


def test_what_was_retracted_is_no_reply(talk: Talk, tea: int, ada: Rest) -> None:
    thread, last = begun(talk, tea, answers=2)
    talk.retract(last, GRACE)

    assert [(thread, 1, 1)] == counts(ada.get("/threads"))
    assert "Cake 0" == ada.get("/threads").json["threads"][0]["last"]["body"]


def test_among_two_people_it_begins_with_what_its_name_calls(talk: Talk, ada: Rest) -> None:
    chat = talk.direct(ADA, GRACE)
    talk.say(chat, ADA, "Cake?", message_id="m-1", origin_id="o-1")
    talk.say(chat, GRACE, "Cake!", thread="o-1")
    talk.say(chat, GRACE, "Tea!", thread="m-1")
    found = ada.get(f"/threads?conversation={GRACE}").json["threads"]

    assert [("m-1", "Cake?"), ("o-1", "Cake?")] == [
        (each["thread"], each["root"]["body"]) for each in found
    ]


def test_what_was_before_somebody_came_is_not_shown(talk: Talk, margaret: Rest) -> None:
    room = talk.room(TEA, ADA, GRACE, history="since-joining")
    thread, _ = begun(talk, room)
    talk.join(room, MARGARET)
    assert [] == counts(margaret.get(IN_TEA))

    talk.say(room, GRACE, "Now", thread=thread)
    talk.say(room, GRACE, "And now", thread=thread)
    (found,) = margaret.get(IN_TEA).json["threads"]
    assert ("Now", 1) == (found["root"]["body"], found["replies"])


def test_strangers_and_those_who_left_see_nothing(
    talk: Talk, tea: int, ada: Rest, margaret: Rest, stranger: Browser
) -> None:
    thread, _ = begun(talk, tea)
    talk.follow(tea, thread, MARGARET)
    assert problem(margaret.get(IN_TEA)) == NOT_FOUND
    assert problem(margaret.get(f"{IN_TEA}&thread={thread}")) == NOT_FOUND
    assert [] == counts(margaret.get("/threads"))
    assert problem(stranger.get("/api/v1/threads")) == NOT_SIGNED_IN

    talk.leave(tea, ADA)
    assert [] == counts(ada.get("/threads"))


def test_every_page_follows_the_one_before(talk: Talk, tea: int, ada: Rest) -> None:
    names = [begun(talk, tea)[0] for _ in range(5)]
    first = ada.get("/threads?limit=2").json
    second = ada.get(f"/threads?limit=3&after={first['next']}").json
    found = [each["thread"] for page in (first, second) for each in page["threads"]]

    assert list(reversed(names)) == found
    assert [1, 1, None] == [first["unread"], second["unread"], second["next"]]


@pytest.mark.parametrize(
    "query",
    [
        "thread=1",
        "after=0",
        "limit=0",
        "conversation=",
        f"conversation={TEA}&thread=",
        f"conversation={TEA}&thread=%00",
    ],
)
def test_odd_questions_are_refused(tea: int, ada: Rest, query: str) -> None:
    assert problem(ada.get(f"/threads?{query}")) == MALFORMED
