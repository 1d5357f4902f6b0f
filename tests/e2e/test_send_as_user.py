"""Sending as a user through the server's command: the same path as a client's message."""

import pytest

from components.directory import accounts
from tests.harness import cast
from tests.harness.feed import Feed
from tests.harness.stack import Refused, Stack
from tests.harness.stanza import copy_of, error_to, with_body
from tests.harness.xmpp import Client


def chat(to: str, payload: str, id: str = "sent") -> str:
    return f"<message to='{to}' type='chat' id='{id}'>{payload}</message>"


async def test_it_reaches_everybody_under_one_id(
    stack: Stack, ada: Client, grace: Client, feed: Feed
) -> None:
    stanza_id = stack.send_as(ada.bare, chat(grace.bare, "<body>by timer</body>"))
    live = await grace.expect(with_body("by timer"))
    carbon = (await ada.expect(copy_of("by timer"))).carbon
    (in_adas_archive,) = await ada.archive(last=1)
    (in_graces_archive,) = await grace.archive(last=1)

    (row,) = feed.new_rows()
    assert (ada.bare, grace.bare, "sent") == (row.sender, row.recipient, row.message_id)
    assert str(row.stanza_id) == stanza_id
    assert {grace.bare: stanza_id} == live.stanza_ids
    assert carbon is not None
    assert {ada.bare: stanza_id} == carbon.stanza_ids
    assert [row.stanza_id] * 2 == [in_adas_archive.archive_id, in_graces_archive.archive_id]


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


@pytest.mark.parametrize("sender", ["nobody@localhost", "localhost", "x@remote.invalid", "@", ""])
async def test_only_accounts_of_this_server_send(
    stack: Stack, grace: Client, feed: Feed, sender: str
) -> None:
    with pytest.raises(Refused):
        stack.send_as(sender, chat(grace.bare, "<body>who?</body>"))
    await grace.settle()

    assert [] == grace.messages
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
