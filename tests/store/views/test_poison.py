"""Stanzas that are more than the database can hold: they hold up nobody else's."""

import random

from tests.store.views.conftest import Seen

ADA = "ada@localhost/phone"
BARE_ADA, BARE_GRACE = "ada@localhost", "grace@localhost"


def test_more_words_than_an_index_takes_hold_up_nothing(seen: Seen) -> None:
    seen.scribe.says(ADA, BARE_GRACE, " ".join(f"{number:x}" for number in range(300_000)))
    seen.scribe.says(ADA, BARE_GRACE, "Hello")

    assert [(2,)] == seen.now("select count(*) from stoa.message")


def test_a_room_with_a_name_that_no_index_holds_holds_up_nothing(seen: Seen) -> None:
    dice = random.Random(7)  # noqa: S311 - what no compression makes smaller
    address = "".join(chr(dice.randrange(0x20000, 0x2A000)) for _ in range(1000))
    seen.scribe.says(ADA, address, "Hello")
    seen.scribe.says(ADA, BARE_GRACE, "Hello")

    assert [(BARE_ADA + " " + BARE_GRACE,)] == seen.now("select key from stoa.conversation")
