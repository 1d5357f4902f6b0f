"""Who may write to whom, on the wire: a refusal has its reason, and nothing slips past it."""

from collections.abc import Iterator

import pytest
import pytest_asyncio

from tests.e2e.conftest import MakeRoom, SignIn
from tests.harness.feed import Feed
from tests.harness.stack import Refused, Stack
from tests.harness.xmpp import Client

REASON = "The rules of your organisation do not let you write to this person"
JINGLE = (
    "<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='s'><content"
    " creator='initiator' name='a'/></jingle>"
)


INVITATION = (
    "<x xmlns='http://jabber.org/protocol/muc#user'><invite to='{}'><reason>words</reason>"
    "</invite></x>"
)


@pytest.fixture
def _no_one_writes_to_administrators(stack: Stack) -> Iterator[None]:
    """Margaret is one."""
    with stack.database("migrate") as connection:
        connection.execute(
            "insert into stoa.message_rule (recipient_role, allowed)"
            " values ('administrator', false)"
        )
        connection.commit()
        yield
        connection.execute("delete from stoa.message_rule")
        connection.execute("delete from stoa.may_answer")
        connection.commit()


pytestmark = pytest.mark.usefixtures("_no_one_writes_to_administrators")


async def refusal(client: Client, id: str) -> tuple[str | None, str | None]:
    answer = await client.expect(lambda stanza: stanza.id == id and stanza.type == "error")
    return answer.error, answer.element.findtext("{*}error/{*}text")


@pytest_asyncio.fixture
async def margaret(sign_in: SignIn) -> Client:
    return await sign_in("margaret")


async def test_the_sender_learns_why_and_nobody_gets_anything(
    ada: Client, margaret: Client, feed: Feed
) -> None:
    words = ada.say(margaret.bare, "words for nobody")
    call = await ada.ask("set", JINGLE, f"{margaret.bare}/phone")
    await margaret.settle()

    assert ("forbidden", REASON) == await refusal(ada, words)
    assert "forbidden" == call.error
    assert [] == margaret.messages
    assert [] == feed.new_rows()
    assert "words for nobody" not in [each.body for each in await ada.archive()]


async def test_whoever_was_written_to_may_answer(
    ada: Client, grace: Client, margaret: Client
) -> None:
    margaret.say(ada.bare, "A question")
    await ada.expect(lambda stanza: stanza.body == "A question")
    ada.say(margaret.bare, "The answer")
    interjection = grace.say(margaret.bare, "I know better")

    await margaret.expect(lambda stanza: stanza.body == "The answer")
    assert ("forbidden", REASON) == await refusal(grace, interjection)


async def test_everybody_in_a_room_hears_everybody(
    ada: Client, margaret: Client, make_room: MakeRoom
) -> None:
    room = await make_room(ada)
    await margaret.join(room, "Margaret")
    ada.say(room, "To all", type="groupchat")
    await margaret.expect(lambda stanza: stanza.body == "To all")


async def test_a_room_hands_on_no_invitation_that_the_rules_refuse(
    ada: Client, grace: Client, margaret: Client, make_room: MakeRoom
) -> None:
    room = await make_room(ada)
    refused = ada.message(room, INVITATION.format(margaret.bare), type="normal")
    ada.message(room, INVITATION.format(grace.bare), type="normal")

    assert ("forbidden", REASON) == await refusal(ada, refused)
    await grace.expect(lambda stanza: stanza.element.find("{*}x/{*}invite") is not None)
    await margaret.settle()
    assert [] == margaret.messages


@pytest.mark.parametrize("letter", ["\N{FULLWIDTH LATIN SMALL LETTER M}", "m\N{SOFT HYPHEN}"])
async def test_no_other_way_to_write_an_address_slips_past_the_rules(
    ada: Client, margaret: Client, make_room: MakeRoom, letter: str
) -> None:
    """Letters that stringprep makes others of, or nothing (RFC 3491)."""
    room = await make_room(ada)
    disguised = margaret.bare.replace("m", letter, 1)
    refused = ada.message(room, INVITATION.format(disguised), type="normal")

    assert ("forbidden", REASON) == await refusal(ada, refused)
    await margaret.settle()
    assert [] == margaret.messages


@pytest.mark.parametrize("kind", ["", "type='subscribe'", "type='unavailable'"])
async def test_presence_for_one_person_carries_no_words(
    sign_in: SignIn, ada: Client, kind: str
) -> None:
    """Alan is in no group with her."""
    alan = await sign_in("alan")
    ada.send(
        f"<presence {kind} to='{alan.bare}'><status>words for nobody</status>"
        "<nick xmlns='http://jabber.org/protocol/nick'>words</nick></presence>"
    )
    heard = await alan.expect(lambda stanza: stanza.kind == "presence")
    forget = (
        f"<query xmlns='jabber:iq:roster'><item jid='{alan.bare}' subscription='remove'/></query>"
    )
    await ada.ask("set", forget)

    assert ada.bare == (heard.sender or "").partition("/")[0]
    assert "words" not in " ".join(heard.element.itertext())


async def test_presence_for_everybody_keeps_its_words(sign_in: SignIn, ada: Client) -> None:
    grace = await sign_in("grace")
    ada.send("<presence><show>away</show><status>in the compiler lab</status></presence>")
    heard = await grace.expect(
        lambda stanza: stanza.kind == "presence" and stanza.child("{*}show") is not None
    )

    assert "in the compiler lab" in "".join(heard.element.itertext())


async def test_what_a_program_sends_for_somebody_obeys_the_rules(
    stack: Stack, ada: Client, margaret: Client
) -> None:
    """`stoa_send` gives the refusal to its caller."""
    message = f"<message to='{margaret.bare}' type='chat'><body>words</body></message>"
    with pytest.raises(Refused) as refused:
        stack.send_as(ada.bare, message)

    assert REASON in str(refused.value)


async def test_whom_one_may_not_write_to_is_not_found_by_any_search(
    stack: Stack, ada: Client, margaret: Client
) -> None:
    asked = "<query xmlns='jabber:iq:search'><last>hamilton</last></query>"
    hidden = await ada.ask("set", asked, f"directory.{stack.domain}")
    own = await margaret.ask("set", asked, f"directory.{stack.domain}")

    assert margaret.bare not in [each.get("jid") for each in hidden.element.iterfind(".//{*}item")]
    assert margaret.bare in [each.get("jid") for each in own.element.iterfind(".//{*}item")]
