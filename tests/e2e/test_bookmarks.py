"""Rooms the directory puts into a person's bookmarks (XEP-0402)."""

import asyncio
from typing import Any
from xml.etree.ElementTree import Element

from tests.harness.newcomer import newcomer
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


async def older_form(client: Client) -> set[str | None]:
    """The rooms as clients see them that know XEP-0048 only."""
    answer = await client.ask(
        "get", "<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'/></query>"
    )
    found = answer.element.findall("{*}query/{*}storage/{*}conference")
    return {conference.get("jid") for conference in found}


async def test_a_bookmark_arrives_beside_others_and_in_the_older_form(stack: Stack) -> None:
    person = await newcomer(stack)
    room = f"research@{stack.rooms}"
    own = f"own@{stack.rooms}"
    await publish(person, BOOKMARKS, own, f"<conference xmlns='{BOOKMARKS}' name='Mine'/>")
    tell(stack, person, room)
    found = await bookmarks(person)

    assert {"name": "Research", "autojoin": "true"} == found[room].attrib
    assert "Mine" == found[own].get("name")
    assert {room, own} == await older_form(person)


async def test_what_a_person_changed_stays_and_the_name_follows_the_department(
    stack: Stack,
) -> None:
    person = await newcomer(stack)
    room = f"research@{stack.rooms}"
    tell(stack, person, room)
    changed = f"<conference xmlns='{BOOKMARKS}' name='Research'><nick>Amazing</nick></conference>"
    await publish(person, BOOKMARKS, room, changed)
    tell(stack, person, room, "Research & Development")
    conference = (await bookmarks(person))[room]

    assert "Research & Development" == conference.get("name")
    assert "Amazing" == conference.findtext("{*}nick")
    assert "true" != conference.get("autojoin")


async def test_bookmarks_told_at_once_are_all_kept_in_both_forms(stack: Stack) -> None:
    person = await newcomer(stack)
    rooms = {f"room-{number}@{stack.rooms}" for number in range(6)}
    await asyncio.gather(*(asyncio.to_thread(tell, stack, person, room) for room in rooms))

    assert rooms == set(await bookmarks(person))
    assert rooms == await older_form(person)


async def test_a_bookmark_is_removed_and_others_stay(stack: Stack) -> None:
    person = await newcomer(stack)
    rooms = [f"{name}@{stack.rooms}" for name in ("chemistry", "peace")]
    for room in rooms:
        tell(stack, person, room)
    tell(stack, person, rooms[0], remove=True)
    tell(stack, person, rooms[0], remove=True)

    assert [rooms[1]] == list(await bookmarks(person))
