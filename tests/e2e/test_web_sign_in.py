"""Web tokens sign the web client in; what ends a browser or a device ends its streams."""

import asyncio
from collections.abc import Iterator

import pytest

from components.directory import app_passwords, web_sessions, web_tokens
from components.directory.web_sessions import Session
from tests.e2e.conftest import SignIn
from tests.harness.cast import GRACE, MARGARET
from tests.harness.directory import Directory, try_sign_in, wrong_password
from tests.harness.stack import Stack
from tests.harness.xmpp import Client, SaslFailure


@pytest.fixture
def browser(directory: Directory) -> Iterator[Session]:
    """Margaret's, signed in at the portal."""
    with directory.engine.begin() as connection:
        started = web_sessions.begin(connection, MARGARET, "127.0.0.1", "Firefox")
    yield started.session
    with directory.engine.begin() as connection:
        web_sessions.end(connection, MARGARET, started.session.id)


def mint(directory: Directory, browser: Session) -> str:
    with directory.engine.begin() as connection:
        return web_tokens.mint(connection, browser)


async def open_door(stack: Stack, door: str) -> Client:
    return await (stack.open_websocket() if door == "WebSocket" else stack.open())


async def signed_in(stack: Stack, localpart: str, password: str, resource: str) -> Client:
    client = await stack.open()
    assert await client.authenticate(localpart, password) is None
    await client.bind(resource)
    await client.settle()
    return client


@pytest.mark.parametrize("door", ["WebSocket", "TCP"])
async def test_a_web_token_signs_in_once(
    stack: Stack, directory: Directory, browser: Session, door: str
) -> None:
    token = mint(directory, browser)
    first, second = await open_door(stack, door), await open_door(stack, door)
    allowed = await first.authenticate(MARGARET, token)
    await first.bind("browser")
    refused = await second.authenticate(MARGARET, token)

    assert allowed is None
    assert f"{MARGARET}@{stack.domain}/browser" == first.jid
    assert await wrong_password(stack) == refused
    assert ["ok", "wrong password"] == [one.reason for one in directory.attempts()][:2]


async def test_two_at_once_do_not_use_one_web_token(
    stack: Stack, directory: Directory, browser: Session
) -> None:
    for _ in range(5):
        token = mint(directory, browser)
        outcomes = await asyncio.gather(*(try_sign_in(stack, MARGARET, token) for _ in range(3)))
        assert 1 == sum(isinstance(outcome, Client) for outcome in outcomes)


async def test_a_web_token_of_somebody_else_does_not_count(
    stack: Stack, directory: Directory, browser: Session
) -> None:
    token = mint(directory, browser)
    theirs = await try_sign_in(stack, GRACE, token)
    own = await try_sign_in(stack, MARGARET, token)

    assert await wrong_password(stack) == theirs
    assert isinstance(own, Client)


async def test_ending_a_browser_ends_its_stream_and_no_other(
    stack: Stack, directory: Directory, browser: Session
) -> None:
    tab = await signed_in(stack, MARGARET, mint(directory, browser), "tab")
    phone = await signed_in(stack, MARGARET, directory.mint(), "phone")
    unused = mint(directory, browser)
    with directory.engine.begin() as connection:
        web_sessions.end(connection, MARGARET, browser.id)
    await tab.finished()
    await phone.settle()

    assert await wrong_password(stack) == await try_sign_in(stack, MARGARET, unused)


async def test_revoking_a_device_ends_its_stream_and_no_other(
    stack: Stack, directory: Directory
) -> None:
    laptop = await signed_in(stack, MARGARET, directory.mint("laptop"), "laptop")
    phone = await signed_in(stack, MARGARET, directory.mint("phone"), "phone")
    directory.revoke()
    await phone.finished()

    await laptop.settle()


async def test_a_password_of_the_cms_is_refused_over_xmpp(
    stack: Stack, directory: Directory
) -> None:
    refused = await try_sign_in(stack, MARGARET, stack.cms_password(MARGARET))

    assert isinstance(refused, SaslFailure)
    assert await wrong_password(stack) == refused
    assert {"wrong password"} == {one.reason for one in directory.attempts()}


async def test_a_new_device_is_announced_in_the_clients_that_are_online(
    stack: Stack, directory: Directory, sign_in: SignIn
) -> None:
    online = await sign_in(MARGARET)
    with directory.engine.begin() as connection:
        made = app_passwords.add(connection, MARGARET, "<b>tablet</b>", stack)
    notice = await online.expect(lambda stanza: "can now sign in" in (stanza.body or ""))

    assert f"directory.{stack.domain}" == notice.sender
    assert "“<b>tablet</b>” can now sign in to your account" in (notice.body or "")
    assert f"{stack.origin}/account/devices" in (notice.body or "")
    assert made.password not in (notice.body or "")
