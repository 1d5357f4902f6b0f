"""Finding messages: what is found, by whom, in which order, and what is shown of it."""

from datetime import UTC, datetime

import psycopg
import pytest
from sqlalchemy import Connection, text

from components.archive.search import hits
from components.archive.search.hits import Found, find
from components.archive.search.query import parse
from tests.harness.talk import FIRST, Talk

ADA, GRACE, LINUS = "ada@stoa.test", "grace@stoa.test", "linus@stoa.test"
RESEARCH = "research@conference.stoa.test"
A_DAY = 86_400_000_000
NOTHING = Found(0, [], None)


@pytest.fixture
def archive(connection: Connection, people: None) -> Talk:
    """Written by its owner, read by role app."""
    connection.execute(text("reset role"))
    below = connection.connection.driver_connection
    assert isinstance(below, psycopg.Connection)
    return Talk(below)


@pytest.fixture
def chat(archive: Talk) -> int:
    return archive.direct(ADA, GRACE)


@pytest.fixture
def room(archive: Talk) -> int:
    return archive.room(RESEARCH, ADA, GRACE, name="Research & Räume")


def search(connection: Connection, typed: str, asker: str = ADA, most: int = 20) -> Found:
    connection.execute(text("set local role app"))
    found = find(connection, asker, parse(typed), most)
    connection.execute(text("reset role"))
    return found


def ids(found: Found) -> list[int]:
    return [hit.id for hit in found.hits]


def test_words_are_found_in_any_form_and_order(
    connection: Connection, archive: Talk, chat: int
) -> None:
    said = archive.say(chat, ADA, "The meetings were planned for Friday")
    archive.say(chat, GRACE, "No meeting was ever as long")

    found = search(connection, "plan MEETING")

    assert [said] == ids(found)
    assert 1 == found.total


@pytest.mark.parametrize(
    ("language", "body", "typed"),
    [
        ("en", "They have been running", "run"),
        ("de", "Die Besprechungen sind verschoben", "Besprechung"),
        ("fr", "Les réunions sont annulées", "réunion"),
        ("es", "Las reuniones fueron canceladas", "reunión cancelada"),
        ("it", "Le riunioni sono state spostate", "riunione"),
        ("pt", "Os documentos foram enviados", "documento enviado"),
        ("ru", "Встречи перенесены на пятницу", "встреча"),
        ("", "Kokous on peruttu", "kokous"),
        ("", "שלום לכולם", "שלום"),
        ("", "مرحبا بكم", "مرحبا"),
    ],
)
def test_words_are_found_in_their_language(
    connection: Connection, archive: Talk, chat: int, language: str, body: str, typed: str
) -> None:
    said = archive.say(chat, ADA, body, language=language)
    archive.say(chat, ADA, "Something else")

    assert [said] == ids(search(connection, typed))


def test_a_phrase_is_found_in_its_order_only(
    connection: Connection, archive: Talk, chat: int
) -> None:
    said = archive.say(chat, ADA, "See you next week then")
    archive.say(chat, ADA, "The week is over, next please")

    assert [said] == ids(search(connection, '"next week"'))


@pytest.mark.parametrize("typed", ["from:grace", "from:GRACE@stoa.test", "from:Grace", "from:gra"])
def test_a_sender_is_an_address_a_localpart_or_a_name(
    connection: Connection, archive: Talk, chat: int, typed: str
) -> None:
    archive.say(chat, ADA, "Mine")
    said = archive.say(chat, GRACE, "Hers")

    assert [said] == ids(search(connection, typed))


def test_me_is_whoever_asks(connection: Connection, archive: Talk, chat: int) -> None:
    mine = archive.say(chat, ADA, "Mine")
    hers = archive.say(chat, GRACE, "Hers")

    assert [mine] == ids(search(connection, "from:me"))
    assert [hers] == ids(search(connection, "from:me", GRACE))
    assert {mine, hers} == set(ids(search(connection, "from:me from:grace")))


@pytest.mark.parametrize(
    "typed", ["in:research", "in:research@conference.stoa.test", 'in:"raume"', 'in:"research & r"']
)
def test_a_place_is_an_address_a_localpart_or_a_name(
    connection: Connection, archive: Talk, chat: int, room: int, typed: str
) -> None:
    archive.say(chat, ADA, "Here")
    said = archive.say(room, ADA, "There")

    assert [said] == ids(search(connection, typed))


def test_a_chat_is_found_by_who_is_in_it(
    connection: Connection, archive: Talk, chat: int, room: int
) -> None:
    said = archive.say(chat, ADA, "Here")
    archive.say(room, ADA, "There")

    assert [said] == ids(search(connection, "in:grace"))
    assert [said] == ids(search(connection, "in:ada", GRACE))


def test_an_exact_name_hides_those_that_only_begin_so(
    connection: Connection, archive: Talk, room: int
) -> None:
    longer = archive.room("research-2@conference.stoa.test", ADA, name="Research 2")
    said = archive.say(room, ADA, "Here")
    archive.say(longer, ADA, "There")

    assert [said] == ids(search(connection, "in:research"))


def test_days_are_limits(connection: Connection, archive: Talk, chat: int) -> None:
    first, second, third = (
        archive.say(chat, ADA, f"Day {day}", id=FIRST + day * A_DAY) for day in range(3)
    )
    day = datetime.fromtimestamp(second / 1e6, UTC).date()

    assert [first] == ids(search(connection, f"before:{day}"))
    assert [third] == ids(search(connection, f"after:{day}"))
    assert 3 == search(connection, "after:2026-08 before:2027").total
    assert 0 == search(connection, "day before:2026-01").total


def test_what_a_message_brings_is_asked_for(
    connection: Connection, archive: Talk, chat: int
) -> None:
    image, document, voice, link, _ = (
        archive.say(chat, ADA, "Look", kind=kind)
        for kind in ("image", "document", "voice", "text", "text")
    )
    types = {image: "image/png", document: "application/pdf", voice: "audio/ogg"}
    for message, media_type in types.items():
        archive.bring("attachment", message, place=0, url="https://x.test", media_type=media_type)
    archive.bring("link", link, place=0, url="https://x.test")

    assert [voice, document, image] == ids(search(connection, "has:file"))
    assert [image] == ids(search(connection, "look has:image"))
    assert [voice] == ids(search(connection, "has:voice"))
    assert [link] == ids(search(connection, "has:link"))
    assert [] == ids(search(connection, "has:link has:image"))


def test_hashtags_are_asked_for_together(connection: Connection, archive: Talk, chat: int) -> None:
    both, one = archive.say(chat, ADA, "#a #b"), archive.say(chat, ADA, "#a")
    for message, tag in ((both, "a"), (both, "b"), (one, "a")):
        archive.bring("hashtag", message, tag=tag)

    assert [one, both] == ids(search(connection, "#A"))
    assert [both] == ids(search(connection, "#a #b"))


def test_unread_is_what_others_said_since_one_read(
    connection: Connection, archive: Talk, chat: int
) -> None:
    archive.read(chat, ADA, archive.say(chat, GRACE, "Old"))
    archive.say(chat, ADA, "Mine")
    new = archive.say(chat, GRACE, "New")

    assert [new] == ids(search(connection, "is:unread"))
    assert [] == ids(search(connection, "is:unread", GRACE))


def test_a_retracted_message_is_not_found(connection: Connection, archive: Talk, chat: int) -> None:
    said = archive.say(chat, ADA, "Secret plan")
    archive.retract(said, ADA)

    assert NOTHING == search(connection, "secret")
    assert NOTHING == search(connection, "from:ada")


def test_nobody_finds_what_others_say(
    connection: Connection, archive: Talk, chat: int, room: int
) -> None:
    archive.say(chat, ADA, "Our secret")
    archive.say(room, GRACE, "A secret of the room")

    for typed in ("secret", "from:ada", "in:research", "in:grace", "after:2020", "from:me"):
        assert NOTHING == search(connection, typed, LINUS)
    assert 2 == search(connection, "secret").total


def test_of_a_room_whose_past_is_its_members_only_what_came_since_is_found(
    connection: Connection, archive: Talk
) -> None:
    room = archive.room(RESEARCH, ADA, GRACE, history="since-joining")
    before = archive.say(room, GRACE, "A plan")
    archive.join(room, LINUS)
    since = archive.say(room, GRACE, "Another plan")

    assert [since] == ids(search(connection, "plan", LINUS))
    assert [since, before] == ids(search(connection, "plan", ADA))


def test_whoever_left_finds_nothing_any_more(
    connection: Connection, archive: Talk, room: int
) -> None:
    archive.say(room, ADA, "A plan")
    archive.leave(room, GRACE)

    assert NOTHING == search(connection, "plan", GRACE)


def test_the_closest_words_come_first_and_then_the_newest(
    connection: Connection, archive: Talk, chat: int
) -> None:
    close = archive.say(chat, ADA, "A budget plan")
    far = archive.say(chat, ADA, "A plan that nobody liked, because of what it did to our budget")
    again = archive.say(chat, ADA, "The budget plan")

    assert [again, close, far] == ids(search(connection, "budget plan"))
    assert [again, far, close] == ids(search(connection, "plan"))


def test_pages_hold_each_hit_once(
    connection: Connection, archive: Talk, chat: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hits, "RANKED", 4)
    said = [archive.say(chat, ADA, "budget " + "and " * (n % 3) + "plan") for n in range(11)]

    for typed in ("budget", "budget plan"):
        query, seen = parse(typed), list[int]()
        place: hits.Place | None = hits.Place()
        while place is not None:
            found = find(connection, ADA, query, 3, place)
            seen += ids(found)
            place = found.further
            assert len(said) == found.total
        assert sorted(said) == sorted(seen)


def test_what_was_looked_for_is_marked(connection: Connection, archive: Talk, chat: int) -> None:
    archive.say(chat, ADA, "<b>Two</b> meetings & one meeting")

    (hit,) = search(connection, "meeting").hits

    assert ["meetings", "meeting"] == [hit.snippet[begin:end] for begin, end in hit.marks]


def test_a_hit_says_where_it_is(
    connection: Connection, archive: Talk, chat: int, room: int
) -> None:
    archive.say(chat, GRACE, "A plan")
    archive.say(room, GRACE, "A plan")

    there, here = search(connection, "plan").hits

    assert ("research@conference.stoa.test", "Research & Räume") == (
        there.address,
        there.conversation_name,
    )
    assert (GRACE, "Grace", "direct") == (
        here.address,
        here.conversation_name,
        here.conversation_kind,
    )


@pytest.mark.parametrize(
    "typed",
    [
        "& | ! ( ) <-> :* \\ '",
        "plan & !budget | (x <-> y:*)",
        "'; drop table stoa.message; --",
        "%s %(x)s :asker {0}",
        "the of and",
        "from:' in:% in:_ from:\\",
        '"" "\'" "a\'b"',
        "\u202eplan\u202c مرحبا 😀 👩‍👩‍👧",
        "x " * 499,
        " ".join(chr(0x4E00 + n) for n in range(400)),
        "-" * 1000,
        "a.b/c:d@e#" * 100,
    ],
)
def test_nothing_that_is_typed_breaks_it(
    connection: Connection, archive: Talk, chat: int, typed: str
) -> None:
    archive.say(chat, ADA, "An ordinary plan")

    assert search(connection, typed).total in (0, 1)
