"""Sessions that end, wait and come back: what was recorded once is not recorded again."""

from tests.e2e.conftest import SignIn
from tests.harness import cast
from tests.harness.feed import Feed
from tests.harness.stack import Stack, eventually
from tests.harness.stanza import with_body
from tests.harness.xmpp import Client


async def test_asking_the_archive_has_no_row(ada: Client, grace: Client, feed: Feed) -> None:
    ada.say(grace.bare, "earlier")
    await grace.expect(with_body("earlier"))
    feed.new_rows()
    found = await ada.archive()

    assert "earlier" in [result.archived.body for result in found if result.archived]
    assert [] == feed.new_rows()


async def test_what_waited_for_an_absent_person_has_one_row(
    ada: Client, sign_in: SignIn, stack: Stack, feed: Feed
) -> None:
    ada.say(stack.jid(cast.MARGARET), "while you were out")
    await ada.settle()
    recorded = feed.new_rows()
    margaret = await stack.sign_in(cast.MARGARET, "phone")
    received = await margaret.expect(with_body("while you were out"))
    await margaret.close()

    assert [("c2s", "chat", ada.jid, margaret.bare)] == [row.route for row in recorded]
    assert str(recorded[0].stanza_id) == received.stanza_ids[margaret.bare]
    assert [] == feed.new_rows()


async def test_what_a_resumed_stream_repeats_has_one_row(
    ada: Client, grace: Client, stack: Stack, feed: Feed
) -> None:
    await grace.enable_stream_management()
    await grace.cut()
    ada.say(grace.bare, "in the tunnel")
    await ada.settle()
    recorded = feed.new_rows()
    again = await stack.open()
    await again.authenticate(cast.GRACE, stack.password(cast.GRACE))
    answer = await again.resume(grace)
    received = await again.expect(with_body("in the tunnel"))
    await again.close()

    assert "resumed" == answer.kind
    assert [("c2s", "chat", ada.jid, grace.bare)] == [row.route for row in recorded]
    assert str(recorded[0].stanza_id) == received.stanza_ids[grace.bare]
    assert [] == feed.new_rows()


async def test_what_a_lost_stream_hands_back_has_one_row(
    ada: Client, sign_in: SignIn, stack: Stack, feed: Feed
) -> None:
    margaret = await sign_in(cast.MARGARET)
    await margaret.enable_stream_management(seconds=1)
    await margaret.cut()
    ada.say(margaret.bare, "into the void")
    await ada.settle()
    with stack.database("postgres") as database:
        waiting = eventually(
            lambda: database.execute(
                "select count(*) from ejabberd.spool where username = %s", (cast.MARGARET,)
            ).fetchone(),
            lambda found: found == (1,),
            seconds=60,
        )
    again = await stack.sign_in(cast.MARGARET, "phone")
    await again.expect(with_body("into the void"))
    await again.close()

    assert (1,) == waiting
    assert [("c2s", "chat", ada.jid, margaret.bare)] == feed.new_routes()
