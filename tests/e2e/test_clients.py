"""Standard clients, driven as people drive them, with the demo's app passwords."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from deploy.instance.settings import Settings
from tests.e2e.clients.aioxmpp_client import SUPPORTED, AioxmppClient
from tests.e2e.clients.correspondent import Correspondent
from tests.e2e.clients.profanity import Profanity
from tests.e2e.clients.slixmpp_client import SlixmppClient
from tests.harness import cast
from tests.harness.feed import Feed
from tests.harness.stack import Stack

At = Callable[[str, str], Correspondent]

NEEDS_PYTHON_311 = pytest.mark.skipif(
    not SUPPORTED, reason="aioxmpp's last release has no libraries for a Python after 3.11"
)
AIOXMPP = pytest.param("aioxmpp", marks=NEEDS_PYTHON_311)
CLIENTS = ["profanity", "slixmpp", AIOXMPP]
WITHOUT_A_HISTORY_OF_THEIR_OWN = ["slixmpp", AIOXMPP]
"""Profanity asks the archive when it likes, and shows what came twice: neither is the server's."""
PAIRS = [
    pytest.param("profanity", "slixmpp"),
    pytest.param("profanity", "aioxmpp", marks=NEEDS_PYTHON_311),
    pytest.param("slixmpp", "aioxmpp", marks=NEEDS_PYTHON_311),
]


@pytest.fixture(scope="module")
def stack(own_stack: Stack) -> Stack:
    """People whose archives hold what these tests say: clients show what they find there."""
    return own_stack


@pytest.fixture
def at(stack: Stack, tmp_path: Path) -> At:
    """A person at a client of that kind, not signed in yet."""
    state = Settings().home

    def at(kind: str, person: str) -> Correspondent:
        match kind:
            case "profanity":
                return Profanity(stack, person, state / "tree-clients", tmp_path / person)
            case "aioxmpp":
                return AioxmppClient(stack, person, state / "venv-aioxmpp")
            case _:
                return SlixmppClient(stack, person)

    return at


@pytest.fixture
def room(stack: Stack) -> str:
    return f"room-{uuid4()}@{stack.rooms}"


def words(text: str) -> str:
    """A body that no other test uses."""
    return f"{text} {uuid4().hex[:12]}"


def bodies(feed: Feed) -> list[str]:
    return sorted(row.body for row in feed.new_rows() if row.body)


@pytest.mark.parametrize(("one", "other"), PAIRS)
async def test_two_people_chat_and_each_learns_that_the_other_has_got_it(
    at: At, feed: Feed, one: str, other: str
) -> None:
    question, answer = words("tea?"), words("with milk")
    async with at(one, cast.ADA) as ada, at(other, cast.GRACE) as grace:
        await ada.say(grace.bare, question)
        await grace.reads(ada.bare, question)
        await ada.learns_of_delivery(grace.bare, question)
        await grace.say(ada.bare, answer)
        await ada.reads(grace.bare, answer)
        await grace.learns_of_delivery(ada.bare, answer)

    assert sorted([question, answer]) == bodies(feed)


@pytest.mark.parametrize(("one", "other"), PAIRS)
async def test_what_a_person_says_on_one_device_is_shown_on_the_other(
    at: At, feed: Feed, one: str, other: str
) -> None:
    here, there = words("from here"), words("from there")
    async with (
        at(one, cast.ADA) as desk,
        at(other, cast.ADA) as phone,
        at("slixmpp", cast.GRACE) as grace,
    ):
        await desk.say(grace.bare, here)
        await phone.reads_copy(desk.bare, grace.bare, here)
        await phone.say(grace.bare, there)
        await desk.reads_copy(phone.bare, grace.bare, there)
        await grace.reads(desk.bare, here)
        await grace.reads(desk.bare, there)

    assert sorted([here, there]) == bodies(feed)


@pytest.mark.parametrize("kind", WITHOUT_A_HISTORY_OF_THEIR_OWN)
async def test_a_device_that_was_away_finds_what_was_said_on_another(at: At, kind: str) -> None:
    before, question, answer = words("hello"), words("still there?"), words("on my phone")
    async with at("slixmpp", cast.ADA) as ada:
        async with at(kind, cast.GRACE) as desk:
            await ada.say(desk.bare, before)
            await desk.reads(ada.bare, before)
        async with at("slixmpp", cast.GRACE) as phone:
            await ada.say(phone.bare, question)
            await phone.reads(ada.bare, question)
            await phone.say(ada.bare, answer)
            await ada.reads(phone.bare, answer)
        async with at(kind, cast.GRACE) as desk:
            await desk.finds(
                ada.bare, [(ada.bare, before), (ada.bare, question), (desk.bare, answer)]
            )


async def test_profanity_shows_what_waited_for_it(at: At, stack: Stack, feed: Feed) -> None:
    early, late = words("for later"), words("welcome back")
    async with SlixmppClient(stack, cast.GRACE) as grace:
        await grace.say(stack.jid(cast.LINUS), early)
        await grace.settle()
        async with at("profanity", cast.LINUS) as linus:
            await linus.reads(grace.bare, early)
            await grace.learns_of_delivery(linus.bare, early)
            await grace.say(linus.bare, late)
            await linus.reads(grace.bare, late)

    assert sorted([early, late]) == bodies(feed)


@pytest.mark.parametrize("kind", WITHOUT_A_HISTORY_OF_THEIR_OWN)
async def test_a_message_to_somebody_who_is_away_waits_and_is_delivered_once(
    at: At, stack: Stack, feed: Feed, kind: str
) -> None:
    early, late = words("for later"), words("welcome back")
    async with SlixmppClient(stack, cast.GRACE) as grace:
        await grace.say(stack.jid(cast.LINUS), early)
        await grace.settle()
        async with at(kind, cast.LINUS) as linus:
            await linus.reads(grace.bare, early)
            await grace.learns_of_delivery(linus.bare, early)
            await grace.say(linus.bare, late)
            await linus.reads(grace.bare, late)
            shown = linus.times_shown(early)

    assert shown == 1
    assert sorted([early, late]) == bodies(feed)


@pytest.mark.parametrize(
    ("owner", "second", "third"),
    [
        pytest.param("profanity", "slixmpp", "aioxmpp", marks=NEEDS_PYTHON_311),
        pytest.param("slixmpp", "aioxmpp", "profanity", marks=NEEDS_PYTHON_311),
        pytest.param("aioxmpp", "profanity", "slixmpp", marks=NEEDS_PYTHON_311),
    ],
)
async def test_three_clients_talk_in_a_room_and_each_sees_its_title(
    at: At, feed: Feed, room: str, owner: str, second: str, third: str
) -> None:
    said = {"Ada": words("welcome"), "Grace": words("thanks"), "Linus": words("hello")}
    async with (
        at(owner, cast.ADA) as ada,
        at(second, cast.GRACE) as grace,
        at(third, cast.LINUS) as linus,
    ):
        await ada.open_room(room, "Ada", "The tea room")
        await grace.join(room, "Grace")
        await linus.join(room, "Linus")
        people = {"Ada": ada, "Grace": grace, "Linus": linus}
        for nick, person in people.items():
            await person.say_in(room, said[nick])
            for reader in people.values():
                await reader.reads_in(room, nick, said[nick])
        for person in people.values():
            await person.sees_title(room, "The tea room")

    assert sorted(said.values()) == bodies(feed)


@pytest.mark.parametrize("kind", CLIENTS)
async def test_somebody_who_joins_an_abandoned_room_finds_what_was_said_in_it(
    at: At, room: str, kind: str
) -> None:
    first, second = words("first"), words("second")
    async with at("profanity", cast.ADA) as ada, at("slixmpp", cast.GRACE) as grace:
        await ada.open_room(room, "Ada", "Minutes")
        await grace.join(room, "Grace")
        await ada.say_in(room, first)
        await grace.reads_in(room, "Ada", first)
        await grace.say_in(room, second)
        await ada.reads_in(room, "Grace", second)
    async with at(kind, cast.LINUS) as linus:
        await linus.join(room, "Linus")
        await linus.reads_in(room, "Ada", first)
        await linus.reads_in(room, "Grace", second)
        await linus.finds_in_room(room, [("Ada", first), ("Grace", second)])
        await linus.sees_title(room, "Minutes")


async def test_profanity_warns_of_a_server_whose_authority_it_does_not_know(
    stack: Stack, tmp_path: Path
) -> None:
    tree = Settings().home / "tree-clients"
    async with Profanity(stack, cast.ADA, tree, tmp_path, trusting=False) as ada:
        await ada.sees("TLS certificate verification failed")
        await ada.sees("Stoa authority of localhost")
        ada.type("/tls deny")
        await ada.sees("Login failed")


async def test_profanity_says_that_a_wrong_password_failed(stack: Stack, tmp_path: Path) -> None:
    tree = Settings().home / "tree-clients"
    async with Profanity(stack, cast.ADA, tree, tmp_path, password="a wrong one") as ada:
        await ada.sees("Login failed")
