"""Rooms of departments: made, changed and closed by the directory alone."""

from uuid import uuid4

from tests.harness.cast import ADA, GRACE, LINUS
from tests.harness.stack import Stack
from tests.harness.stanza import with_body
from tests.harness.xmpp import Client

ROOMCONFIG = "http://jabber.org/protocol/muc#owner"


def tell(stack: Stack, name: str, *members: str, title: str = "Research") -> str:
    stack.api("stoa_room", room=name, service=stack.rooms, title=title, members=list(members))
    return f"{name}@{stack.rooms}"


def affiliations(stack: Stack, name: str) -> dict[str, str]:
    found = stack.api("get_room_affiliations", room=name, service=stack.rooms)
    return {one["jid"].partition("@")[0]: one["affiliation"] for one in found}


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


async def test_a_room_that_somebody_made_before_is_taken_over(
    stack: Stack, ada: Client, grace: Client, linus: Client
) -> None:
    room = f"{(name := f'dept-{uuid4()}')}@{stack.rooms}"
    await linus.join(room, "Linus")
    await linus.ask(
        "set",
        f"<query xmlns='{ROOMCONFIG}'><x xmlns='jabber:x:data' type='submit'>"
        f"<field var='FORM_TYPE'><value>{ROOMCONFIG[:-6]}#roomconfig</value></field>"
        "<field var='muc#roomconfig_passwordprotectedroom'><value>1</value></field>"
        "<field var='muc#roomconfig_roomsecret'><value>sesame</value></field>"
        "<field var='muc#roomconfig_roomdesc'><value>Mine</value></field></x></query>",
        room,
    )
    await linus.ask(
        "set",
        "<query xmlns='http://jabber.org/protocol/muc#admin'>"
        f"<item affiliation='outcast' jid='{ada.bare}'/></query>",
        room,
    )
    tell(stack, name, ADA, GRACE)
    out = await linus.expect(
        lambda found: found.type == "unavailable" and found.sender == f"{room}/Linus"
    )
    await ada.join(room, "Ada")
    title, features = await room_info(ada, room)

    assert out.kind == "presence"
    assert "registration-required" == await refused(linus, room)
    assert {ADA: "member", GRACE: "member"} == affiliations(stack, name)
    assert ("Research", True) == (title, "muc_unsecured" in features)
