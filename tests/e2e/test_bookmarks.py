"""Rooms the directory puts into a person's bookmarks (XEP-0402)."""

from typing import Any
from xml.etree.ElementTree import Element

from tests.harness.pep import items, publish
from tests.harness.stack import Stack
from tests.harness.xmpp import Client

BOOKMARKS = "urn:xmpp:bookmarks:1"


def tell(stack: Stack, person: Client, room: str, name: str = "Research", **what: bool) -> Any:
    told = {"autojoin": True, "remove": False} | what
    user = person.bare.partition("@")[0]
    return stack.api("stoa_bookmark", user=user, host=stack.domain, room=room, name=name, **told)


async def bookmarks(client: Client) -> dict[str | None, Element]:
    found = await items(client, BOOKMARKS)
    return {item.get("id"): item[0] for item in found}


async def test_a_bookmark_arrives_at_open_devices_and_in_the_older_form(
    stack: Stack, ada: Client, ada_laptop: Client
) -> None:
    room = f"research@{stack.rooms}"
    own = f"own@{stack.rooms}"
    await publish(ada, BOOKMARKS, own, f"<conference xmlns='{BOOKMARKS}' name='Mine'/>")
    tell(stack, ada, room)
    found = await bookmarks(ada)
    older = await ada.ask(
        "get", "<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'/></query>"
    )
    conferences = older.element.findall("{*}query/{*}storage/{*}conference")

    assert {"name": "Research", "autojoin": "true"} == found[room].attrib
    assert "Mine" == found[own].get("name")
    assert {room, own} == {conference.get("jid") for conference in conferences}


async def test_what_a_person_changed_stays_and_the_name_follows_the_department(
    stack: Stack, grace: Client
) -> None:
    room = f"research@{stack.rooms}"
    tell(stack, grace, room)
    changed = f"<conference xmlns='{BOOKMARKS}' name='Research'><nick>Amazing</nick></conference>"
    await publish(grace, BOOKMARKS, room, changed)
    tell(stack, grace, room, "Research & Development")
    conference = (await bookmarks(grace))[room]

    assert "Research & Development" == conference.get("name")
    assert "Amazing" == conference.findtext("{*}nick")
    assert "true" != conference.get("autojoin")


async def test_a_bookmark_is_removed_and_others_stay(stack: Stack, linus: Client) -> None:
    rooms = [f"{name}@{stack.rooms}" for name in ("chemistry", "peace")]
    for room in rooms:
        tell(stack, linus, room)
    tell(stack, linus, rooms[0], remove=True)
    tell(stack, linus, rooms[0], remove=True)

    assert [rooms[1]] == list(await bookmarks(linus))
