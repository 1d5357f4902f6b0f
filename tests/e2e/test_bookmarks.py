"""Rooms the directory puts into a person's bookmarks (XEP-0402)."""

import asyncio
from typing import Any
from xml.etree.ElementTree import Element

from tests.harness.newcomer import Absentee, absentee, newcomer
from tests.harness.pep import configured, items, publish
from tests.harness.stack import Stack
from tests.harness.xmpp import Client

BOOKMARKS = "urn:xmpp:bookmarks:1"


def tell(stack: Stack, person: Client | Absentee, **names: str) -> None:
    """Names by room."""
    _call(
        stack, person, put=[{"room": at(stack, room), "name": name} for room, name in names.items()]
    )


def withdraw(stack: Stack, person: Client, room: str) -> None:
    _call(stack, person, remove=[at(stack, room)])


def _call(stack: Stack, person: Client | Absentee, **what: list[Any]) -> None:
    told: dict[str, list[Any]] = {"put": [], "remove": []} | what
    user = person.bare.partition("@")[0]
    stack.api("stoa_bookmarks", user=user, host=stack.domain, **told)


def at(stack: Stack, room: str) -> str:
    return f"{room}@{stack.rooms}"


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
    room, own = at(stack, "research"), at(stack, "own")
    await publish(person, BOOKMARKS, own, f"<conference xmlns='{BOOKMARKS}' name='Mine'/>")
    tell(stack, person, research="Research")
    found = await bookmarks(person)

    assert {"name": "Research", "autojoin": "true"} == found[room].attrib
    assert "Mine" == found[own].get("name")
    assert {room, own} == await older_form(person)


async def test_what_a_person_changed_stays_and_the_name_follows_the_department(
    stack: Stack,
) -> None:
    person = await newcomer(stack)
    room = at(stack, "research")
    tell(stack, person, research="Research")
    changed = f"<conference xmlns='{BOOKMARKS}' name='Research'><nick>Amazing</nick></conference>"
    await publish(person, BOOKMARKS, room, changed)
    tell(stack, person, research="Research & Development")
    conference = (await bookmarks(person))[room]

    assert "Research & Development" == conference.get("name")
    assert "Amazing" == conference.findtext("{*}nick")
    assert "true" != conference.get("autojoin")


async def test_bookmarks_told_together_are_all_kept_in_both_forms(stack: Stack) -> None:
    person = await newcomer(stack)
    names = [f"room-{number}" for number in range(3)]
    tell(stack, person, **dict.fromkeys(names, "Room"))

    assert {at(stack, name) for name in names} == set(await bookmarks(person))
    assert {at(stack, name) for name in names} == await older_form(person)


async def test_whoever_was_away_finds_what_those_online_were_told(stack: Stack) -> None:
    online, away = await newcomer(stack), absentee(stack)
    for person in (online, away):
        tell(stack, person, research="Research", peace="Peace")
    back = await away.arrive()
    nodes = (BOOKMARKS, "storage:bookmarks")
    theirs = [await configured(online, node) for node in nodes]

    assert theirs == [await configured(back, node) for node in nodes]
    assert {key: found.attrib for key, found in (await bookmarks(online)).items()} == {
        key: found.attrib for key, found in (await bookmarks(back)).items()
    }
    assert await older_form(online) == await older_form(back)
    tell(stack, away, research="Science", chemistry="Chemistry")
    found = await bookmarks(back)
    assert ["Science", "Chemistry"] == [
        found[at(stack, room)].get("name") for room in ("research", "chemistry")
    ]
    assert set(found) == await older_form(back)


async def test_calls_at_once_lose_no_bookmark(stack: Stack) -> None:
    person = await newcomer(stack)
    names = [f"room-{number}" for number in range(6)]
    told = (asyncio.to_thread(tell, stack, person, **{name: "Room"}) for name in names)
    await asyncio.gather(*told)

    assert {at(stack, name) for name in names} == set(await bookmarks(person))
    assert {at(stack, name) for name in names} == await older_form(person)


async def test_a_bookmark_is_removed_and_others_stay(stack: Stack) -> None:
    person = await newcomer(stack)
    tell(stack, person, chemistry="Chemistry", peace="Peace")
    withdraw(stack, person, "chemistry")
    withdraw(stack, person, "chemistry")

    assert [at(stack, "peace")] == list(await bookmarks(person))
    assert {at(stack, "peace")} == await older_form(person)
