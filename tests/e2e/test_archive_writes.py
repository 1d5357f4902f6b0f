"""What the database does not take into an archive is in it as soon as it does."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.e2e.conftest import MakeRoom
from tests.harness.stack import Stack, eventually
from tests.harness.stanza import with_body
from tests.harness.xmpp import Client

SOON_SECONDS = 20.0
RETRACT = "<retract xmlns='urn:xmpp:message-retract:1' id='{id}'/><body>retracted</body>"


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
