"""Links to shared files: everybody gets their own."""

import asyncio
from uuid import uuid4
from xml.sax.saxutils import escape, quoteattr

from tests.e2e.conftest import SignIn
from tests.harness import cast
from tests.harness.feed import Feed
from tests.harness.sharing import (
    AT_ONCE_SECONDS,
    BODY,
    PLAN,
    fetched,
    links,
    own,
    parts,
    sharing,
    streaming,
    text,
)
from tests.harness.stack import Stack
from tests.harness.stanza import Stanza, error_to, with_id
from tests.harness.xmpp import Client


async def test_all_that_reaches_a_client_has_its_own_persons_link(
    ada: Client, ada_laptop: Client, grace: Client, sign_in: SignIn, plan: str, feed: Feed
) -> None:
    await ada_laptop.enable_carbons()

    id = ada.message(grace.bare, sharing(plan))
    received = await grace.expect(with_id(id))
    carbon = await ada_laptop.expect(lambda each: each.carbon is not None)
    (kept,) = await grace.archive(last=1)
    (sent,) = await ada.archive(last=1)
    link = own(grace, received)

    assert 3 == len(links(received))
    assert link == own(grace, kept)
    assert plan == own(ada_laptop, carbon) == own(ada, sent)
    assert (200, PLAN) == (fetched(link).status, fetched(link).body)
    (row,) = feed.new_rows()
    assert 3 == row.xml.count(f"https://upload.{ada.domain}/{parts(plan).file}/plan.txt")
    assert "/files/" not in row.xml


async def test_a_room_gives_each_of_its_people_their_own_and_later_too(
    ada: Client, linus: Client, room: str, seen: str, plan: str, sign_in: SignIn
) -> None:
    reflected = await ada.expect(lambda each: each.sender == f"{room}/Ada" and links(each) != [])
    grace = await sign_in(cast.GRACE)
    grace.send(
        f"<presence to={quoteattr(f'{room}/Grace')}>"
        "<x xmlns='http://jabber.org/protocol/muc'/></presence>"
    )
    told = await grace.expect(lambda each: each.type == "groupchat" and links(each) != [])
    (kept,) = [each for each in await grace.archive(of=room, last=5) if links(each)]

    assert plan == own(ada, reflected)
    assert own(grace, told) == own(grace, kept)
    assert 200 == fetched(own(grace, kept)).status


async def test_what_waited_for_somebody_has_their_own_link(
    ada: Client, grace: Client, plan: str, stack: Stack
) -> None:
    await grace.close()
    id = ada.message(grace.bare, sharing(plan))
    await ada.settle()
    again = await stack.sign_in(cast.GRACE, "phone")
    received = await again.expect(with_id(id))

    assert 200 == fetched(own(again, received)).status


async def test_a_resumed_stream_gets_what_it_missed_with_its_own_persons_link(
    ada: Client, stack: Stack, plan: str
) -> None:
    lost = await streaming(stack, cast.GRACE)
    await lost.cut()
    id = ada.message(lost.bare, sharing(plan))
    await ada.settle()
    again = await stack.open()
    assert await again.authenticate(cast.GRACE, stack.password(cast.GRACE)) is None
    await again.resume(lost)
    received = await again.expect(with_id(id))

    assert 200 == fetched(own(again, received)).status


async def test_nobody_gets_anothers_link_back_with_what_could_not_be_delivered(
    ada: Client, grace: Client, stack: Stack, plan: str
) -> None:
    lost = await streaming(stack, cast.GRACE, "tablet", seconds=1)
    unkept = sharing(plan) + "<no-store xmlns='urn:xmpp:hints'/>"
    id = ada.message(lost.jid, unkept)
    await ada.settle()
    await lost.expect(with_id(id))
    await lost.cut()
    failed = await ada.expect(error_to(id))

    assert {plan} == set(links(failed))


async def test_inbox_search_and_rest_give_each_their_own(
    ada: Client, grace: Client, plan: str, stack: Stack
) -> None:
    word = f"w{uuid4().hex[:12]}"
    id = ada.message(grace.bare, BODY.format(f"{word}: {plan}"))
    link = own(grace, await grace.expect(with_id(id)))

    shown = await answers(grace, "<inbox xmlns='urn:xmpp:inbox:1'/>", grace.bare, word)
    assert {link} == {own(grace, each) for each in shown}
    search = (
        "<query xmlns='urn:xmpp:mam:2'><x xmlns='jabber:x:data' type='submit'>"
        "<field var='FORM_TYPE'><value>urn:xmpp:mam:2</value></field>"
        f"<field var='{{urn:xmpp:fulltext:0}}fulltext'><value>{word}</value></field></x></query>"
    )
    (found,) = await answers(grace, search, f"archive.{grace.domain}", word)
    assert link == own(grace, found)


async def test_a_quotation_with_a_link_is_still_told_from_what_is_said(
    ada: Client, grace: Client, plan: str
) -> None:
    quoted = f"> {plan}\n"
    id = ada.message(
        grace.bare,
        BODY.format(escape(f"{quoted}Ä fine plan"))
        + "<reply xmlns='urn:xmpp:reply:0' id='x'/>"
        + "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'>"
        + f"<body start='0' end='{len(quoted)}'/></fallback>",
    )
    received = await grace.expect(with_id(id))
    link = own(grace, received)
    end = received.element.find("{urn:xmpp:fallback:0}fallback/{urn:xmpp:fallback:0}body")

    assert end is not None
    assert len(link) != len(plan)
    assert "Ä fine plan" == (received.body or "")[int(end.get("end", "")) :]


async def answers(client: Client, payload: str, to: str, word: str) -> list[Stanza]:
    """The messages with a word that come before an answer, as soon as there are some."""
    async with asyncio.timeout(AT_ONCE_SECONDS):
        while True:
            await client.ask("get" if "inbox" in payload else "set", payload, to)
            found = [each for each in client.inbox if word in text(each)]
            client.forget()
            if found:
                return found
            await asyncio.sleep(0.05)
