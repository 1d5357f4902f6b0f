"""Who follows which threads."""

import pytest

from components.archive.inbox import of_keys
from components.archive.threads import Wanted
from tests.harness.scribe import ROOMS
from tests.store.views.conftest import Rows, Seen

ADA, GRACE = "ada@localhost/phone", "grace@localhost/web"
LINUS = "linus@localhost/web"
BARE_ADA, BARE_GRACE, BARE_LINUS = "ada@localhost", "grace@localhost", "linus@localhost"
ROOM = f"engineering@{ROOMS}"
NODE = "urn:stoa:threads:1"
MENTION = "<reference xmlns='urn:xmpp:reference:0' type='mention' uri='xmpp:{}'/>"
FOLLOWERS = """
select address, thread, takes_part, follows, read_to from stoa.thread_follower order by address
"""


def thread(name: str) -> str:
    return f"<thread>{name}</thread>"


def say(seen: Seen, sender: str, inside: str = "") -> int:
    return seen.scribe.says(sender, ROOM, "Hello", inside).stanza_id


def wish(seen: Seen, name: str, attributes: str, room: str = ROOM) -> None:
    seen.scribe.item(ADA, NODE, f"{room} {name}", f"<thread xmlns='{NODE}' {attributes}/>")


@pytest.fixture
def root(seen: Seen) -> int:
    """A message of Ada's in the room."""
    seen.scribe.affiliates(GRACE, ROOM, ada="member", grace="member", linus="member")
    return say(seen, ADA)


def part(*people: str, of: object) -> Rows:
    return [(each, str(of), True, None, 0) for each in people]


def test_whoever_takes_part_follows(seen: Seen, root: int) -> None:
    say(seen, GRACE, thread(f" {root}\n"))
    assert part(BARE_ADA, BARE_GRACE, of=root) == seen.now(FOLLOWERS)

    say(seen, GRACE, thread(str(root)) + MENTION.format(BARE_LINUS))
    assert part(BARE_ADA, BARE_GRACE, BARE_LINUS, of=root) == seen.now(FOLLOWERS)


def test_among_two_people_a_thread_is_named_by_what_its_first_message_is_called(seen: Seen) -> None:
    first = seen.scribe.says(ADA, BARE_GRACE, "Hello")
    seen.scribe.says(GRACE, BARE_ADA, "Yes?", thread(first.message_id or ""))

    assert part(BARE_ADA, BARE_GRACE, of=first.message_id) == seen.now(FOLLOWERS)


def test_what_somebody_says_of_a_thread_counts_until_they_take_it_back(
    seen: Seen, root: int
) -> None:
    say(seen, GRACE, thread(str(root)))
    wish(seen, str(root), f"follows='false' read-to='{root}'")
    wish(seen, str(root), "follows='false' read-to='7'")
    assert (BARE_ADA, str(root), True, False, root) == seen.now(FOLLOWERS)[0]

    seen.scribe.item(ADA, NODE, f"{ROOM} {root}", None)
    assert (BARE_ADA, str(root), True, None, root) == seen.now(FOLLOWERS)[0]


def test_somebody_follows_what_they_have_no_part_in(seen: Seen, root: int) -> None:
    say(seen, GRACE, thread("of Grace"))
    wish(seen, "of Grace", "follows='1'")

    assert [
        (BARE_ADA, "of Grace", False, True, 0),
        (BARE_GRACE, "of Grace", True, None, 0),
    ] == seen.now(FOLLOWERS)


@pytest.mark.parametrize(
    ("name", "attributes", "room"),
    [
        ("x", "follows='true'", f"nowhere@{ROOMS}"),
        ("", "follows='true'", ROOM),
        ("x" * 256, "follows='true'", ROOM),
    ],
)
def test_what_is_said_of_no_thread_is_passed_over(
    seen: Seen, root: int, name: str, attributes: str, room: str
) -> None:
    wish(seen, name, attributes, room)

    assert [] == seen.now(FOLLOWERS)


def test_odd_wishes_are_none(seen: Seen, root: int) -> None:
    wish(seen, "x", "follows='perhaps' read-to='9999999999999999999'")

    assert [(BARE_ADA, "x", False, None, 0)] == seen.now(FOLLOWERS)


@pytest.mark.parametrize("name", ["", " ", "x" * 256])
def test_a_name_that_is_none_makes_no_thread(seen: Seen, root: int, name: str) -> None:
    say(seen, GRACE, thread(name))

    assert [(None,)] == seen.now("select distinct thread from stoa.message")
    assert [] == seen.rows(FOLLOWERS)


def test_nobody_is_drawn_into_a_thread_that_they_may_not_read(seen: Seen, root: int) -> None:
    seen.scribe.affiliates(GRACE, ROOM, linus="none")
    everybody = "<mention xmlns='urn:xmpp:mentions:0' mentions='urn:xmpp:mentions:0#channel'/>"
    say(seen, GRACE, thread(str(root)) + MENTION.format(BARE_LINUS) + everybody)

    assert part(BARE_ADA, BARE_GRACE, of=root) == seen.now(FOLLOWERS)


def test_no_index_is_too_small_for_long_addresses_and_names(seen: Seen, root: int) -> None:
    odd = [chr(0x20000 + number * 7919 % 0xA000) for number in range(600)]
    name, address = "".join(odd[:255]), "".join(odd[:512])
    said = say(seen, GRACE, thread(name) + MENTION.format(address))
    seen.scribe.says(ADA, address, "Hello", thread(name) + MENTION.format(address))
    seen.catch_up()

    assert (said,) in seen.rows("select id from stoa.message")
    assert {(BARE_ADA, name), (BARE_GRACE, name)} == {row[:2] for row in seen.rows(FOLLOWERS)}


def test_of_too_many_threads_those_are_shown_that_somebody_had_to_do_with_last(
    seen: Seen, root: int
) -> None:
    for name in ("one", "two", "three"):
        for _ in range(2):
            say(seen, GRACE, thread(name) + MENTION.format(BARE_ADA))
    wish(seen, "one", "follows='true'")
    seen.catch_up()
    (room,) = of_keys(seen.connection, BARE_ADA, [ROOM])

    def names(wanted: Wanted) -> list[str]:
        return [each.thread for each in seen.threads(BARE_ADA, wanted)]

    assert ["three", "two", "one"] == names(Wanted())
    assert ["three", "one"] == names(Wanted(most=2))
    assert ["three", "two"] == names(Wanted(room, most=4))
    assert ["one"] == names(Wanted(room, "one", most=1))


def test_nobody_speaks_for_somebody_else(seen: Seen, root: int) -> None:
    item = f"<thread xmlns='{NODE}' follows='true'/>"
    seen.scribe.item(GRACE, NODE, f"{ROOM} x", item)

    assert [(BARE_GRACE, "x", False, True, 0)] == seen.now(FOLLOWERS)
