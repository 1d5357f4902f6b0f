"""A session ends with what signed it in: live, detached or on its way."""

import asyncio

import pytest

from components.directory import app_passwords
from tests.harness.cast import ADA, MARGARET
from tests.harness.directory import Directory, try_sign_in
from tests.harness.feed import Feed
from tests.harness.stack import Stack
from tests.harness.stanza import STREAMS, with_body
from tests.harness.stream import StreamClosed
from tests.harness.xmpp import Client

REASON = "This device was removed from your account"


async def device(stack: Stack, directory: Directory, resource: str = "phone") -> Client:
    """Margaret's, with a password of its own, resumable."""
    client = await stack.open()
    assert await client.authenticate(MARGARET, directory.mint(resource)) is None
    await client.bind(resource)
    await client.enable_stream_management()
    await client.available()
    return client


def kick(stack: Stack, resource: str) -> None:
    stack.api("kick_session", user=MARGARET, host=stack.domain, resource=resource, reason=REASON)


async def test_a_live_session_is_told_why_it_ends_and_others_go_on(
    stack: Stack, directory: Directory
) -> None:
    phone = await device(stack, directory)
    laptop = await device(stack, directory, "laptop")
    kick(stack, "phone")
    ended = await phone.finished()
    (error,) = (found.element for found in phone.inbox if found.kind == "error")
    await laptop.settle()

    assert "not-authorized" == ended
    assert f"{{{STREAMS}}}error" == error.tag
    assert REASON == error.findtext("{*}text")
    await laptop.close()


@pytest.mark.parametrize("command", ["kick_session", "kick_user"])
async def test_a_detached_session_cannot_be_resumed_after_its_end(
    stack: Stack, directory: Directory, command: str
) -> None:
    lost = await device(stack, directory)
    await lost.cut()
    await asyncio.sleep(0.1)  # until the server has seen it
    if command == "kick_session":
        kick(stack, "phone")
    else:
        stack.api("kick_user", user=MARGARET, host=stack.domain)
    again = await stack.open()
    await again.authenticate(MARGARET, directory.mint())
    answer = await again.resume(lost)

    assert "failed" == answer.kind
    assert "item-not-found" in str(answer)


async def test_a_resumption_is_noted_with_the_password_it_used(
    stack: Stack, directory: Directory
) -> None:
    lost = await device(stack, directory)
    await lost.cut()
    again = await stack.open()
    await again.authenticate(MARGARET, directory.mint("other"))
    answer = await again.resume(lost)
    await again.settle()
    first, second = directory.attempts()

    assert "resumed" == answer.kind
    assert ("phone", "phone", "127.0.0.1") == (first.resource, second.resource, second.address)
    assert directory.newest == second.app_password_id
    kick(stack, "phone")
    assert "not-authorized" == await again.finished()


async def test_a_password_revoked_before_its_session_opens_sends_nothing(
    stack: Stack, directory: Directory, ada: Client, feed: Feed
) -> None:
    thief = await stack.open()
    await thief.authenticate(MARGARET, directory.mint())
    directory.revoke()
    thief.send(
        "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
        "<resource>phone</resource></bind></iq>"
        f"<message to='{ada.bare}' type='chat'><body>too late</body></message>"
    )

    assert "not-authorized" == await thief.finished()
    assert [] == feed.new_rows()


async def test_a_stream_that_gave_its_password_first_and_took_a_resource_last_ends_with_it(
    stack: Stack, directory: Directory
) -> None:
    thief = await stack.open()
    await thief.authenticate(MARGARET, directory.mint("lost"))
    lost = directory.newest
    await device(stack, directory)
    await thief.bind("phone")
    with directory.engine.begin() as connection:
        app_passwords.revoke(connection, MARGARET, lost)

    assert "not-authorized" == await thief.finished()


async def test_a_password_revoked_before_a_resumption_reads_nothing(
    stack: Stack, directory: Directory, ada: Client
) -> None:
    lost = await device(stack, directory)
    ada.say(lost.bare, "for Margaret")
    await lost.expect(with_body("for Margaret"))
    await lost.cut()
    thief = await stack.open()
    await thief.authenticate(MARGARET, directory.mint())
    directory.revoke()
    with pytest.raises(StreamClosed) as ended:
        await thief.resume(lost)

    assert "not-authorized" == str(ended.value)
    assert [] == thief.messages
    stack.api("kick_user", user=MARGARET, host=stack.domain)


async def test_the_fifth_wrong_password_ends_the_stream(stack: Stack) -> None:
    guesser = await stack.open()
    failures = [await guesser.authenticate(ADA, "wrong") for _ in range(4)]
    with pytest.raises(StreamClosed) as ended:
        await guesser.authenticate(ADA, stack.password(ADA) + "x")

    assert ["not-authorized"] * 4 == [failure.condition for failure in failures if failure]
    assert "policy-violation" == str(ended.value)
    assert isinstance(await try_sign_in(stack, ADA, stack.password(ADA)), Client)
