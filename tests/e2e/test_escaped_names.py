"""People whose user names no address can hold as they are (XEP-0106)."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from components.directory import app_passwords
from tests.e2e.clients.slixmpp_client import SlixmppClient
from tests.harness.organisation import Organisation
from tests.harness.people_told import SECONDS, synchronise, told
from tests.harness.pep import items, vcard
from tests.harness.stack import Stack, eventually
from tests.harness.stanza import with_body
from tests.harness.xmpp import Client

USER_NAME, LOCALPART = "O'Brien & Sons", r"o\27brien\20\26\20sons"


@pytest.fixture
def sons(stack: Stack, database: psycopg.Connection[Any], cms: Organisation) -> Iterator[str]:
    """The password of a device; the server has been told."""
    cms.hire(USER_NAME, "Flann O'Brien", "Engineering")
    try:
        synchronise(stack, database)
        bookmark = f"bookmark {LOCALPART} engineering"
        assert eventually(lambda: bookmark in told(database), bool, SECONDS)
        with stack.engine("app") as engine, engine.begin() as connection:
            yield app_passwords.mint(connection, LOCALPART, "phone")
    finally:
        cms.dismiss(USER_NAME)
        synchronise(stack, database)
    gone = f"profile {LOCALPART}"
    assert eventually(lambda: gone not in told(database), bool, SECONDS)


async def test_they_sign_in_are_found_and_write(stack: Stack, sons: str, ada: Client) -> None:
    jid = stack.jid(LOCALPART)
    async with SlixmppClient(stack, LOCALPART, password=sons) as client:
        await client.say(ada.bare, "from O'Brien")
        heard = await ada.expect(with_body("from O'Brien"))
        ada.say(jid, "to O'Brien")
        await client.reads(ada.bare, "to O'Brien")
    contacts = await ada.ask("get", "<query xmlns='jabber:iq:roster'/>")
    names = {
        each.get("jid"): each.get("name") for each in contacts.element.iter() if each.get("jid")
    }

    assert jid == (heard.sender or "").partition("/")[0]
    assert "Flann O'Brien" == names[jid]
    assert "Flann O'Brien" == (await vcard(ada, jid))[0]


async def test_their_room_bookmarks_and_commands_are_theirs(stack: Stack, sons: str) -> None:
    client = await stack.open()
    assert await client.authenticate(LOCALPART, sons) is None
    await client.bind("phone")
    await client.available()
    await client.join(f"engineering@{stack.rooms}", "Flann")
    command = "<command xmlns='http://jabber.org/protocol/commands' node='devices'/>"
    devices = await client.ask("set", command, f"directory.{stack.domain}")

    assert [f"engineering@{stack.rooms}"] == [
        item.get("id") for item in await items(client, "urn:xmpp:bookmarks:1")
    ]
    assert "phone" in "".join(devices.element.itertext())


def test_the_address_of_somebody_who_left_is_never_given_again(
    stack: Stack, database: psycopg.Connection[Any], cms: Organisation
) -> None:
    found = "select localpart from stoa.person where user_name = %s and removed_at is null"
    given = []
    for _ in range(2):
        cms.hire("re'used", "Somebody Else")
        synchronise(stack, database)
        given += database.execute(found, ["re'used"]).fetchall()
        cms.dismiss("re'used")
        synchronise(stack, database)

    assert [(r"re\27used",), (r"re\27used2",)] == given
