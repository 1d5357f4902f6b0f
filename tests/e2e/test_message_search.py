"""Searching one's messages over XMPP, as they are said, changed and retracted."""

import asyncio
from uuid import uuid4

from tests.e2e.clients.slixmpp_client import SlixmppClient
from tests.e2e.conftest import MakeRoom
from tests.harness import cast
from tests.harness.feed import Feed
from tests.harness.stack import Stack
from tests.harness.stanza import Stanza, with_body
from tests.harness.xmpp import Client

MAM, DATA = "urn:xmpp:mam:2", "jabber:x:data"
MOST_SECONDS = 60


def query(text: str) -> str:
    return (
        f"<query xmlns='{MAM}'><x xmlns='{DATA}' type='submit'>"
        f"<field var='FORM_TYPE'><value>{MAM}</value></field>"
        f"<field var='{{urn:xmpp:fulltext:0}}fulltext'><value>{text}</value></field></x></query>"
    )


async def search(client: Client, text: str) -> list[Stanza]:
    """The results, which have all come before the answer."""
    answer = await client.ask("set", query(text), f"archive.{client.domain}")
    assert answer.type == "result", answer
    found = [each for each in client.inbox if each.archived]
    client.inbox = [each for each in client.inbox if not each.archived]
    assert str(len(found)) == answer.element.findtext(f"{{{MAM}}}fin/{{*}}set/{{*}}count")
    return found


async def found(client: Client, text: str, wanted: int = 1) -> list[Stanza]:
    """The results, as soon as there are so many."""
    async with asyncio.timeout(MOST_SECONDS):
        while True:
            results = await search(client, text)
            if len(results) == wanted:
                return results
            await asyncio.sleep(0.05)


async def test_what_was_said_is_found_by_those_it_was_said_to(
    ada: Client, grace: Client, linus: Client, feed: Feed
) -> None:
    word = f"w{uuid4().hex}"
    body = f"We have made two plans for the summer, and all of them are about {word}"
    grace.say(ada.bare, body)
    received = await ada.expect(with_body(body))
    (hers,) = await found(grace, word)
    (his,) = await found(ada, f"plan {word} from:grace")
    feed.new_rows()
    assert [] == await search(linus, word)

    (stanza_id,) = received.stanza_ids.values()
    assert [stanza_id] * 2 == [str(each.archive_id) for each in (his, hers)]
    assert (f"archive.{ada.domain}", ada.jid) == (his.sender, his.recipient)
    assert his.archived
    assert (grace.bare, ada.bare) == (his.archived.sender, his.archived.recipient)
    assert ["plans", word] == [each.text for each in his.element.iter("{urn:stoa:search:1}mark")]
    assert [] == feed.new_rows()


async def test_a_correction_is_found_and_what_it_replaced_is_not(
    ada: Client, grace: Client
) -> None:
    wrong, right = f"w{uuid4().hex}", f"w{uuid4().hex}"
    said = grace.say(ada.bare, wrong)
    await found(ada, wrong)
    grace.message(
        ada.bare, f"<body>{right}</body><replace xmlns='urn:xmpp:message-correct:0' id='{said}'/>"
    )
    (corrected,) = await found(ada, right)

    assert corrected.archived
    assert right == corrected.archived.body
    assert [] == await search(ada, wrong)


async def test_what_was_retracted_is_not_found(ada: Client, grace: Client) -> None:
    word = f"w{uuid4().hex}"
    said = grace.say(ada.bare, word)
    await found(ada, word)
    grace.message(ada.bare, f"<retract xmlns='urn:xmpp:message-retract:1' id='{said}'/>")

    await found(ada, word, 0)
    assert [] == await search(grace, word)


async def test_what_was_said_in_a_room_is_found_by_its_members(
    ada: Client, linus: Client, make_room: MakeRoom
) -> None:
    room, word = await make_room(ada), f"w{uuid4().hex}"
    ada.say(room, word, type="groupchat")
    (result,) = await found(ada, f"in:{room} {word}")

    assert result.archived
    assert "groupchat" == result.archived.type
    assert [] == await search(linus, word)
    assert [] == await search(linus, f"in:{room}")


async def test_a_client_that_reads_archives_reads_it_there_too(
    stack: Stack, ada: Client, grace: Client
) -> None:
    word = f"w{uuid4().hex}"
    grace.say(ada.bare, word)
    await found(ada, word)
    async with SlixmppClient(stack, cast.ADA) as client:
        bodies = await client.finds_anywhere(grace.bare)

    assert word in bodies
