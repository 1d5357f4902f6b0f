"""Messages over REST: their pages, what comes with them, and what is refused."""

from typing import Any
from uuid import UUID

import pytest

from admin.settings import PortalSettings
from components.upload.links import Links
from tests.harness.cluster import Database
from tests.harness.rest import MALFORMED, NOT_FOUND, Rest, problem
from tests.harness.talk import Talk
from tests.portal.talking import ADA, GRACE, MARGARET, TEA, ada, bodies, grace, margaret, talk

__all__ = ["ada", "grace", "margaret", "talk"]


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
