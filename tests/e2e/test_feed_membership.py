"""Rooms: one row for each act that changes who belongs to them, who is in them, what they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from lxml import etree

from tests.e2e.conftest import MakeRoom, SignIn
from tests.harness.cast import ADA, GRACE, LINUS
from tests.harness.feed import Feed
from tests.harness.stack import Stack, eventually
from tests.harness.stanza import with_body
from tests.harness.xmpp import Client, Component

EXTENSIONS = Path(__file__).parents[2] / "schemas" / "xmpp" / "extensions"
SCHEMA = etree.XMLSchema(file=EXTENSIONS / "membership.xsd")
MUC = "http://jabber.org/protocol/muc"
Facts = dict[str, str]


@dataclass(frozen=True)
class Act:
    type: str
    by: str
    nick: str
    items: Sequence[Facts] = ()
    reason: str | None = None
    options: Facts | None = None


def acts(feed: Feed, room: str) -> list[Act]:
    found = []
    for row in feed.new_rows("membership"):
        assert ("muc", room) == (row.source, row.recipient)
        element = etree.fromstring(row.xml)
        SCHEMA.assertValid(element)
        options = {one.get("name", ""): one.text or "" for one in element.findall("{*}option")}
        items = [{str(k): str(v) for k, v in one.items()} for one in element.findall("{*}item")]
        reason = element.findtext(".//{*}reason")
        found.append(Act(row.type, row.sender, row.nick, items, reason, options or None))
    return found


def admin(*items: str) -> str:
    return f"<query xmlns='{MUC}#admin'>{''.join(items)}</query>"


def owner_form(**values: str) -> str:
    fields = {"FORM_TYPE": f"{MUC}#roomconfig"} | {
        f"muc#roomconfig_{name}": value for name, value in values.items()
    }
    form = "".join(
        f"<field var='{name}'><value>{value}</value></field>" for name, value in fields.items()
    )
    return f"<query xmlns='{MUC}#owner'><x xmlns='jabber:x:data' type='submit'>{form}</x></query>"


async def done(client: Client, room: str, payload: str) -> None:
    answer = await client.ask("set", payload, room)
    assert "result" == answer.type, answer


async def test_who_makes_a_room_owns_it_with_its_settings(
    stack: Stack, ada: Client, feed: Feed
) -> None:
    room = f"room-{uuid4()}@{stack.rooms}"
    await ada.join(room, "Ada")

    made, entered = acts(feed, room)
    assert ("create", ada.jid) == (made.type, made.by)
    assert [{"jid": ada.bare, "affiliation": "owner"}] == made.items
    assert {"persistent": "true", "mam": "true", "members_only": "false"}.items() <= (
        made.options or {}
    ).items()
    facts = {"jid": ada.jid, "nick": "Ada", "affiliation": "owner"}
    assert Act("enter", ada.jid, "Ada", [facts]) == entered


async def test_entering_changing_the_nickname_and_leaving_has_one_row_each(
    make_room: MakeRoom, ada: Client, grace: Client, feed: Feed
) -> None:
    room = await make_room(ada)
    feed.new_rows()
    await grace.join(room, "Grace")
    grace.send(f"<presence to='{room}/Amazing'/>")
    await grace.expect(lambda found: found.sender == f"{room}/Amazing")
    grace.send(f"<presence to='{room}/Amazing'><show>away</show></presence>")
    await grace.leave(room, "Amazing")
    await ada.settle(room)

    assert [
        Act("enter", grace.jid, "Grace", [{"jid": grace.jid, "nick": "Grace"}]),
        Act(
            "nick",
            grace.jid,
            "Grace",
            [{"jid": grace.jid, "nick": "Amazing", "nick-before": "Grace"}],
        ),
        Act("leave", grace.jid, "Amazing", [{"jid": grace.jid, "nick-before": "Amazing"}]),
    ] == acts(feed, room)


async def test_a_nickname_that_the_room_refuses_has_no_row(
    make_room: MakeRoom, ada: Client, grace: Client, feed: Feed
) -> None:
    room = await make_room(ada)
    await grace.join(room, "Grace")
    feed.new_rows()
    grace.send(f"<presence to='{room}/Ada'/>")
    refused = await grace.expect(lambda found: found.type == "error")

    assert "conflict" == refused.error
    assert [] == acts(feed, room)


async def test_whoever_is_not_let_in_has_no_row(
    make_room: MakeRoom, ada: Client, grace: Client, feed: Feed
) -> None:
    room = await make_room(ada)
    await done(ada, room, owner_form(membersonly="1"))
    feed.new_rows()
    grace.send(f"<presence to='{room}/Grace'><x xmlns='{MUC}'/></presence>")
    refused = await grace.expect(lambda found: found.sender == f"{room}/Grace")

    assert "registration-required" == refused.error
    assert [] == acts(feed, room)


async def test_a_session_that_ends_leaves_its_rooms(
    make_room: MakeRoom, ada: Client, sign_in: SignIn, feed: Feed
) -> None:
    room = await make_room(ada)
    tablet = await sign_in(GRACE, "tablet")
    await tablet.join(room, "Grace")
    feed.new_rows()
    await tablet.close()
    await ada.expect(lambda found: found.type == "unavailable")
    await ada.settle(room)

    assert [
        Act("leave", tablet.jid, "Grace", [{"jid": tablet.jid, "nick-before": "Grace"}])
    ] == acts(feed, room)


async def test_one_request_about_several_people_has_one_row(
    make_room: MakeRoom, ada: Client, grace: Client, linus: Client, feed: Feed
) -> None:
    room = await make_room(ada)
    feed.new_rows()
    await done(
        ada,
        room,
        admin(
            f"<item affiliation='admin' jid='{grace.bare}'><reason>deputy</reason></item>",
            f"<item affiliation='member' jid='{linus.bare}'/>",
        ),
    )
    await done(ada, room, admin(f"<item affiliation='none' jid='{linus.bare}'/>"))

    both, one = acts(feed, room)
    assert ("affiliation", ada.jid, "Ada", "deputy") == (both.type, both.by, both.nick, both.reason)
    assert [
        {"jid": grace.bare, "affiliation": "admin"},
        {"jid": linus.bare, "affiliation": "member"},
    ] == both.items
    assert [{"jid": linus.bare, "affiliation-before": "member"}] == one.items


async def test_who_is_banned_loses_the_affiliation_and_leaves(
    make_room: MakeRoom, ada: Client, grace: Client, feed: Feed
) -> None:
    room = await make_room(ada)
    await grace.join(room, "Grace")
    feed.new_rows()
    ban = f"<item affiliation='outcast' jid='{grace.bare}'><reason>enough</reason></item>"
    await done(ada, room, admin(ban))

    banned = {"jid": grace.bare, "affiliation": "outcast"}
    left = {"jid": grace.jid, "nick-before": "Grace", "role-before": "participant"}
    assert [
        Act("affiliation", ada.jid, "Ada", [banned], "enough"),
        Act("leave", ada.jid, "Ada", [left], "enough"),
    ] == acts(feed, room)


async def test_a_kick_and_a_role_are_acts_of_who_does_it(
    make_room: MakeRoom, ada: Client, grace: Client, feed: Feed
) -> None:
    room = await make_room(ada)
    await grace.join(room, "Grace")
    feed.new_rows()
    await done(ada, room, admin("<item nick='Grace' role='visitor'/>"))
    await done(ada, room, admin("<item nick='Grace' role='none'><reason>out</reason></item>"))

    role = {"jid": grace.jid, "role": "visitor", "role-before": "participant"}
    left = {"jid": grace.jid, "nick-before": "Grace", "role-before": "visitor"}
    assert [
        Act("role", ada.jid, "Ada", [role]),
        Act("leave", ada.jid, "Ada", [left], "out"),
    ] == acts(feed, room)


async def test_a_request_that_the_room_refuses_has_no_row(
    make_room: MakeRoom, ada: Client, grace: Client, feed: Feed
) -> None:
    room = await make_room(ada)
    await grace.join(room, "Grace")
    feed.new_rows()
    payloads = (
        admin(f"<item affiliation='owner' jid='{grace.bare}'/>"),
        owner_form(roomname="Mine"),
        f"<query xmlns='{MUC}#owner'><destroy><reason>mine</reason></destroy></query>",
    )
    answers = [await grace.ask("set", payload, room) for payload in payloads]

    assert ["not-allowed", "forbidden", "forbidden"] == [answer.error for answer in answers]
    assert [] == acts(feed, room)


async def test_changed_settings_are_named_with_their_values_but_no_password(
    make_room: MakeRoom, ada: Client, feed: Feed
) -> None:
    room = await make_room(ada)
    feed.new_rows()
    changes = {"roomname": "Tea", "passwordprotectedroom": "1", "roomsecret": "open sesame"}
    await done(ada, room, owner_form(**changes))
    await done(ada, room, owner_form(**changes))
    await done(ada, room, "<vCard xmlns='vcard-temp'><DESC>psst</DESC></vCard>")

    config, card = acts(feed, room)
    assert {"title": "Tea", "password_protected": "true", "password": ""} == config.options
    assert "psst" in (card.options or {})["vcard"]


async def test_a_hat_is_a_title_and_recorded(make_room: MakeRoom, ada: Client, feed: Feed) -> None:
    room = await make_room(ada)
    feed.new_rows()
    fields = {"hats#title": "psst", "hats#uri": "urn:psst"}
    form = "".join(f"<field var='{n}'><value>{v}</value></field>" for n, v in fields.items())
    command = (
        "<command xmlns='http://jabber.org/protocol/commands' action='complete'"
        " node='urn:xmpp:hats:commands:create'>"
        f"<x xmlns='jabber:x:data' type='submit'>{form}</x></command>"
    )
    await done(ada, room, command)

    (made,) = acts(feed, room)
    assert "psst" in (made.options or {})["hats_defs"]


async def test_whoever_is_invited_into_a_members_only_room_becomes_a_member(
    make_room: MakeRoom, ada: Client, linus: Client, feed: Feed
) -> None:
    room = await make_room(ada)
    await done(ada, room, owner_form(membersonly="1", persistentroom="0"))
    feed.new_rows()
    for _ in range(2):
        ada.message(room, f"<x xmlns='{MUC}#user'><invite to='{linus.bare}'/></x>", type="normal")
        await linus.expect(lambda found: found.child("{*}x/{*}invite") is not None)

    invited = {"jid": linus.bare, "affiliation": "member"}
    assert [Act("affiliation", ada.jid, "Ada", [invited])] == acts(feed, room)


async def test_whoever_is_allowed_to_speak_has_another_role(
    make_room: MakeRoom, ada: Client, grace: Client, feed: Feed
) -> None:
    room = await make_room(ada)
    await done(ada, room, owner_form(moderatedroom="1"))
    await grace.join(room, "Grace")
    await done(ada, room, admin("<item nick='Grace' role='visitor'/>"))
    feed.new_rows()
    values = {
        "FORM_TYPE": f"{MUC}#request",
        "muc#role": "participant",
        "muc#jid": grace.jid,
        "muc#roomnick": "Grace",
        "muc#request_allow": "true",
    }
    fields = "".join(f"<field var='{n}'><value>{v}</value></field>" for n, v in values.items())
    ada.message(room, f"<x xmlns='jabber:x:data' type='submit'>{fields}</x>", type="normal")
    await ada.settle(room)

    spoke = {"jid": grace.jid, "role": "participant", "role-before": "visitor"}
    assert [Act("role", ada.jid, "Ada", [spoke])] == acts(feed, room)


async def test_a_room_is_destroyed_by_its_owner_in_one_row(
    make_room: MakeRoom, ada: Client, grace: Client, feed: Feed
) -> None:
    room = await make_room(ada)
    await grace.join(room, "Grace")
    feed.new_rows()
    destroy = f"<query xmlns='{MUC}#owner'><destroy><reason>over</reason></destroy></query>"
    await done(ada, room, destroy)

    assert [Act("destroy", ada.jid, "Ada", [], "over")] == acts(feed, room)


async def test_a_room_that_does_not_last_ends_with_the_last_in_it(
    make_room: MakeRoom, ada: Client, feed: Feed
) -> None:
    room = await make_room(ada)
    await done(ada, room, owner_form(persistentroom="0"))
    feed.new_rows()
    await ada.leave(room, "Ada")
    rows = eventually(feed.rows, lambda rows: "destroy" in {row.type for row in rows}, 60)

    assert ["leave", "destroy"] == [row.type for row in rows]


async def test_nobody_follows_a_room_without_being_in_it(
    make_room: MakeRoom, ada: Client, linus: Client, feed: Feed
) -> None:
    room = await make_room(ada)
    feed.new_rows()
    await ada.ask("set", owner_form(allow_subscription="1"), room)
    feed.new_rows()
    subscribe = (
        "<subscribe xmlns='urn:xmpp:mucsub:0' nick='Linus'>"
        "<event node='urn:xmpp:mucsub:nodes:messages'/></subscribe>"
    )
    answer = await linus.ask("set", subscribe, room)

    assert "not-allowed" == answer.error
    assert [] == acts(feed, room)


async def test_a_component_in_a_room_is_recorded_as_a_person_is(
    make_room: MakeRoom, ada: Client, announcements: Component, feed: Feed
) -> None:
    room = await make_room(ada)
    feed.new_rows()
    bot = f"bot@{announcements.name}"
    announcements.send(f"<presence from='{bot}' to='{room}/Bot'><x xmlns='{MUC}'/></presence>")
    await ada.expect(lambda found: found.sender == f"{room}/Bot")

    assert [Act("enter", bot, "Bot", [{"jid": bot, "nick": "Bot"}])] == acts(feed, room)


async def test_the_directory_makes_and_changes_a_room_in_one_row_each(
    stack: Stack, ada: Client, feed: Feed
) -> None:
    name = f"dept-{uuid4()}"
    room = f"{name}@{stack.rooms}"

    def tell(*members: str) -> list[Act]:
        who = {"members": members, "moderators": [LINUS], "archived": False}
        stack.api("stoa_room", room=name, service=stack.rooms, title="Research", **who)
        return acts(feed, room)

    made, config = tell(ADA, GRACE)
    await ada.join(room, "Ada")
    feed.new_rows()
    changed = tell(GRACE)
    await ada.expect(lambda found: found.sender == f"{room}/Ada" and found.type == "unavailable")
    changed += acts(feed, room)

    assert ("create", "config") == (made.type, config.type)
    assert {stack.rooms} == {made.by, config.by}
    assert {
        stack.rooms: "owner",
        ada.bare: "member",
        stack.jid(GRACE): "member",
        stack.jid(LINUS): "admin",
    } == {item["jid"]: item["affiliation"] for item in made.items}
    assert "Research" == (config.options or {})["title"]
    out, left = changed
    assert [{"jid": ada.bare, "affiliation-before": "member"}] == out.items
    assert ("leave", room, [{"jid": ada.jid, "nick-before": "Ada"}]) == (
        left.type,
        left.by,
        left.items,
    )
    assert [] == tell(GRACE)


@pytest.mark.parametrize("type", ["groupchat", "normal"])
async def test_a_message_to_a_room_is_no_act(
    make_room: MakeRoom, ada: Client, feed: Feed, type: str
) -> None:
    room = await make_room(ada)
    feed.new_rows()
    ada.say(room, "hello", type=type)
    ada.say(room, "after", type="groupchat")
    await ada.expect(with_body("after"))

    assert [] == acts(feed, room)
