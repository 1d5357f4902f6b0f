"""Signing in: only app passwords count, and every attempt is recorded with its reason."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.rows import class_row
from sqlalchemy import Engine

from components.directory import accounts, app_passwords
from tests.harness import cast
from tests.harness.stack import Stack, eventually
from tests.harness.stream import StreamClosed
from tests.harness.xmpp import Client, SaslFailure

MARGARET = cast.MARGARET


@dataclass(frozen=True)
class Attempt:
    localpart: str
    succeeded: bool
    reason: str
    app_password_id: int | None
    address: str | None
    resource: str | None


@dataclass
class Directory:
    """What the portal would do to Margaret's credentials, and what the audit shows."""

    engine: Engine
    audit: psycopg.Connection[Any]
    seen: int

    def mint(self, device: str = "phone", expires_at: datetime | None = None) -> str:
        with self.engine.begin() as connection:
            return app_passwords.mint(connection, MARGARET, device, expires_at)

    @property
    def newest(self) -> int:
        (newest,) = self.audit.execute(
            "select max(id) from stoa.app_password where localpart = %s", (MARGARET,)
        ).fetchone() or (0,)
        return int(newest)

    def revoke(self) -> None:
        with self.engine.begin() as connection:
            app_passwords.revoke(connection, MARGARET, self.newest)

    def expire(self) -> None:
        self.audit.execute(
            "update stoa.app_password set expires_at = now() where id = %s", (self.newest,)
        )

    def disable(self) -> None:
        with self.engine.begin() as connection:
            accounts.disable(connection, MARGARET)

    def enable(self) -> None:
        with self.engine.begin() as connection:
            accounts.enable(connection, MARGARET)

    def attempts(self) -> list[Attempt]:
        with self.audit.cursor(row_factory=class_row(Attempt)) as cursor:
            return cursor.execute(
                "select localpart, succeeded, reason, app_password_id,"
                " host(address) as address, resource"
                " from stoa.sign_in_attempt where id > %s order by id",
                (self.seen,),
            ).fetchall()

    def attempt(self) -> Attempt:
        """The only attempt of this test, once there is one."""
        found = eventually(self.attempts, lambda attempts: len(attempts) > 0, seconds=5)
        (attempt,) = found
        return attempt


@pytest.fixture
def directory(stack: Stack) -> Iterator[Directory]:
    with stack.engine("app") as engine, stack.database("app") as audit:
        (seen,) = audit.execute(
            "select coalesce(max(id), 0) from stoa.sign_in_attempt"
        ).fetchone() or (0,)
        directory = Directory(engine, audit, seen)
        yield directory
        directory.enable()


async def attempt(stack: Stack, localpart: str, password: str, **how: Any) -> Client | SaslFailure:
    client = await stack.open()
    failure = await client.authenticate(localpart, password, **how)
    if failure:
        await client.close()
        return failure
    return client


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
        seconds=3,
    )


async def test_every_device_has_its_own_password(stack: Stack, directory: Directory) -> None:
    passwords = [directory.mint(device) for device in ("phone", "laptop", "tablet")]
    for password in passwords:
        client = await attempt(stack, MARGARET, password)
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
    before = await attempt(stack, MARGARET, password)
    assert isinstance(before, Client)
    end(directory)
    after = await attempt(stack, MARGARET, password)
    await before.close()

    assert after == await _wrong_password(stack)
    attempts = directory.attempts()
    assert ["ok", reason, "wrong password"] == [found.reason for found in attempts]
    assert attempts[0].app_password_id == attempts[1].app_password_id is not None


async def _wrong_password(stack: Stack) -> SaslFailure:
    refused = await attempt(stack, MARGARET, "wrong")
    assert isinstance(refused, SaslFailure)
    return refused


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
    refused = await attempt(stack, localpart, password)
    plainly_wrong = await _wrong_password(stack)

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
    proper = await attempt(stack, MARGARET, directory.mint())

    assert "policy-violation" == str(ended.value)
    assert isinstance(proper, Client)


async def test_an_empty_password_is_refused(stack: Stack) -> None:
    assert await attempt(stack, MARGARET, "") == await _wrong_password(stack)


async def test_a_refusal_takes_as_long_for_an_unknown_account(stack: Stack) -> None:
    """The quickest of several rounds: what else the machine does only adds."""
    seconds: dict[str, list[float]] = {MARGARET: [], "nobody": []}
    for _ in range(15):
        for localpart, taken in seconds.items():
            client = await stack.open()
            began = time.perf_counter()
            await client.authenticate(localpart, "wrong")
            taken.append(time.perf_counter() - began)
            await client.close()

    known, unknown = min(seconds[MARGARET]), min(seconds["nobody"])
    assert abs(known - unknown) < 0.003


async def test_an_app_password_of_somebody_else_does_not_count(
    stack: Stack, directory: Directory
) -> None:
    password = directory.mint()
    own = await attempt(stack, MARGARET, password)
    others = await attempt(stack, cast.GRACE, password)

    assert isinstance(own, Client)
    assert await _wrong_password(stack) == others
    await own.close()


# -- tricks -----------------------------------------------------------------------------


@pytest.mark.parametrize("authzid", ["ada@localhost", "ada", "ada@localhost/phone", "@", "x@y@z"])
async def test_nobody_signs_in_as_somebody_else(
    stack: Stack, directory: Directory, authzid: str
) -> None:
    password = directory.mint()
    refused = await attempt(stack, MARGARET, password, authzid=authzid)
    allowed = await attempt(stack, MARGARET, password, authzid=f"{MARGARET}@{stack.domain}")

    assert isinstance(refused, SaslFailure)
    assert isinstance(allowed, Client)
    await allowed.close()
    attempts = eventually(directory.attempts, lambda found: len(found) > 1, seconds=5)
    assert [False, True] == [found.succeeded for found in attempts]
    assert "127.0.0.1" == attempts[0].address
    assert attempts[0].reason not in {"ok", "wrong password", "unknown account"}


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

    assert await _wrong_password(stack) == refused
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
