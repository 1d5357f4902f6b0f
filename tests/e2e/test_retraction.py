"""Only its author changes or retracts a message, whatever the request looks like."""

import pytest

from tests.e2e.conftest import MakeRoom
from tests.harness.feed import Feed
from tests.harness.stanza import error_to, with_body, with_id
from tests.harness.xmpp import Client

RETRACT = "<retract xmlns='urn:xmpp:message-retract:1' id='{id}'/><body>retracted</body>"
PREFIXED = "<r:retract xmlns:r='urn:xmpp:message-retract:1' id='{id}'/><body>retracted</body>"
SILENT = "<retract xmlns='urn:xmpp:message-retract:1' id='{id}'/>"
CORRECT = "<body>I resign</body><replace xmlns='urn:xmpp:message-correct:0' id='{id}'/>"
TWICE = (
    "<retract xmlns='urn:xmpp:message-retract:1' id='{own}'/>"
    "<retract xmlns='urn:xmpp:message-retract:1' id='{id}'/><body>both</body>"
)
MIXED = (
    "<replace xmlns='urn:xmpp:message-correct:0' id='{own}'/>"
    "<retract xmlns='urn:xmpp:message-retract:1' id='{id}'/><body>mixed</body>"
)
NO_STORE = SILENT + "<no-store xmlns='urn:xmpp:hints'/>"
ATTACKS = {
    "retraction": (RETRACT, "forbidden"),
    "retraction with a namespace prefix": (PREFIXED, "forbidden"),
    "retraction without a body": (SILENT, "forbidden"),
    "correction": (CORRECT, "forbidden"),
    "retraction that leaves no trace": (NO_STORE, "forbidden"),
    "two retractions": (TWICE, "bad-request"),
    "a correction beside a retraction": (MIXED, "bad-request"),
}
attacks = pytest.mark.parametrize(("payload", "refusal"), ATTACKS.values(), ids=ATTACKS.keys())
own_requests = pytest.mark.parametrize("payload", [RETRACT, PREFIXED, SILENT, CORRECT])
names = pytest.mark.parametrize("name", ["by-message-id", "by-origin-id"])


def words(name: str) -> str:
    """A message that can be named by its message id and its origin id."""
    return f"<body>words</body><origin-id xmlns='urn:xmpp:sid:0' id='{name}'/>"


# -- one to one -------------------------------------------------------------------------


@names
@attacks
async def test_a_colleagues_message_cannot_be_changed(
    ada: Client, grace: Client, linus: Client, feed: Feed, name: str, payload: str, refusal: str
) -> None:
    ada.message(grace.bare, words("by-origin-id"), id="by-message-id")
    await grace.expect(with_body("words"))
    own = grace.say(ada.bare, "my own", id="my-own")
    await ada.expect(with_body("my own"))
    feed.new_rows()
    grace.message(ada.bare, payload.format(id=name, own=own), id="attack")
    answer = await grace.expect(error_to("attack"))
    await ada.settle()
    await linus.settle()

    assert refusal == answer.error
    assert [] == ada.messages == linus.messages
    assert [] == feed.new_rows()
    assert ["words", "my own"] == [
        found.archived.body for found in await ada.archive(last=2) if found.archived
    ]
    assert ["words", "my own"] == [
        found.archived.body for found in await grace.archive(last=2) if found.archived
    ]


@names
@own_requests
async def test_the_author_may_change_a_message(
    ada: Client, grace: Client, feed: Feed, name: str, payload: str
) -> None:
    ada.message(grace.bare, words("by-origin-id"), id="by-message-id")
    ada.message(grace.bare, payload.format(id=name), id="change")
    await grace.expect(with_id("change"))

    assert ["by-message-id", "change"] == [row.message_id for row in feed.new_rows()]


@own_requests
async def test_the_author_may_change_a_message_from_another_device(
    ada: Client, ada_laptop: Client, grace: Client, payload: str
) -> None:
    ada.say(grace.bare, "words", id="from-the-phone")
    await grace.expect(with_body("words"))
    ada_laptop.message(grace.bare, payload.format(id="from-the-phone"), id="change")
    changed = await grace.expect(with_id("change"))

    assert ada_laptop.jid == changed.sender


@own_requests
async def test_the_author_may_change_a_note_to_oneself(ada: Client, payload: str) -> None:
    ada.say(ada.bare, "note", id="note")
    ada.message(ada.bare, payload.format(id="note"), id="change")
    changed = await ada.expect(with_id("change"))

    assert changed.error is None


@attacks
async def test_an_unknown_message_cannot_be_changed(
    ada: Client, grace: Client, feed: Feed, payload: str, refusal: str
) -> None:
    own = ada.say(grace.bare, "my own", id="my-own")
    await grace.expect(with_body("my own"))
    feed.new_rows()
    ada.message(grace.bare, payload.format(id="never-sent", own=own), id="attack")
    answer = await ada.expect(error_to("attack"))
    await grace.settle()

    assert refusal == answer.error
    assert [] == grace.messages
    assert [] == feed.new_rows()


@pytest.mark.parametrize("name", ["", "%27%3B--", "9" * 400, "\N{RIGHT-TO-LEFT OVERRIDE}"])
async def test_a_change_that_names_nonsense_is_refused(
    ada: Client, grace: Client, feed: Feed, name: str
) -> None:
    ada.message(grace.bare, SILENT.format(id=name), id="attack")
    answer = await ada.expect(error_to("attack"))

    assert answer.error in {"forbidden", "not-acceptable", "bad-request"}
    assert [] == feed.new_rows()


async def test_a_message_said_to_one_person_is_not_changed_in_anothers_chat(
    ada: Client, grace: Client, linus: Client
) -> None:
    ada.say(grace.bare, "words", id="to-grace")
    await grace.expect(with_body("words"))
    ada.message(linus.bare, SILENT.format(id="to-grace"), id="elsewhere")
    answer = await ada.expect(error_to("elsewhere"))
    await linus.settle()

    assert "forbidden" == answer.error
    assert [] == linus.messages


async def test_a_colleagues_id_on_ones_own_message_is_no_key_to_the_colleagues(
    ada: Client, grace: Client
) -> None:
    ada.say(grace.bare, "words", id="twin")
    await grace.expect(with_body("words"))
    grace.say(ada.bare, "decoy", id="twin")
    await ada.expect(with_body("decoy"))
    grace.message(ada.bare, SILENT.format(id="twin"), id="attack")
    answer = await grace.expect(error_to("attack"))

    assert "forbidden" == answer.error
    assert ["words", "decoy"] == [
        found.archived.body for found in await ada.archive(last=2) if found.archived
    ]


# -- rooms ------------------------------------------------------------------------------


@attacks
async def test_a_colleagues_message_in_a_room_cannot_be_changed(
    make_room: MakeRoom, ada: Client, grace: Client, feed: Feed, payload: str, refusal: str
) -> None:
    room = await make_room(ada)
    await grace.join(room, "Grace")
    ada.message(room, words("by-origin-id"), type="groupchat", id="by-message-id")
    said = await grace.expect(with_body("words"))
    grace.say(room, "my own", type="groupchat", id="my-own")
    own = await grace.expect(with_body("my own"))
    await ada.expect(with_body("my own"))
    await ada.expect(with_body("words"))
    feed.new_rows()
    for number, (mine, theirs) in enumerate(
        [
            (own.stanza_ids[room], said.stanza_ids[room]),
            ("my-own", "by-message-id"),
            ("my-own", "by-origin-id"),
        ]
    ):
        grace.message(
            room, payload.format(id=theirs, own=mine), type="groupchat", id=f"attack-{number}"
        )
        answer = await grace.expect(error_to(f"attack-{number}"))
        assert refusal == answer.error
    await ada.settle(room)

    assert [] == ada.messages
    assert [] == feed.new_rows()
    assert ["words", "my own"] == [
        found.archived.body for found in await ada.archive(of=room) if found.archived
    ]


async def test_the_author_may_retract_and_correct_in_a_room(
    make_room: MakeRoom, ada: Client, grace: Client, feed: Feed
) -> None:
    room = await make_room(ada)
    await grace.join(room, "Grace")
    ada.say(room, "frist", type="groupchat", id="words")
    said = await ada.expect(with_body("frist"))
    ada.message(room, CORRECT.format(id="words"), type="groupchat", id="corrected")
    await grace.expect(with_id("corrected"))
    ada.message(room, RETRACT.format(id=said.stanza_ids[room]), type="groupchat", id="retracted")
    await grace.expect(with_id("retracted"))

    assert ["words", "corrected", "retracted"] == [row.message_id for row in feed.new_rows()]


async def test_the_author_may_change_a_private_message(
    make_room: MakeRoom, ada: Client, grace: Client
) -> None:
    room = await make_room(ada)
    await grace.join(room, "Grace")
    ada.say(f"{room}/Grace", "psst", id="psst")
    await grace.expect(with_body("psst"))
    ada.message(f"{room}/Grace", SILENT.format(id="psst"), id="change")
    await grace.expect(with_id("change"))


# -- floods -----------------------------------------------------------------------------


async def test_a_thousand_refusals_leave_the_session_alive(
    ada: Client, grace: Client, feed: Feed
) -> None:
    for number in range(1_000):
        ada.message(grace.bare, SILENT.format(id="never-sent"), id=f"attack-{number}")
    await ada.expect(error_to("attack-999"), seconds=30)
    ada.say(grace.bare, "still here")
    await grace.expect(with_body("still here"))

    assert 999 == sum(message.error == "forbidden" for message in ada.messages)
    assert 1 == len(feed.new_rows())
