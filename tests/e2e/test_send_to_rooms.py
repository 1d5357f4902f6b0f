"""Members write to a room through the server's command, without being in it."""

import pytest

from tests.e2e.conftest import MakeRoom, SignIn
from tests.harness import cast
from tests.harness.feed import Feed
from tests.harness.stack import Refused, Stack
from tests.harness.stanza import with_body
from tests.harness.xmpp import Client

OCCUPANT = "{urn:xmpp:occupant-id:0}occupant-id"


def said(room: str, body: str, id: str = "sent", payload: str = "") -> str:
    return f"<message to='{room}' type='groupchat' id='{id}'><body>{body}</body>{payload}</message>"


def post(stack: Stack, person: str, stanza: str, nick: str = "") -> str:
    """The id of what was sent. Raises Refused."""
    answer = stack.api("stoa_send", stanza=stanza, nick=nick, **{"from": person})
    return str(answer["stanza_id"])


async def affiliate(owner: Client, room: str, person: str, affiliation: str) -> None:
    answer = await owner.ask(
        "set",
        "<query xmlns='http://jabber.org/protocol/muc#admin'>"
        f"<item jid='{person}' affiliation='{affiliation}'/></query>",
        room,
    )
    assert answer.type == "result"


async def set_option(owner: Client, room: str, name: str, value: str) -> None:
    answer = await owner.ask(
        "set",
        "<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data'"
        f" type='submit'><field var='{name}'><value>{value}</value></field></x></query>",
        room,
    )
    assert answer.type == "result"


async def test_a_member_who_is_not_in_the_room_is_heard_there_once(
    stack: Stack, ada: Client, linus: Client, make_room: MakeRoom, feed: Feed
) -> None:
    room = await make_room(ada)
    await affiliate(ada, room, linus.bare, "member")
    feed.new_rows()
    stanza_id = post(stack, linus.bare, said(room, "hello"), "Linus Pauling")
    heard = await ada.expect(with_body("hello"))
    await linus.settle(room)
    (archived,) = await ada.archive(of=room, last=1)

    (row,) = feed.new_rows()
    assert (f"{room}/Linus Pauling", "sent") == (heard.sender, heard.id)
    assert {room: stanza_id} == heard.stanza_ids
    assert ("muc", linus.bare, room, "Linus Pauling", stanza_id) == (
        row.source,
        row.sender,
        row.recipient,
        row.nick,
        str(row.stanza_id),
    )
    assert stanza_id == str(archived.archive_id)
    assert [] == [each for each in ada.inbox if each.kind == "presence"]
    assert [] == linus.messages


async def test_whoever_is_in_the_room_keeps_the_nick_and_is_the_same_occupant(
    stack: Stack, ada: Client, linus: Client, make_room: MakeRoom
) -> None:
    room = await make_room(ada)
    await linus.join(room, "Chemist")
    linus.send(said(room, "typed", "typed"))
    typed = await ada.expect(with_body("typed"))
    post(stack, linus.bare, said(room, "posted"), "Linus Pauling")
    posted = await ada.expect(with_body("posted"))
    mirrored = await linus.expect(with_body("posted"))

    assert [f"{room}/Chemist"] * 3 == [each.sender for each in (typed, posted, mirrored)]
    occupants = [each.child(OCCUPANT) for each in (typed, posted)]
    assert 1 == len({None if each is None else each.get("id") for each in occupants})


async def test_nobody_posts_under_the_name_of_another_occupant(
    stack: Stack, ada: Client, linus: Client, make_room: MakeRoom
) -> None:
    room = await make_room(ada)
    await affiliate(ada, room, linus.bare, "member")
    post(stack, linus.bare, said(room, "hello"), "Ada")
    heard = await ada.expect(with_body("hello"))

    assert f"{room}/{linus.bare}" == heard.sender


async def test_messages_arrive_in_their_order_and_the_room_stays_as_it_was(
    stack: Stack, ada: Client, linus: Client, make_room: MakeRoom
) -> None:
    room = await make_room(ada)
    await affiliate(ada, room, linus.bare, "member")
    ada.forget()
    ids = [post(stack, linus.bare, said(room, str(number), f"n{number}")) for number in range(10)]
    await ada.expect(with_body("9"))
    linus.send(said(room, "typed", "typed"))
    refused = await linus.expect(lambda stanza: stanza.id == "typed")

    assert [str(number) for number in range(9)] == [each.body for each in ada.messages]
    assert sorted(ids, key=int) == ids
    assert "not-acceptable" == refused.error  # who is not in the room still is not


async def test_authors_retract_what_they_posted_and_nobody_else_does(
    stack: Stack, ada: Client, linus: Client, make_room: MakeRoom
) -> None:
    room = await make_room(ada)
    for person in (linus.bare, stack.jid(cast.ALAN)):
        await affiliate(ada, room, person, "member")
    stanza_id = post(stack, linus.bare, said(room, "hm"))
    retraction = f"<retract xmlns='urn:xmpp:message-retract:1' id='{stanza_id}'/>"
    with pytest.raises(Refused) as refusal:
        post(stack, stack.jid(cast.ALAN), said(room, "gone", "foreign", retraction))
    post(stack, linus.bare, said(room, "gone", "own", retraction))
    await ada.expect(lambda stanza: stanza.id == "own")

    assert "Only its author can change or retract a message" in refusal.value.answer


async def test_nobody_posts_who_may_not_speak_there(
    stack: Stack, ada: Client, linus: Client, sign_in: SignIn, make_room: MakeRoom, feed: Feed
) -> None:
    room = await make_room(ada)
    alan = await sign_in(cast.ALAN)
    await set_option(ada, room, "muc#roomconfig_moderatedroom", "1")
    await alan.join(room, "Alan")
    visitor = (
        "<query xmlns='http://jabber.org/protocol/muc#admin'><item nick='Alan' role='visitor'/>"
        "</query>"
    )
    assert "result" == (await ada.ask("set", visitor, room)).type
    await affiliate(ada, room, stack.jid(cast.MARGARET), "outcast")
    await ada.settle(room)
    ada.forget()
    feed.new_rows()
    for person in (linus.bare, alan.bare, stack.jid(cast.MARGARET), stack.jid("nobody")):
        with pytest.raises(Refused) as refusal:
            post(stack, person, said(room, "hello"), "Linus")
        assert "Only members of the room" in refusal.value.answer
    await ada.settle(room)

    assert [] == ada.messages
    assert [] == feed.new_rows()


@pytest.mark.parametrize(
    ("stanza", "reason"),
    [
        ("<message to='{room}' type='groupchat'><subject>mine</subject></message>", "A subject"),
        ("<message to='{room}/Ada' type='groupchat'><body>x</body></message>", "for all of it"),
        ("<message to='no-{room}' type='groupchat'><body>x</body></message>", "no such room"),
        ("<message to='ada@localhost' type='groupchat'><body>x</body></message>", "no such room"),
        ("<message type='groupchat'><body>x</body></message>", "no such room"),
    ],
)
async def test_what_is_no_message_to_a_room_is_refused(
    stack: Stack, ada: Client, make_room: MakeRoom, feed: Feed, stanza: str, reason: str
) -> None:
    room = await make_room(ada)
    feed.new_rows()
    with pytest.raises(Refused) as refusal:
        post(stack, ada.bare, stanza.format(room=room))
    await ada.settle(room)

    assert reason in refusal.value.answer
    assert [] == ada.messages
    assert [] == feed.new_rows()


async def test_the_portals_socket_sends_and_does_nothing_else(stack: Stack, ada: Client) -> None:
    socket = stack.home / "run" / "sending" / "api.sock"
    sent = stack.api(
        "stoa_send", socket, stanza="<message><body>note</body></message>", **{"from": ada.bare}
    )
    note = await ada.expect(with_body("note"))

    assert {ada.bare: sent["stanza_id"]} == note.stanza_ids
    for command in ("stoa_status", "stoa_answer", "stoa_room", "kick_user", "status"):
        with pytest.raises(Refused) as refusal:
            stack.api(command, socket)
        assert 404 == refusal.value.status
