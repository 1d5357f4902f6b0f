"""What others see as a person's name is the directory's to say."""

import pytest

from tests.e2e.conftest import MakeRoom
from tests.harness.cast import ADA
from tests.harness.newcomer import newcomer
from tests.harness.pep import publish, vcard
from tests.harness.stack import Refused, Stack
from tests.harness.xmpp import Client

NICK = "http://jabber.org/protocol/nick"
RENAMED = "<vCard xmlns='vcard-temp'><FN>Root</FN></vCard>"


@pytest.mark.parametrize("addressed", [True, False], ids=["to the account", "to nobody"])
async def test_a_client_may_not_set_its_vcard(ada: Client, addressed: bool) -> None:
    before = await vcard(ada, ada.bare)
    answer = await ada.ask("set", RENAMED, ada.bare if addressed else None)

    assert "not-allowed" == answer.error
    assert "Names are kept by the directory" == answer.element.findtext(".//{*}text")
    assert before == await vcard(ada, ada.bare)


@pytest.mark.parametrize(
    ("node", "payload"),
    [
        (NICK, f"<nick xmlns='{NICK}'>Root</nick>"),
        (
            "urn:xmpp:vcard4",
            "<vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'><fn><text>Root</text></fn></vcard>",
        ),
    ],
    ids=["nickname", "vCard4"],
)
async def test_a_client_may_not_publish_a_name(ada: Client, node: str, payload: str) -> None:
    answer = await publish(ada, node, "current", payload)

    assert "not-allowed" == answer.error


async def test_nobody_reserves_a_nickname_in_all_rooms(stack: Stack, grace: Client) -> None:
    fields = (
        "<field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#register</value></field>"
        "<field var='nick'><value>Ada Lovelace</value></field>"
    )
    form = f"<x xmlns='jabber:x:data' type='submit'>{fields}</x>"
    answer = await grace.ask(
        "set", f"<query xmlns='jabber:iq:register'>{form}</query>", stack.rooms
    )

    assert "not-allowed" == answer.error


async def test_other_nodes_and_questions_stay_allowed(stack: Stack, grace: Client) -> None:
    person = await newcomer(stack)
    mood = "http://jabber.org/protocol/mood"
    published = await publish(person, mood, "current", f"<mood xmlns='{mood}'><happy/></mood>")
    asked = await person.ask("get", "<vCard xmlns='vcard-temp'/>", grace.bare)

    assert ("result", "result") == (published.type, asked.type)


async def test_a_room_owner_may_set_the_rooms_picture(ada: Client, make_room: MakeRoom) -> None:
    answer = await ada.ask("set", RENAMED, await make_room(ada))

    assert "result" == answer.type


@pytest.mark.parametrize("command", ["ban_account", "set_vcard", "delete_old_users", "srg_get_all"])
def test_commands_that_nobody_needs_are_refused(stack: Stack, command: str) -> None:
    with pytest.raises(Refused) as refused:
        stack.api(command, user=ADA, host=stack.domain)

    assert refused.value.status in {400, 403, 404}
