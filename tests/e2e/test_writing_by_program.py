"""What a person's program writes and reads over REST is what a device of the person's does."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from tests.e2e.conftest import MakeRoom, SignIn
from tests.harness import cast
from tests.harness.feed import Feed
from tests.harness.program import Program, program
from tests.harness.stack import Stack, eventually
from tests.harness.stanza import copy_of, with_body
from tests.harness.xmpp import Client

MDS = "urn:xmpp:mds:displayed:0"


@pytest.fixture
def adas(stack: Stack) -> Iterator[Program]:
    with program(stack, cast.ADA, "messages:read", "messages:write") as found:
        yield found


@pytest.fixture
def linuss(stack: Stack) -> Iterator[Program]:
    with program(stack, cast.LINUS, "messages:read", "messages:write") as found:
        yield found


def to(address: str) -> str:
    return f"/conversations/{address}/messages"


def bodies(found: Any) -> list[str]:
    return [each["body"] for each in found["messages"]]


async def test_it_reaches_everybody_as_a_message_of_the_person(
    adas: Program, linuss: Program, ada: Client, grace: Client, feed: Feed
) -> None:
    body = f"by program <&> 👍 {uuid4()}"
    sent = adas.post(to(grace.bare), {"body": body})
    live = await grace.expect(with_body(body))
    copy = (await ada.expect(copy_of(body))).carbon
    (row,) = feed.new_rows()
    page = eventually(lambda: adas.get(to(grace.bare)), lambda found: body in bodies(found), 60)

    assert 201 == sent.status, sent
    stanza_id = sent.json["id"]
    assert ({grace.bare: stanza_id}, ada.bare) == (live.stanza_ids, live.sender)
    assert {ada.bare: stanza_id} == (copy and copy.stanza_ids)
    assert stanza_id == str(row.stanza_id) == page["messages"][-1]["id"]
    assert live.child("{urn:xmpp:receipts}request") is not None
    assert body not in str(linuss.get(to(grace.bare))) + str(linuss.get("/conversations"))


async def test_with_the_same_key_it_is_the_same_message(
    adas: Program, grace: Client, feed: Feed
) -> None:
    key, body = uuid4().hex, f"once {uuid4()}"

    def post() -> Any:
        return adas.post(to(grace.bare), {"body": body}, Idempotency_Key=key)

    with ThreadPoolExecutor(4) as threads:
        at_once = [each.result() for each in [threads.submit(post) for _ in range(4)]]
    later = post()
    other = adas.post(to(grace.bare), {"body": "another"}, Idempotency_Key=key)
    received = await grace.expect(with_body(body))
    await grace.settle()

    assert {201, 409} >= {each.status for each in at_once}
    assert {later.json["id"]} == {each.json["id"] for each in at_once if each.status == 201}
    assert (201, 422) == (later.status, other.status)
    assert {grace.bare: later.json["id"]} == received.stanza_ids
    assert 1 == len(feed.new_rows())
    assert [] == grace.messages


async def test_a_member_writes_to_a_room_and_a_stranger_does_not(
    adas: Program, linuss: Program, grace: Client, make_room: MakeRoom, feed: Feed
) -> None:
    room = await make_room(grace)
    member = (
        "<query xmlns='http://jabber.org/protocol/muc#admin'>"
        f"<item jid='ada@{grace.domain}' affiliation='member'/></query>"
    )
    assert "result" == (await grace.ask("set", member, room)).type
    feed.new_rows()
    eventually(lambda: adas.ask("GET", to(room)).status, lambda status: status == 200, 60)
    sent = adas.post(to(room), {"body": "hi"})
    assert 201 == sent.status, sent
    heard = await grace.expect(with_body("hi"))
    eventually(lambda: bodies(adas.get(to(room))), lambda found: found == ["hi"], 60)
    answered = adas.post(to(room), {"body": "me too", "reply_to": sent.json["id"]})
    page = eventually(lambda: adas.get(to(room)), lambda found: len(bodies(found)) == 2, 60)
    reply = (await grace.expect(with_body("me too"))).child("{urn:xmpp:reply:0}reply")

    assert (f"{room}/Ada Lovelace", {room: sent.json["id"]}) == (heard.sender, heard.stanza_ids)
    assert 201 == answered.status
    assert reply is not None
    assert (sent.json["id"], heard.sender) == (reply.get("id"), reply.get("to"))
    assert sent.json["id"] == page["messages"][1]["reply_to"]
    assert 2 == len(feed.new_rows())
    assert 404 == linuss.post(to(room), {"body": "hi"}).status
    assert 404 == linuss.ask("GET", to(room)).status


async def test_what_is_read_by_program_is_read_on_the_devices(
    stack: Stack, adas: Program, linuss: Program, ada: Client, linus: Client
) -> None:
    body = f"read me {uuid4()}"
    linus.message(
        ada.bare, f"<body>{body}</body><markable xmlns='urn:xmpp:chat-markers:0'/>", id=body
    )
    await ada.expect(with_body(body))
    page = eventually(lambda: adas.get(to(linus.bare)), lambda found: body in bodies(found), 60)
    newest = page["messages"][-1]["id"]
    read = adas.post(f"/conversations/{linus.bare}/read", {})
    marker = await linus.expect(
        lambda stanza: stanza.child("{urn:xmpp:chat-markers:0}displayed") is not None
    )
    displayed = marker.child("{urn:xmpp:chat-markers:0}displayed")
    item = await displayed_item(ada, linus.bare)

    def unread() -> int:
        (found,) = [
            each
            for each in adas.get("/conversations?kind=direct")["conversations"]
            if each["id"] == linus.bare
        ]
        return int(found["unread"])

    assert 204 == read.status, read
    assert displayed is not None
    assert (ada.bare, body) == (marker.sender, displayed.get("id"))
    assert (newest, ada.bare) == item
    assert 0 == eventually(unread, lambda found: found == 0, 60)
    assert 404 == linuss.post(f"/conversations/{ada.bare}/read", {"up_to": "1"}).status


async def test_what_asks_for_no_marker_is_read_all_the_same(
    adas: Program, ada: Client, linus: Client
) -> None:
    body = f"read me {uuid4()}"
    linus.say(ada.bare, body)
    await ada.expect(with_body(body))
    eventually(lambda: adas.get(to(linus.bare)), lambda found: body in bodies(found), 60)
    before = adas.get("/unread")["messages"]
    read = adas.post(f"/conversations/{linus.bare}/read", {})
    after = eventually(lambda: adas.get("/unread")["messages"], lambda found: found < before, 60)
    await linus.settle()

    assert (204, True) == (read.status, after < before)
    assert [] == linus.messages


async def displayed_item(client: Client, conversation: str) -> tuple[str | None, str | None]:
    """What the person's devices agree on (XEP-0490): the id, and who gave it."""
    answer = await client.ask(
        "get",
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'>"
        f"<items node='{MDS}'><item id='{conversation}'/></items></pubsub>",
    )
    found = answer.child(f".//{{{MDS}}}displayed/{{urn:xmpp:sid:0}}stanza-id")
    assert found is not None, answer
    return found.get("id"), found.get("by")


async def test_rules_of_who_may_write_to_whom_hold_for_programs_too(
    stack: Stack, adas: Program, sign_in: SignIn, feed: Feed
) -> None:
    margaret = await sign_in(cast.MARGARET)
    assert 201 == adas.post(to(margaret.bare), {"body": "before"}).status
    await margaret.expect(with_body("before"))
    eventually(lambda: adas.get("/conversations"), lambda a: margaret.bare in str(a), 60)
    feed.new_rows()
    with stack.database("app") as database:
        database.execute(
            "insert into stoa.message_rule (recipient_role, allowed)"
            " values ('administrator', false)"
        )
        try:
            refused = adas.post(to(margaret.bare), {"body": "after"})
        finally:
            database.execute("delete from stoa.message_rule")
    await margaret.settle()

    assert 403 == refused.status
    assert "do not let you write to this person" in refused.json["detail"]
    assert [] == margaret.messages
    assert [] == feed.new_rows()
