"""Sending as a user through the server's command: the same path as a client's message."""

from http import HTTPStatus
from uuid import uuid4

import pytest

from components.directory import accounts
from tests.e2e.conftest import SignIn
from tests.harness import cast
from tests.harness.feed import Feed
from tests.harness.stack import Refused, Stack
from tests.harness.stanza import copy_of, error_to, with_body
from tests.harness.xmpp import Client

RETRACTION = "<retract xmlns='urn:xmpp:message-retract:1' id='hers'/>"


def chat(to: str, payload: str, id: str = "sent") -> str:
    return f"<message to='{to}' type='chat' id='{id}'>{payload}</message>"


async def test_it_reaches_everybody_under_one_id(
    stack: Stack,
    ada: Client,
    ada_laptop: Client,
    grace: Client,
    grace_laptop: Client,
    feed: Feed,
) -> None:
    stanza_id = stack.send_as(ada.bare, chat(grace.bare, "<body>by timer</body>"))
    live = [await device.expect(with_body("by timer")) for device in (grace, grace_laptop)]
    copies = [(await device.expect(copy_of("by timer"))).carbon for device in (ada, ada_laptop)]
    (in_adas_archive,) = await ada.archive(last=1)
    (in_graces_archive,) = await grace.archive(last=1)

    (row,) = feed.new_rows()
    assert (ada.bare, grace.bare, "sent") == (row.sender, row.recipient, row.message_id)
    assert str(row.stanza_id) == stanza_id
    assert [{grace.bare: stanza_id}] * 2 == [each.stanza_ids for each in live]
    assert [{ada.bare: stanza_id}] * 2 == [each and each.stanza_ids for each in copies]
    assert [row.stanza_id] * 2 == [in_adas_archive.archive_id, in_graces_archive.archive_id]


async def test_it_waits_for_a_recipient_who_is_away(stack: Stack, feed: Feed) -> None:
    margaret = stack.jid(cast.MARGARET)
    body = f"reminder {uuid4()}"
    stanza_id = stack.send_as(stack.jid(cast.ADA), chat(margaret, f"<body>{body}</body>"))
    client = await stack.sign_in(cast.MARGARET, "phone")
    received = await client.expect(with_body(body))
    (archived,) = await client.archive(last=1)
    (row,) = feed.new_rows()

    assert {margaret: stanza_id} == received.stanza_ids
    assert [stanza_id] * 2 == [str(row.stanza_id), str(archived.archive_id)]


async def test_two_arrive_in_the_order_they_were_sent(
    stack: Stack, ada: Client, grace: Client, feed: Feed
) -> None:
    ids = [
        stack.send_as(ada.bare, chat(grace.bare, f"<body>{number}</body>", f"sent-{number}"))
        for number in range(10)
    ]
    await grace.expect(lambda stanza: stanza.id == "sent-9")

    assert [f"sent-{number}" for number in range(9)] == [each.id for each in grace.messages]
    assert ids == [str(row.stanza_id) for row in feed.new_rows()]
    assert sorted(ids, key=int) == ids


async def test_a_note_without_an_address_is_for_oneself(
    stack: Stack, ada: Client, feed: Feed
) -> None:
    stack.send_as(ada.bare, "<message id='note'><body>note</body></message>")
    received = await ada.expect(with_body("note"))
    (row,) = feed.new_rows()

    assert ada.bare == received.sender
    assert (ada.bare, ada.bare) == (row.sender, row.recipient)


async def test_a_sender_named_in_the_stanza_is_not_believed(
    stack: Stack, ada: Client, grace: Client, linus: Client
) -> None:
    stack.send_as(
        ada.bare,
        f"<message from='{linus.bare}' to='{grace.bare}'><body>whose?</body></message>",
    )
    received = await grace.expect(with_body("whose?"))

    assert ada.bare == received.sender


async def test_its_author_may_retract_it_from_a_client(
    stack: Stack, ada: Client, grace: Client
) -> None:
    stack.send_as(ada.bare, chat(grace.bare, "<body>hm</body>"))
    await grace.expect(with_body("hm"))
    retract = "<retract xmlns='urn:xmpp:message-retract:1' id='sent'/>"
    grace.message(ada.bare, retract, id="foreign")
    ada.message(grace.bare, retract, id="own")
    refused = await grace.expect(error_to("foreign"))
    await grace.expect(lambda stanza: stanza.id == "own")

    assert "forbidden" == refused.error


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ("<retract xmlns='urn:xmpp:message-retract:1' id='never-sent'/>", "forbidden"),
        (f"<x xmlns='urn:x'>{'<a>' * 3_200}{'</a>' * 3_200}</x>", "policy-violation"),
        ("<body>unbalanced", "bad-request"),
    ],
    ids=["a message never sent", "too deep", "not XML"],
)
async def test_what_a_client_may_not_send_is_refused_with_the_reason(
    stack: Stack, ada: Client, grace: Client, feed: Feed, payload: str, reason: str
) -> None:
    with pytest.raises(Refused) as refusal:
        stack.send_as(ada.bare, chat(grace.bare, payload))
    await grace.settle()

    assert reason in refusal.value.answer
    assert [] == grace.messages
    assert [] == feed.new_rows()


async def test_a_colleagues_message_cannot_be_retracted(
    stack: Stack, ada: Client, grace: Client, feed: Feed
) -> None:
    grace.say(ada.bare, "mine", id="hers")
    await ada.expect(with_body("mine"))
    feed.new_rows()
    with pytest.raises(Refused) as refusal:
        stack.send_as(ada.bare, chat(grace.bare, RETRACTION))
    await grace.settle()
    archived = [each.archived for each in await grace.archive(last=1)]

    assert refusal.value.status == HTTPStatus.CONFLICT
    assert "Only its author can change or retract a message" in refusal.value.answer
    assert ["mine"] == [each and each.body for each in archived]
    assert [] == grace.messages
    assert [] == feed.new_rows()


@pytest.mark.parametrize(
    "sender",
    [
        "nobody@localhost",
        "localhost",
        "x@remote.invalid",
        "announcements.localhost",
        "ada@announcements.localhost",
        "conference.localhost",
        "tea@conference.localhost/Ada",
        "ada@",
        "ada@localhost\0",
        "@",
        "",
    ],
)
async def test_only_accounts_of_this_server_send(
    stack: Stack, grace: Client, feed: Feed, sender: str
) -> None:
    with pytest.raises(Refused):
        stack.send_as(sender, chat(grace.bare, "<body>who?</body>"))
    await grace.settle()

    assert [] == grace.messages
    assert [] == feed.new_rows()


NOT_A_MESSAGE = {
    "nothing": "",
    "text": "hello",
    "half a message": "<message to='grace@localhost'><body>hello",
    "two messages": "<message to='grace@localhost'/><message to='grace@localhost'/>",
    "presence": "<presence to='grace@localhost'/>",
    "a request": "<iq type='get' id='i' to='grace@localhost'><ping xmlns='urn:xmpp:ping'/></iq>",
    "a document type": "<!DOCTYPE m [<!ENTITY e 'x'>]>"
    "<message to='grace@localhost'><body>&e;</body></message>",
    "an undeclared prefix": "<message to='grace@localhost'><x:y/></message>",
    "no address": "<message to='@@'><body>hello</body></message>",
    "an error": "<message to='grace@localhost' type='error'><body>hello</body></message>",
    "control character 1": chat("grace@localhost", "<body>a\x01b</body>"),
    "control character 0": chat("grace@localhost", "<body>a\0b</body>"),
    "a reference to a control character": chat("grace@localhost", "<body>a&#1;b</body>"),
    "a noncharacter": chat("grace@localhost", "<body>a\ufffeb</body>"),
    "half a surrogate pair": chat("grace@localhost", "<body>a\ud800b</body>"),
}


@pytest.mark.parametrize("stanza", NOT_A_MESSAGE.values(), ids=NOT_A_MESSAGE.keys())
async def test_what_is_no_message_to_somebody_is_refused_and_nothing_is_routed(
    stack: Stack, grace: Client, feed: Feed, stanza: str
) -> None:
    with pytest.raises(Refused) as refusal:
        stack.send_as(stack.jid(cast.ADA), stanza)
    await grace.settle()

    assert "bad-request" in refusal.value.answer
    assert [] == grace.messages
    assert [] == feed.new_rows()


@pytest.mark.parametrize("arguments", [{}, {"from": "ada@localhost"}, {"from": 1, "stanza": []}])
async def test_a_call_without_its_arguments_is_refused(
    stack: Stack, feed: Feed, arguments: dict[str, object]
) -> None:
    with pytest.raises(Refused) as refusal:
        stack.api("stoa_send", **arguments)

    assert "bad-request" in refusal.value.answer
    assert [] == feed.new_rows()


async def test_a_message_larger_than_a_client_may_send_is_refused(
    stack: Stack, sign_in: SignIn, feed: Feed
) -> None:
    alan = await sign_in(cast.ALAN)  # nobody else's archive has to hold it while it passes
    with pytest.raises(Refused):
        stack.send_as(alan.bare, chat(alan.bare, f"<body>{'x' * 1_000_000}</body>"))
    await alan.settle()

    assert [] == alan.messages
    assert [] == feed.new_rows()


async def test_a_disabled_account_sends_neither_by_command_nor_by_an_open_session(
    stack: Stack, ada: Client, grace: Client, feed: Feed
) -> None:
    with stack.engine("app") as engine:
        with engine.begin() as connection:
            accounts.disable(connection, cast.ADA)
        try:
            with pytest.raises(Refused) as refusal:
                stack.send_as(ada.bare, chat(grace.bare, "<body>x</body>"))
            ada.say(grace.bare, "x", id="typed")
            typed = await ada.expect(error_to("typed"))
        finally:
            with engine.begin() as connection:
                accounts.enable(connection, cast.ADA)
    await grace.settle()

    assert "forbidden" in refusal.value.answer
    assert "forbidden" == typed.error
    assert [] == grace.messages
    assert [] == feed.new_rows()


async def test_an_unlisted_command_is_refused(stack: Stack) -> None:
    for command in ("register", "send_stanza", "send_message", "stop", "get_roster"):
        with pytest.raises(Refused):
            stack.api(command)
