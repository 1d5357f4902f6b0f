"""What is pinned, over REST."""

from tests.harness.cluster import Database
from tests.harness.rest import NOT_FOUND, Rest, problem
from tests.harness.talk import Talk
from tests.portal.talking import ADA, GRACE, MARGARET, TEA, ada, grace, margaret, talk

__all__ = ["ada", "grace", "margaret", "talk"]


def pin(database: Database, by: str, conversation: int, message: int, id: int, on: bool) -> None:
    database.execute(
        "insert into stoa.pin (id, conversation_id, message_id, address, pinned)"
        " values (%s, %s, %s, %s, %s)",
        (id, conversation, message, by, on),
    )


def test_the_last_pinned_message_is_first_and_what_was_unpinned_or_retracted_is_gone(
    talk: Talk, ada: Rest, database: Database
) -> None:
    tea = talk.room(TEA, ADA, GRACE)
    said = [talk.say(tea, GRACE, body) for body in ("one", "two", "three", "four")]
    for nth, message in enumerate((*reversed(said),)):
        pin(database, ADA, tea, message, said[-1] + nth + 1, on=True)
    pin(database, GRACE, tea, said[1], said[-1] + 10, on=False)
    talk.retract(said[2], GRACE)
    found = ada.get(f"/conversations/{TEA}/pins").json

    assert ["one", "four"] == [each["message"]["body"] for each in found["pins"]]
    assert [ADA, ADA] == [each["address"] for each in found["pins"]]
    assert str(said[-1]) == found["up_to"]


def test_nobody_else_sees_what_is_pinned(talk: Talk, margaret: Rest, database: Database) -> None:
    tea = talk.room(TEA, ADA, GRACE)
    pin(database, ADA, tea, talk.say(tea, ADA, "secret"), 5, on=True)

    assert NOT_FOUND == problem(margaret.get(f"/conversations/{TEA}/pins"))


def test_where_nothing_was_said_nothing_is_pinned(ada: Rest) -> None:
    assert {"owner": "ada", "pins": [], "up_to": None} == ada.get(
        f"/conversations/{GRACE}/pins"
    ).json


def test_a_link_leads_each_reader_to_their_own_side_of_the_conversation(
    talk: Talk, ada: Rest, grace: Rest
) -> None:
    said = talk.say(talk.direct(ADA, GRACE), GRACE, "one", origin_id="o-1", message_id="o-1")
    for name in (str(said), "o-1"):
        of_ada, of_grace = (each.get(f"/messages/{name}").json for each in (ada, grace))
        assert {"conversation": GRACE, "id": str(said)} == of_ada
        assert {"conversation": ADA, "id": str(said)} == of_grace


def test_a_link_leads_nobody_to_what_they_may_not_read_or_was_retracted(
    talk: Talk, ada: Rest, margaret: Rest
) -> None:
    said = talk.say(talk.direct(ADA, GRACE), GRACE, "one", origin_id="o-1")
    assert [NOT_FOUND] * 2 == [problem(margaret.get(f"/messages/{each}")) for each in (said, "o-1")]

    talk.retract(said, GRACE)
    assert NOT_FOUND == problem(ada.get(f"/messages/{said}"))


def test_what_somebody_calls_alike_later_takes_no_links_place(talk: Talk, ada: Rest) -> None:
    first = talk.say(talk.direct(ADA, GRACE), GRACE, "one", origin_id="o-1")
    talk.say(talk.direct(ADA, MARGARET), MARGARET, "two", origin_id="o-1")

    assert str(first) == ada.get("/messages/o-1").json["id"]
