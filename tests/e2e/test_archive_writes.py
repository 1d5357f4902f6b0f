"""What the database does not take into an archive is in it as soon as it does."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest

from tests.e2e.conftest import MakeRoom
from tests.harness.stack import Stack, eventually
from tests.harness.stanza import with_body, with_id
from tests.harness.xmpp import Client

SOON_SECONDS = 20.0
RETRACT = "<retract xmlns='urn:xmpp:message-retract:1' id='{id}'/><body>retracted</body>"
CORRECT = "<body>{body}</body><replace xmlns='urn:xmpp:message-correct:0' id='{id}'/>"
MODERATE = (
    "<moderate xmlns='urn:xmpp:message-moderate:1' id='{id}'>"
    "<retract xmlns='urn:xmpp:message-retract:1'/></moderate>"
)


@contextmanager
def refused(stack: Stack, *bodies: str) -> Iterator[None]:
    """The archives take no such message; the record does."""
    texts = ", ".join(f"'{body}'" for body in bodies)
    with stack.database("ejabberd") as connection:
        connection.execute(f"alter table archive add constraint test check (txt not in ({texts}))")
        try:
            yield
        finally:
            connection.execute("alter table archive drop constraint test")


def owners(stack: Stack, body: str) -> list[tuple[str, int]]:
    with stack.database("ejabberd") as connection:
        query = "select username, timestamp from archive where txt = %s order by username"
        return connection.execute(query, (body,)).fetchall()


async def test_what_is_refused_for_a_moment_is_soon_in_both_archives_and_came_once(
    stack: Stack, ada: Client, grace: Client
) -> None:
    with refused(stack, "for a moment"):
        ada.say(grace.bare, "for a moment")
        received = await grace.expect(with_body("for a moment"))
        assert [] == owners(stack, "for a moment")
    found = eventually(
        lambda: owners(stack, "for a moment"), lambda all: len(all) == 2, SOON_SECONDS
    )
    await grace.settle()
    given = received.child("{urn:xmpp:sid:0}stanza-id")

    assert given is not None
    id = int(given.get("id", ""))
    assert [("ada", id), ("grace", id)] == found
    assert "for a moment" not in grace.bodies


async def test_what_a_room_could_not_keep_for_a_moment_is_soon_in_its_history(
    stack: Stack, ada: Client, make_room: MakeRoom
) -> None:
    room = await make_room(ada)
    with refused(stack, "in a room"):
        ada.say(room, "in a room", type="groupchat")
        await ada.expect(with_body("in a room"))
        assert [] == owners(stack, "in a room")
    found = eventually(lambda: owners(stack, "in a room"), bool, SOON_SECONDS)

    assert [room] == [owner for owner, _ in found]


def words(*bodies: str) -> list[str]:
    """That nobody else says."""
    return [f"{body} {uuid4()}" for body in bodies]


def kept(stack: Stack, *owners: str) -> set[str]:
    """What these archives would tell anybody who may ask."""
    with stack.database("ejabberd") as connection:
        query = "select txt from archive where username = any(%s)"
        return {text for (text,) in connection.execute(query, (list(owners),))}


async def test_what_a_message_was_changed_to_leaves_the_archives_with_it(
    stack: Stack, ada: Client, ada_laptop: Client, grace: Client
) -> None:
    frist, first, late, end = words("frist", "first", "late", "goes on")
    origin = f"<origin-id xmlns='urn:xmpp:sid:0' id='{uuid4()}'/>"
    ada.message(grace.bare, f"<body>{frist}</body>{origin}", id=(id := str(uuid4())))
    await grace.expect(with_body(frist))
    ada_laptop.message(grace.bare, CORRECT.format(body=first, id=id))
    await grace.expect(with_body(first))
    ada.message(grace.bare, RETRACT.format(id=id), id="retraction")
    await grace.expect(with_id("retraction"))
    ada_laptop.message(grace.bare, CORRECT.format(body=late, id=id))
    ada_laptop.say(grace.bare, end)
    await grace.expect(with_body(end))
    await grace.settle()

    assert {end} == kept(stack, "ada", "grace") & {frist, first, late, end}


@pytest.mark.parametrize("by", ["author", "moderator"])
async def test_with_a_message_what_it_was_changed_to_leaves_the_rooms_archive_and_memory(
    stack: Stack, ada: Client, grace: Client, linus: Client, make_room: MakeRoom, by: str
) -> None:
    frist, first, late, end = said = words("frist", "first", "late", "goes on")
    room = await make_room(ada)
    await grace.join(room, "Grace")
    grace.say(room, frist, type="groupchat", id="words")
    id = (await ada.expect(with_body(frist))).stanza_ids[room]
    grace.message(room, CORRECT.format(body=first, id="words"), type="groupchat")
    await ada.expect(with_body(first))
    if by == "author":
        grace.message(room, RETRACT.format(id=id), type="groupchat")
    else:
        await ada.ask("set", MODERATE.format(id=id), room)
    grace.message(room, CORRECT.format(body=late, id="words"), type="groupchat")
    grace.say(room, end, type="groupchat")
    await ada.expect(with_body(end))
    await ada.settle(room)
    await linus.join(room, "Linus", history=20)

    assert {end} == kept(stack, room) & {*said} == {*linus.bodies} & {*said}


async def test_a_correction_that_could_not_be_kept_does_not_come_after_the_retraction(
    stack: Stack, ada: Client, grace: Client
) -> None:
    before, changed, end = said = words("as it was", "changed", "the end")
    id = ada.say(grace.bare, before, id=str(uuid4()))
    with refused(stack, changed, end):
        ada.message(grace.bare, CORRECT.format(body=changed, id=id))
        ada.message(grace.bare, RETRACT.format(id=id))
        ada.say(grace.bare, end)
        await grace.expect(with_body(end))
    eventually(lambda: owners(stack, end), lambda all: len(all) == 2, SOON_SECONDS)
    await grace.settle()

    assert {end} == kept(stack, "ada", "grace") & {*said}


async def test_what_was_retracted_meanwhile_comes_into_no_archive(
    stack: Stack, ada: Client, grace: Client
) -> None:
    with refused(stack, "taken back", "not taken back"):
        id = ada.say(grace.bare, "taken back", id="to-take-back")
        ada.message(grace.bare, RETRACT.format(id=id))
        ada.say(grace.bare, "not taken back")
        await grace.expect(with_body("not taken back"))
    found = eventually(
        lambda: owners(stack, "not taken back"), lambda all: len(all) == 2, SOON_SECONDS
    )

    assert 2 == len(found)
    assert [] == owners(stack, "taken back")
