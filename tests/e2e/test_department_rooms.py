"""Rooms of departments: made, changed, archived and closed by the directory alone."""

import asyncio
from collections.abc import Sequence
from uuid import uuid4

import pytest

from tests.harness.cast import ADA, GRACE, LINUS
from tests.harness.stack import Refused, Stack
from tests.harness.stanza import with_body
from tests.harness.xmpp import Client

ROOMCONFIG = "http://jabber.org/protocol/muc#owner"


def tell(
    stack: Stack,
    name: str,
    *members: str,
    title: str = "Research",
    moderators: Sequence[str] = (),
    archived: bool = False,
) -> str:
    who = {"members": list(members), "moderators": list(moderators), "archived": archived}
    stack.api("stoa_room", room=name, service=stack.rooms, title=title, **who)
    return f"{name}@{stack.rooms}"


def affiliations(stack: Stack, name: str) -> dict[str, str]:
    """Of people: the only owner is the domain of rooms."""
    found = stack.api("get_room_affiliations", room=name, service=stack.rooms)
    by_name = {one["jid"].rpartition("@")[0]: one["affiliation"] for one in found}
    assert "owner" == by_name.pop("")
    return by_name


async def room_info(client: Client, room: str) -> tuple[str | None, set[str | None]]:
    """Title and features."""
    answer = await client.ask("get", "<query xmlns='http://jabber.org/protocol/disco#info'/>", room)
    identity = answer.element.find("{*}query/{*}identity")
    features = {feature.get("var") for feature in answer.element.iter() if "var" in feature.attrib}
    return None if identity is None else identity.get("name"), features


async def refused(client: Client, room: str) -> str | None:
    client.send(f"<presence to='{room}/Me'><x xmlns='http://jabber.org/protocol/muc'/></presence>")
    answer = await client.expect(lambda stanza: stanza.sender == f"{room}/Me")
    return answer.error


async def test_a_department_has_a_closed_lasting_room_with_history(
    stack: Stack, ada: Client, grace: Client, linus: Client
) -> None:
    room = tell(stack, name := f"dept-{uuid4()}", ADA, GRACE)
    await ada.join(room, "Ada")
    ada.say(room, "for members", type="groupchat")
    await ada.expect(with_body("for members"))
    title, features = await room_info(ada, room)
    listed = await linus.ask(
        "get", "<query xmlns='http://jabber.org/protocol/disco#items'/>", stack.rooms
    )
    history = [found.archived.body for found in await grace.archive(of=room) if found.archived]

    assert {ADA: "member", GRACE: "member"} == affiliations(stack, name)
    assert "Research" == title
    assert {
        "muc_persistent",
        "muc_membersonly",
        "muc_nonanonymous",
        "muc_hidden",
        "urn:xmpp:mam:2",
    } <= features
    assert room not in {item.get("jid") for item in listed.element.iter()}
    assert ["for members"] == history
    assert "registration-required" == await refused(linus, room)


async def test_a_change_reaches_the_room_that_is_open(
    stack: Stack, ada: Client, grace: Client
) -> None:
    room = tell(stack, name := f"dept-{uuid4()}", ADA, GRACE)
    await ada.join(room, "Ada")
    await grace.join(room, "Grace")
    tell(stack, name, ADA, LINUS, title="Research & Development")
    out = await grace.expect(lambda found: found.sender == f"{room}/Grace")
    title, _ = await room_info(ada, room)

    assert "unavailable" == out.type
    assert "321" in {status.get("code") for status in out.element.findall(".//{*}status")}
    assert {ADA: "member", LINUS: "member"} == affiliations(stack, name)
    assert "Research & Development" == title


async def test_the_same_room_told_again_says_nothing_to_those_in_it(
    stack: Stack, ada: Client
) -> None:
    room = tell(stack, name := f"dept-{uuid4()}", ADA)
    await ada.join(room, "Ada")
    await ada.settle(room)
    ada.forget()
    tell(stack, name, ADA)
    await ada.settle(room)

    assert [] == [found for found in ada.inbox if (found.sender or "").startswith(room)]


async def test_members_cannot_change_what_is_the_directorys(stack: Stack, ada: Client) -> None:
    room = tell(stack, name := f"dept-{uuid4()}", ADA)
    await ada.join(room, "Ada")
    configured = await ada.ask("get", f"<query xmlns='{ROOMCONFIG}'/>", room)
    invite = (
        "<query xmlns='http://jabber.org/protocol/muc#admin'>"
        f"<item affiliation='member' jid='{stack.jid(LINUS)}'/></query>"
    )
    admitted = await ada.ask("set", invite, room)
    ada.send(
        f"<message to='{room}'><x xmlns='http://jabber.org/protocol/muc#user'>"
        f"<invite to='{stack.jid(LINUS)}'/></x></message>"
    )
    await ada.settle(room)

    assert ("forbidden", "not-allowed") == (configured.error, admitted.error)
    assert {ADA: "member"} == affiliations(stack, name)


async def test_members_read_the_subject_and_do_not_set_it(stack: Stack, ada: Client) -> None:
    room = tell(stack, f"dept-{uuid4()}", ADA)
    await ada.join(room, "Ada")
    ada.message(room, "<subject>Mine</subject>", type="groupchat")
    answer = await ada.expect(lambda found: found.kind == "message" and found.type == "error")

    assert "forbidden" == answer.error


async def test_an_archived_room_is_read_and_not_written_and_comes_back(
    stack: Stack, ada: Client, grace: Client, linus: Client
) -> None:
    room = tell(stack, name := f"dept-{uuid4()}", ADA, GRACE)
    await ada.join(room, "Ada")
    ada.say(room, "before", type="groupchat")
    await ada.expect(with_body("before"))
    tell(stack, name, ADA, GRACE, title="Research (archived)", archived=True)
    ada.say(room, "too late", type="groupchat")
    refused_there = await ada.expect(
        lambda found: found.kind == "message" and found.type == "error"
    )
    await grace.join(room, "Grace")
    title, features = await room_info(grace, room)
    history = [found.archived.body for found in await grace.archive(of=room) if found.archived]
    outside = await refused(linus, room)
    tell(stack, name, ADA, GRACE)
    ada.say(room, "again", type="groupchat")
    heard = await grace.expect(with_body("again"))

    assert "forbidden" == refused_there.error
    assert ("Research (archived)", ["before"]) == (title, history)
    assert {"muc_moderated", "muc_membersonly"} <= features
    assert "registration-required" == outside
    assert f"{room}/Ada" == heard.sender
    assert "muc_unmoderated" in (await room_info(grace, room))[1]


async def test_a_moderator_removes_messages_and_says_nothing_about_who_belongs(
    stack: Stack, ada: Client, grace: Client
) -> None:
    room = tell(stack, name := f"dept-{uuid4()}", GRACE, moderators=[ADA])
    await ada.join(room, "Ada")
    await grace.join(room, "Grace")
    grace.say(room, "unwanted", type="groupchat")
    said = await ada.expect(with_body("unwanted"))
    moderate = f"<moderate xmlns='urn:xmpp:message-moderate:1' id='{said.stanza_ids[room]}'>"
    moderated = await ada.ask(
        "set", f"{moderate}<retract xmlns='urn:xmpp:message-retract:1'/></moderate>", room
    )
    admit = (
        "<query xmlns='http://jabber.org/protocol/muc#admin'>"
        f"<item affiliation='member' jid='{stack.jid(LINUS)}'/></query>"
    )
    admitted = await ada.ask("set", admit, room)
    ada.send(
        f"<message to='{room}' id='invitation'><x xmlns='http://jabber.org/protocol/muc#user'>"
        f"<invite to='{stack.jid(LINUS)}'/></x></message>"
    )
    invited = await ada.expect(lambda found: found.kind == "message" and found.type == "error")

    assert "result" == moderated.type
    assert ("not-allowed", "not-allowed") == (admitted.error, invited.error)
    assert {ADA: "admin", GRACE: "member"} == affiliations(stack, name)


@pytest.mark.parametrize("persistent", ["0", "1"])
async def test_a_room_that_somebody_made_before_stays_theirs(
    stack: Stack, ada: Client, linus: Client, persistent: str
) -> None:
    room = f"{(name := f'dept-{uuid4()}')}@{stack.rooms}"
    await linus.join(room, "Linus")
    await own(linus, room, persistent)
    with pytest.raises(Refused) as refused_there:
        tell(stack, name, ADA)
    found = stack.api("get_room_affiliations", room=name, service=stack.rooms)

    assert 409 == refused_there.value.status
    assert [("linus", "owner")] == [
        (one["jid"].partition("@")[0], one["affiliation"]) for one in found
    ]
    assert "Mine" == (await room_info(linus, room))[0]


async def test_two_owners_who_both_step_down_leave_no_room_to_a_department(
    stack: Stack, ada: Client, linus: Client
) -> None:
    room = f"{(name := f'dept-{uuid4()}')}@{stack.rooms}"
    await linus.join(room, "Linus")
    await own(linus, room, "1")
    for affiliation in ("owner", "member"):
        items = "".join(
            f"<item affiliation='{affiliation}' jid='{jid}'/>" for jid in (ada.bare, linus.bare)
        )
        query = f"<query xmlns='http://jabber.org/protocol/muc#admin'>{items}</query>"
        await linus.ask("set", query, room)
    with pytest.raises(Refused) as refused_there:
        tell(stack, name, ADA)

    assert 409 == refused_there.value.status


async def test_the_history_of_a_room_that_is_gone_is_not_a_departments(
    stack: Stack, linus: Client
) -> None:
    room = f"{(name := f'dept-{uuid4()}')}@{stack.rooms}"
    await linus.join(room, "Linus")
    await own(linus, room, "1")
    linus.say(room, "private", type="groupchat")
    await linus.expect(with_body("private"))
    await linus.ask("set", f"<query xmlns='{ROOMCONFIG}'><destroy/></query>", room)
    with pytest.raises(Refused) as refused_there:
        tell(stack, name, ADA)

    assert 409 == refused_there.value.status


async def test_a_room_that_is_just_ending_is_not_a_departments(stack: Stack, linus: Client) -> None:
    """Found until its process is unregistered, which no longer answers by then."""
    statuses = set()
    for _ in range(20):
        room = f"{(name := f'dept-{uuid4()}')}@{stack.rooms}"
        await linus.join(room, "Linus")
        await own(linus, room, "1")
        linus.say(room, "private", type="groupchat")
        await linus.expect(with_body("private"))
        ending = linus.ask("set", f"<query xmlns='{ROOMCONFIG}'><destroy/></query>", room)
        _, refusal = await asyncio.gather(ending, asyncio.to_thread(refusal_of, stack, name))
        statuses.add(refusal.status)

    assert {409} == statuses


def refusal_of(stack: Stack, name: str) -> Refused:
    with pytest.raises(Refused) as refused_there:
        tell(stack, name, ADA)
    return refused_there.value


async def own(client: Client, room: str, persistent: str) -> None:
    values = {
        "FORM_TYPE": f"{ROOMCONFIG[:-6]}#roomconfig",
        "muc#roomconfig_roomname": "Mine",
        "muc#roomconfig_persistentroom": persistent,
        "muc#roomconfig_membersonly": "1",
    }
    fields = "".join(
        f"<field var='{name}'><value>{value}</value></field>" for name, value in values.items()
    )
    form = f"<x xmlns='jabber:x:data' type='submit'>{fields}</x>"
    answer = await client.ask("set", f"<query xmlns='{ROOMCONFIG}'>{form}</query>", room)
    assert "result" == answer.type
