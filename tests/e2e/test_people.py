"""What a person finds in any client: colleagues, manager, pictures, and the department's room."""

import base64
import hashlib
from typing import Any
from xml.etree.ElementTree import Element

import psycopg
import pytest

from tests.harness.organisation import Organisation
from tests.harness.people_told import SECONDS, synchronise, told
from tests.harness.stack import Stack, eventually
from tests.harness.stanza import Condition, Stanza
from tests.harness.xmpp import Client

HEDY, KATHERINE, MARIE, MARY = "hedy", "katherine", "marie", "mary"
"""An engineer, one who is in Research too, the director, and the head of Communications."""

ENGINEERS = {"grace", "ada", "margaret", "nikola", HEDY, KATHERINE}
AVATAR = "urn:xmpp:avatar"
BOOKMARKS = "urn:xmpp:bookmarks:1"


async def roster(client: Client) -> dict[str, tuple[str | None, str | None, set[str | None]]]:
    """Name, subscription and groups by localpart."""
    answer = await client.ask("get", "<query xmlns='jabber:iq:roster'/>")
    return {
        item.get("jid", "").partition("@")[0]: (
            item.get("name"),
            item.get("subscription"),
            {group.text for group in item.iterfind("{*}group")},
        )
        for item in answer.element.iterfind("{*}query/{*}item")
    }


async def items(client: Client, owner: str, node: str) -> list[Element]:
    answer = await client.ask(
        "get",
        f"<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='{node}'/></pubsub>",
        owner,
    )
    return answer.element.findall("{*}pubsub/{*}items/{*}item")


@pytest.fixture
def room(stack: Stack) -> str:
    return f"engineering@{stack.rooms}"


async def test_colleagues_are_in_the_contact_list_under_the_departments_name(
    stack: Stack,
) -> None:
    hedy = await stack.sign_in(HEDY, "phone")
    contacts = await roster(hedy)

    assert contacts.keys() == ENGINEERS - {HEDY}
    assert ("Nikola Tesla", "both", {"Engineering"}) == contacts["nikola"]
    assert ("both", {"Engineering"}) == contacts["grace"][1:]


async def test_whoever_is_in_two_departments_sees_both(stack: Stack) -> None:
    katherine = await stack.sign_in(KATHERINE, "phone")
    contacts = await roster(katherine)

    assert {"Research"} == contacts["lise"][2]
    assert {"Engineering"} == contacts["nikola"][2]


async def test_the_manager_elsewhere_is_in_the_contact_list_and_the_other_way_round(
    stack: Stack,
) -> None:
    marie = await stack.sign_in(MARIE, "phone")
    mary = await stack.sign_in(MARY, "phone")

    assert ("Marie Curie", "both", {"My manager"}) == (await roster(mary))[MARIE]
    reports = {key for key, item in (await roster(marie)).items() if item[2] == {"My reports"}}
    assert {"alan", "grace", MARY, "george"} == reports


async def test_manager_and_report_see_each_other_come_and_go(stack: Stack) -> None:
    marie = await stack.sign_in(MARIE, "phone")
    mary = await stack.sign_in(MARY, "phone")

    def presence_of(other: Client) -> Condition:
        return lambda stanza: stanza.kind == "presence" and stanza.sender == other.jid

    await marie.expect(presence_of(mary))
    await mary.expect(presence_of(marie))
    await mary.close()
    left = await marie.expect(presence_of(mary))

    assert "unavailable" == left.type


async def test_a_profile_tells_name_title_department_and_address(stack: Stack) -> None:
    hedy = await stack.sign_in(HEDY, "phone")
    answer = await hedy.ask("get", "<vCard xmlns='vcard-temp'/>", stack.jid(KATHERINE))
    card = answer.element.find("{*}vCard")
    assert card is not None

    found = [card.findtext(f"{{*}}{path}") for path in ("FN", "TITLE", "EMAIL/{*}USERID")]
    assert ["Katherine Johnson", "Flight analyst", "katherine.johnson@example.org"] == found
    assert ["Engineering", "Research"] == [one.text for one in card.iterfind("{*}ORG/{*}ORGUNIT")]


async def test_a_picture_is_the_same_in_the_vcard_and_as_avatar(stack: Stack) -> None:
    hedy = await stack.sign_in(HEDY, "phone")
    owner = stack.jid(KATHERINE)
    answer = await hedy.ask("get", "<vCard xmlns='vcard-temp'/>", owner)
    (metadata,) = await items(hedy, owner, f"{AVATAR}:metadata")
    (data,) = await items(hedy, owner, f"{AVATAR}:data")

    photo = base64.b64decode(answer.element.findtext("{*}vCard/{*}PHOTO/{*}BINVAL") or "")
    avatar = base64.b64decode(data.findtext("{*}data") or "")
    info = metadata.find("{*}metadata/{*}info")
    assert photo == avatar
    assert avatar.startswith(b"\x89PNG")
    assert info is not None
    assert hashlib.sha1(avatar, usedforsecurity=False).hexdigest() == info.get("id")
    assert {"width": "192", "height": "192"}.items() <= info.attrib.items()


async def test_the_departments_room_is_bookmarked_and_open_to_its_members(
    stack: Stack, room: str
) -> None:
    hedy = await stack.sign_in(HEDY, "phone")
    (bookmark,) = await items(hedy, hedy.bare, BOOKMARKS)
    await hedy.join(room, "Hedy")
    info = await hedy.ask("get", "<query xmlns='http://jabber.org/protocol/disco#info'/>", room)
    identity = info.element.find("{*}query/{*}identity")
    conference = bookmark.find("{*}conference")

    assert room == bookmark.get("id")
    assert conference is not None
    assert ("Engineering", "true") == (conference.get("name"), conference.get("autojoin"))
    assert identity is not None
    assert "Engineering" == identity.get("name")


async def test_the_departments_room_is_closed_to_everybody_else(stack: Stack, room: str) -> None:
    mary = await stack.sign_in(MARY, "phone")
    mary.send(f"<presence to='{room}/Mary'><x xmlns='http://jabber.org/protocol/muc'/></presence>")
    answer: Stanza = await mary.expect(lambda stanza: stanza.sender == f"{room}/Mary")

    assert "registration-required" == answer.error


async def test_those_who_have_a_role_share_a_room(
    stack: Stack, database: psycopg.Connection[Any], cms: Organisation
) -> None:
    room, bookmark = f"administrators@{stack.rooms}", f"bookmark {HEDY} administrators"
    cms.user(HEDY, "is_superuser = true")
    try:
        synchronise(stack, database)
        assert eventually(lambda: bookmark in told(database), bool, SECONDS)
        hedy = await stack.sign_in(HEDY, "phone")
        await hedy.join(room, "Hedy")
        bookmarks = {item.get("id") for item in await items(hedy, hedy.bare, BOOKMARKS)}
    finally:
        cms.user(HEDY, "is_superuser = false")
        synchronise(stack, database)
    out = await hedy.expect(
        lambda found: found.sender == f"{room}/Hedy" and found.type == "unavailable"
    )
    assert eventually(lambda: bookmark not in told(database), bool, SECONDS)

    assert {room, f"engineering@{stack.rooms}"} == bookmarks
    assert "321" in {status.get("code") for status in out.element.iterfind("{*}x/{*}status")}
