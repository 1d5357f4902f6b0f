"""People whose user names no address can hold as they are (XEP-0106)."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from components.directory import app_passwords
from tests.e2e.clients.slixmpp_client import SlixmppClient
from tests.harness.newcomer import Absentee
from tests.harness.organisation import Organisation
from tests.harness.people_told import SECONDS, synchronise, told
from tests.harness.pep import items, vcard
from tests.harness.stack import Stack, eventually
from tests.harness.stanza import with_body
from tests.harness.xmpp import Client


@pytest.fixture
def flann(stack: Stack, database: psycopg.Connection[Any], cms: Organisation) -> Iterator[Absentee]:
    """The server has been told of him."""
    number = uuid4().hex[:8]
    user_name, localpart = f"O'Brien & {number}", rf"o\27brien\20\26\20{number}"
    cms.hire(user_name, "Flann O'Brien", "Engineering")
    try:
        synchronise(stack, database)
        bookmark = f"bookmark {localpart} engineering"
        assert eventually(lambda: bookmark in told(database), bool, SECONDS)
        with stack.engine("app") as engine, engine.begin() as connection:
            password = app_passwords.mint(connection, localpart, "phone")
        yield Absentee(stack, localpart, password)
    finally:
        cms.dismiss(user_name)
        synchronise(stack, database)
    gone = f"profile {localpart}"
    assert eventually(lambda: gone not in told(database), bool, SECONDS)


async def test_they_sign_in_are_found_and_write(stack: Stack, flann: Absentee, ada: Client) -> None:
    async with SlixmppClient(stack, flann.localpart, password=flann.password) as client:
        await client.say(ada.bare, "from O'Brien")
        heard = await ada.expect(with_body("from O'Brien"))
        ada.say(flann.bare, "to O'Brien")
        await client.reads(ada.bare, "to O'Brien")
    contacts = await ada.ask("get", "<query xmlns='jabber:iq:roster'/>")
    items_by_jid = {each.get("jid"): each for each in contacts.element.iterfind("{*}query/{*}item")}

    assert flann.bare == (heard.sender or "").partition("/")[0]
    assert "Flann O'Brien" == items_by_jid[flann.bare].get("name")
    assert "Flann O'Brien" == (await vcard(ada, flann.bare))[0]


async def test_their_room_bookmarks_and_commands_are_theirs(stack: Stack, flann: Absentee) -> None:
    client = await flann.arrive()
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
