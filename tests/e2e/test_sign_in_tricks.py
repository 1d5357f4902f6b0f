"""Sign-in that tries to be somebody else, or something else."""

import pytest

from tests.harness.cast import MARGARET
from tests.harness.directory import Directory, try_sign_in
from tests.harness.stack import Stack, eventually
from tests.harness.xmpp import Client, SaslFailure


@pytest.mark.parametrize("authzid", ["ada@localhost", "ada", "ada@localhost/phone", "localhost"])
async def test_nobody_signs_in_as_somebody_else(
    stack: Stack, directory: Directory, authzid: str
) -> None:
    password = directory.mint()
    refused = await try_sign_in(stack, MARGARET, password, authzid=authzid)
    allowed = await try_sign_in(stack, MARGARET, password, authzid=f"{MARGARET}@{stack.domain}")

    assert isinstance(refused, SaslFailure)
    assert isinstance(allowed, Client)
    await allowed.close()
    attempts = eventually(directory.attempts, lambda found: len(found) > 1, seconds=60)
    assert [False, True] == [found.succeeded for found in attempts]
    assert "127.0.0.1" == attempts[0].address
    assert attempts[0].reason not in {"ok", "wrong password", "unknown account"}


@pytest.mark.parametrize("authzid", ["@", "x@y@z", "\N{SNOWMAN}", "x" * 2_000])
async def test_nobody_signs_in_as_nobody(stack: Stack, directory: Directory, authzid: str) -> None:
    password = directory.mint()
    refused = await try_sign_in(stack, MARGARET, password, authzid=authzid)
    allowed = await try_sign_in(stack, MARGARET, password, authzid=MARGARET)

    assert isinstance(refused, SaslFailure)
    assert isinstance(allowed, Client)


@pytest.mark.parametrize(
    "response",
    [
        b"",
        b"\0",
        b"\0\0",
        b"\0margaret",
        b"margaret\0{password}",
        b"\0margaret\0{password}\0",
        b"\0margaret\0{password}\0x",
        b"\0margaret\0\0{password}",
        b"\0margaret\0x\0{password}",
        b"\0\0{password}",
        b"\0marg\xff\0{password}",
        b"\0margaret\0\xff{password}",
        b"\0margaret/phone\0{password}",
        b"\0margaret \0{password}",
    ],
)
async def test_a_response_that_plays_with_zeros_is_refused(
    stack: Stack, directory: Directory, response: bytes
) -> None:
    password = directory.mint()
    client = await stack.open()
    refused = await client.authenticate_raw(response.replace(b"{password}", password.encode()))
    proper = await client.authenticate_raw(b"\0margaret\0" + password.encode())
    await client.close()

    assert refused is not None
    assert proper is None


@pytest.mark.parametrize("text", ["=", "not base64!", "\N{SNOWMAN}", "AA", " "])
async def test_a_response_that_is_no_base64_is_refused(
    stack: Stack, directory: Directory, text: str
) -> None:
    client = await stack.open()
    refused = await client.authenticate_text(text)
    proper = await client.authenticate(MARGARET, directory.mint())
    await client.close()

    assert refused is not None
    assert proper is None


@pytest.mark.parametrize(
    "mechanism",
    ["X-OAUTH2", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256-PLUS", "ANONYMOUS", "EXTERNAL", "x"],
)
async def test_no_other_mechanism_is_offered_or_works(
    stack: Stack, directory: Directory, mechanism: str
) -> None:
    client = await stack.open(start_tls=True)
    offered = client.mechanisms
    refused = await client.authenticate(MARGARET, directory.mint(), mechanism=mechanism)
    await client.close()

    assert ["PLAIN"] == offered
    assert isinstance(refused, SaslFailure)


async def test_accounts_cannot_be_registered(stack: Stack) -> None:
    client = await stack.open()
    offered = [feature.tag for feature in client.features.element]
    client.send(
        "<iq type='set' id='r' to='localhost'><query xmlns='jabber:iq:register'>"
        "<username>mallory</username><password>x</password></query></iq>"
    )
    try:
        answer = await client.expect(lambda stanza: stanza.id == "r" or stanza.kind == "error")
    finally:
        await client.cut()

    assert [] == [tag for tag in offered if "register" in tag]
    assert "result" != answer.type
    with stack.database("app") as connection:
        found = connection.execute("select from stoa.account where localpart = 'mallory'")
        assert [] == found.fetchall()


async def test_nothing_is_answered_before_sign_in(stack: Stack, ada: Client) -> None:
    stranger = await stack.open()
    stranger.say(ada.bare, "pay him", id="pay")
    await stranger.finished()
    await ada.settle()

    assert [] == ada.messages
