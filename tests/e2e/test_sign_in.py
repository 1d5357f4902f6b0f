"""Signing in: only app passwords count, and every attempt is recorded with its reason."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.harness import cast
from tests.harness.cast import MARGARET
from tests.harness.directory import Attempt, Directory, try_sign_in, wrong_password
from tests.harness.stack import Stack, eventually
from tests.harness.stream import StreamClosed
from tests.harness.xmpp import Client

# -- what counts ------------------------------------------------------------------------


async def test_an_app_password_signs_in_and_leaves_one_attempt(
    stack: Stack, directory: Directory
) -> None:
    client = await stack.open()
    failure = await client.authenticate(MARGARET, directory.mint())
    jid = await client.bind("phone")
    await client.settle()
    await client.close()

    assert failure is None
    assert f"{MARGARET}@{stack.domain}/phone" == jid
    expected = Attempt(MARGARET, True, "ok", directory.newest, "127.0.0.1", "phone")
    assert expected == directory.attempt()


async def test_a_password_tried_without_opening_a_session_leaves_the_address(
    stack: Stack, directory: Directory
) -> None:
    thief = await stack.open()
    failure = await thief.authenticate(MARGARET, directory.mint())
    await thief.close()

    assert failure is None
    assert [(True, "127.0.0.1", None)] == eventually(
        lambda: [(a.succeeded, a.address, a.resource) for a in directory.attempts()],
        lambda found: found[0][1] is not None,
        seconds=60,
    )


async def test_every_device_has_its_own_password(stack: Stack, directory: Directory) -> None:
    passwords = [directory.mint(device) for device in ("phone", "laptop", "tablet")]
    for password in passwords:
        client = await try_sign_in(stack, MARGARET, password)
        assert isinstance(client, Client)
        await client.close()

    assert 3 == len({found.app_password_id for found in directory.attempts()})


@pytest.mark.parametrize(
    ("reason", "end"),
    [
        ("password revoked", Directory.revoke),
        ("password expired", Directory.expire),
        ("account disabled", Directory.disable),
    ],
    ids=["revoked", "expired", "disabled"],
)
async def test_what_ends_a_password_counts_at_the_very_next_sign_in(
    stack: Stack, directory: Directory, reason: str, end: Callable[[Directory], None]
) -> None:
    password = directory.mint(expires_at=datetime.now(UTC) + timedelta(hours=1))
    before = await try_sign_in(stack, MARGARET, password)
    assert isinstance(before, Client)
    end(directory)
    after = await try_sign_in(stack, MARGARET, password)
    await before.close()

    assert after == await wrong_password(stack)
    attempts = directory.attempts()
    assert ["ok", reason, "wrong password"] == [found.reason for found in attempts]
    assert attempts[0].app_password_id == attempts[1].app_password_id is not None


@pytest.mark.parametrize(
    ("localpart", "password", "reason"),
    [
        (MARGARET, "wrong", "wrong password"),
        (MARGARET, "x" * 5_000, "wrong password"),
        (MARGARET, "with:colon and ünïcødé \U0001f511", "wrong password"),
        (MARGARET, "' or true --", "wrong password"),
        ("nobody", "wrong", "unknown account"),
        ("nobody' or true --", "wrong", None),
        ("m\N{LATIN SMALL LETTER AE}rgaret", "wrong", "unknown account"),
    ],
    ids=["wrong", "5 KB", "colon and UTF-8", "SQL", "unknown", "SQL name", "foreign letters"],
)
async def test_every_wrong_pair_gets_the_same_answer(
    stack: Stack, directory: Directory, localpart: str, password: str, reason: str | None
) -> None:
    refused = await try_sign_in(stack, localpart, password)
    plainly_wrong = await wrong_password(stack)

    assert plainly_wrong == refused
    assert "not-authorized" == plainly_wrong.condition
    if reason is not None:
        found = directory.attempts()
        assert (localpart, False, reason) == (
            found[0].localpart,
            found[0].succeeded,
            found[0].reason,
        )


@pytest.mark.parametrize("size", [65_536, 1_000_000])
async def test_a_password_of_64_kilobytes_ends_only_its_own_stream(
    stack: Stack, directory: Directory, size: int
) -> None:
    stranger = await stack.open()
    with pytest.raises(StreamClosed) as ended:
        await stranger.authenticate(MARGARET, "x" * size)
    proper = await try_sign_in(stack, MARGARET, directory.mint())

    assert "policy-violation" == str(ended.value)
    assert isinstance(proper, Client)


async def test_an_empty_password_is_refused(stack: Stack) -> None:
    assert await try_sign_in(stack, MARGARET, "") == await wrong_password(stack)


async def test_a_refusal_takes_as_long_for_an_unknown_account(stack: Stack) -> None:
    """Compares the quickest rounds: what else the machine does only adds."""
    quickest = dict.fromkeys((MARGARET, "nobody"), float("inf"))
    for _ in range(100):
        for localpart in quickest:
            client = await stack.open()
            began = time.perf_counter()
            await client.authenticate(localpart, "wrong")
            quickest[localpart] = min(quickest[localpart], time.perf_counter() - began)
            await client.close()
        if abs(quickest[MARGARET] - quickest["nobody"]) < 0.001:
            break

    assert abs(quickest[MARGARET] - quickest["nobody"]) < 0.002


async def test_an_app_password_of_somebody_else_does_not_count(
    stack: Stack, directory: Directory
) -> None:
    password = directory.mint()
    own = await try_sign_in(stack, MARGARET, password)
    others = await try_sign_in(stack, cast.GRACE, password)

    assert isinstance(own, Client)
    assert await wrong_password(stack) == others
    await own.close()


# -- doors ------------------------------------------------------------------------------


async def test_starttls_and_direct_tls_show_a_certificate_for_the_domain(
    stack: Stack, directory: Directory
) -> None:
    password = directory.mint()
    for client in (await stack.open(start_tls=True), await stack.open_tls()):
        assert await client.authenticate(MARGARET, password) is None
        await client.bind("phone")
        await client.settle()
        await client.close()


async def test_a_websocket_signs_in_like_any_other_stream(
    stack: Stack, directory: Directory, ada: Client
) -> None:
    client = await stack.open_websocket()
    refused = await client.authenticate(MARGARET, "wrong")
    allowed = await client.authenticate(MARGARET, directory.mint("browser"))
    await client.bind("browser")
    await client.available()
    ada.say(client.bare, "hello, tab")
    received = await client.expect(lambda stanza: stanza.body == "hello, tab")
    offered = client.mechanisms
    await client.close()

    assert await wrong_password(stack) == refused
    assert allowed is None
    assert client.jid == f"{MARGARET}@{stack.domain}/browser"
    assert ada.jid == received.sender
    assert [] == offered  # after sign-in there is nothing to offer
    hers = [found.reason for found in directory.attempts() if found.localpart == MARGARET]
    assert ["wrong password", "ok", "wrong password"] == hers


async def test_a_session_that_is_open_ends_when_its_account_is_kicked(
    stack: Stack, directory: Directory
) -> None:
    client = await stack.sign_in(MARGARET, "phone")
    stack.api("kick_user", user=MARGARET, host=stack.domain)

    assert await client.finished() in {"conflict", "policy-violation", "reset", ""}
