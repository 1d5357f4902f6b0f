"""Which messages are pinned, and for whom."""

import pytest

from components.archive import pins
from components.archive.inbox import entries
from tests.harness.scribe import ROOMS
from tests.store.views.conftest import Seen

ADA, GRACE = "ada@localhost/phone", "grace@localhost/web"
BARE_ADA, BARE_GRACE, BARE_LINUS = "ada@localhost", "grace@localhost", "linus@localhost"
ROOM = f"engineering@{ROOMS}"
PIN = "<pin xmlns='urn:stoa:pins:1' id='{}' on='true'/>"


def shown(seen: Seen, person: str) -> list[tuple[str, str]]:
    """Of somebody's only conversation, and who pinned each."""
    seen.catch_up()
    (conversation,) = entries(seen.connection, person)
    found = pins.of(seen.connection, person, conversation)
    return [(each.message.body, each.address) for each in found.pins]


def test_both_sides_pin_and_unpin_and_the_last_pinned_is_first(seen: Seen) -> None:
    one = seen.scribe.says(ADA, BARE_GRACE, "one").message_id or ""
    two = seen.scribe.says(GRACE, BARE_ADA, "two").message_id or ""
    seen.scribe.pins(ADA, BARE_GRACE, two)
    seen.scribe.pins(GRACE, BARE_ADA, one)
    assert [("one", BARE_GRACE), ("two", BARE_ADA)] == shown(seen, BARE_ADA)

    seen.scribe.pins(GRACE, BARE_ADA, two, on=False)
    assert [("one", BARE_GRACE)] == shown(seen, BARE_ADA)


def test_what_pins_is_not_unread_and_not_found_by_words(seen: Seen) -> None:
    one = seen.scribe.says(ADA, BARE_GRACE, "one").message_id or ""
    seen.scribe.displays(GRACE, BARE_ADA, one)
    seen.scribe.pins(ADA, BARE_GRACE, one)
    seen.catch_up()
    (conversation,) = entries(seen.connection, BARE_GRACE)

    assert 0 == conversation.unread
    assert [("text", True), ("system", False)] == seen.rows(
        "select kind, words is not null from stoa.message order by id"
    )


def test_words_of_ones_own_are_said_whatever_they_pin(seen: Seen) -> None:
    one = seen.scribe.says(ADA, BARE_GRACE, "one").message_id or ""
    seen.scribe.says(ADA, BARE_GRACE, "Read this!", PIN.format(one))

    assert [("one", BARE_ADA)] == shown(seen, BARE_GRACE)
    assert [("text",), ("text",)] == seen.rows("select kind from stoa.message")


@pytest.mark.parametrize("room", [False, True])
def test_what_is_retracted_is_not_pinned_any_more(seen: Seen, room: bool) -> None:
    to = ROOM if room else BARE_GRACE
    said = seen.scribe.says(ADA, to, "one")
    name = str(said.stanza_id) if room else said.message_id or ""
    seen.scribe.pins(ADA, to, name)
    seen.scribe.retracts(ADA, to, name)

    assert [] == shown(seen, BARE_ADA)
    assert [] == seen.rows("select * from stoa.pin")


def test_what_its_sender_was_told_had_failed_pinned_nothing(seen: Seen) -> None:
    one = seen.scribe.says(ADA, BARE_GRACE, "one").message_id or ""
    seen.scribe.pins(ADA, BARE_GRACE, one)
    seen.scribe.refused(seen.scribe.pins(ADA, BARE_GRACE, one, on=False))

    assert [("one", BARE_ADA)] == shown(seen, BARE_ADA)


def test_nothing_of_another_conversation_is_pinned(seen: Seen) -> None:
    private = seen.scribe.says(ADA, BARE_LINUS, "private")
    seen.scribe.enters(GRACE, ROOM, "Grace")
    seen.scribe.pins(GRACE, ROOM, str(private.stanza_id))
    seen.scribe.pins(GRACE, BARE_ADA, private.message_id or "")
    seen.catch_up()

    assert [] == seen.rows("select * from stoa.pin")


def test_who_may_not_read_a_message_does_not_see_it_pinned(seen: Seen) -> None:
    seen.scribe.enters(ADA, ROOM, "Ada")
    seen.scribe.configures(ADA, ROOM, history="since-joining")
    said = seen.scribe.says(ADA, ROOM, "before")
    seen.scribe.pins(ADA, ROOM, str(said.stanza_id))
    seen.scribe.enters(GRACE, ROOM, "Grace")

    assert [("before", BARE_ADA)] == shown(seen, BARE_ADA)
    assert [] == shown(seen, BARE_GRACE)
