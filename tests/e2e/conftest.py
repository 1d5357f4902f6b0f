"""The real stack, started once, and the people who use it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import pytest_asyncio

from tests.harness import cast
from tests.harness.directory import Directory
from tests.harness.feed import Feed
from tests.harness.home import own_home, started
from tests.harness.office import Office
from tests.harness.organisation import Organisation
from tests.harness.stack import Stack
from tests.harness.xmpp import Client, Component

SignIn = Callable[..., Awaitable[Client]]
MakeRoom = Callable[[Client], Awaitable[str]]


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """One stack for all tests that leave it as they found it."""
    with own_home() as home, started(home) as stack:
        yield stack


@pytest.fixture(scope="module")
def own_stack() -> Iterator[Stack]:
    """A stack for the tests of one file that kill parts of it."""
    with own_home() as home, started(home) as stack:
        yield stack


def _stacks(item: pytest.Item) -> list[Stack]:
    arguments = getattr(item, "funcargs", {})
    return [argument for argument in arguments.values() if isinstance(argument, Stack)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        for stack in _stacks(item):
            report.sections.append(("logs of the stack", stack.log_tails()))
    return report


@pytest.fixture
def feed(stack: Stack) -> Feed:
    return Feed(stack)


@pytest.fixture
def database(stack: Stack) -> Iterator[psycopg.Connection[Any]]:
    """The directory's own rows."""
    with stack.database("app") as connection:
        yield connection


@pytest.fixture
def cms(stack: Stack) -> Iterator[Organisation]:
    """The demo's."""
    with psycopg.connect(
        host="127.0.0.1",
        port=stack.ports["postgres"],
        dbname="cms",
        user="cms",
        password=stack.secret("cms/database_password"),
        autocommit=True,
    ) as connection:
        yield Organisation(connection)


@pytest_asyncio.fixture(autouse=True)
async def _streams_end_with_the_test(request: pytest.FixtureRequest) -> AsyncIterator[None]:
    yield
    for stack in _stacks(request.node):
        await stack.hang_up()


@pytest.fixture
def sign_in(stack: Stack) -> SignIn:
    """Signs people in; what waited for them has been received and forgotten."""

    async def sign_in(person: str, resource: str = "phone") -> Client:
        client = await stack.sign_in(person, resource)
        await client.settle()
        client.forget()
        return client

    return sign_in


@pytest_asyncio.fixture
async def ada(sign_in: SignIn) -> Client:
    return await sign_in(cast.ADA)


@pytest_asyncio.fixture
async def ada_laptop(sign_in: SignIn) -> Client:
    return await sign_in(cast.ADA, "laptop")


@pytest_asyncio.fixture
async def grace(sign_in: SignIn) -> Client:
    return await sign_in(cast.GRACE)


@pytest_asyncio.fixture
async def grace_laptop(sign_in: SignIn) -> Client:
    return await sign_in(cast.GRACE, "laptop")


@pytest_asyncio.fixture
async def linus(sign_in: SignIn) -> Client:
    return await sign_in(cast.LINUS)


@pytest_asyncio.fixture
async def make_room(stack: Stack) -> MakeRoom:
    """Makes a room; whoever made it is in it under the nick `Ada`, with nothing unread."""

    async def make_room(owner: Client) -> str:
        room = f"room-{uuid4()}@{stack.rooms}"
        await owner.join(room, "Ada")
        answer = await owner.ask(
            "set",
            "<query xmlns='http://jabber.org/protocol/muc#owner'>"
            "<x xmlns='jabber:x:data' type='submit'/></query>",
            room,
        )
        assert answer.type == "result"
        await owner.settle(room)
        owner.forget()
        return room

    return make_room


@pytest_asyncio.fixture
async def announcements(stack: Stack) -> Component:
    return await stack.connect_component("announcements")


@pytest.fixture
def directory(stack: Stack) -> Iterator[Directory]:
    with stack.engine("app") as engine, stack.database("app") as audit:
        (seen,) = audit.execute(
            "select coalesce(max(id), 0) from stoa.sign_in_attempt"
        ).fetchone() or (0,)
        directory = Directory(engine, audit, seen)
        before = directory.newest
        yield directory
        directory.enable()
        directory.revoke_those_after(before)


@pytest_asyncio.fixture
async def office(
    stack: Stack, make_room: MakeRoom, ada: Client, grace: Client, linus: Client, feed: Feed
) -> Office:
    room = await make_room(ada)
    await linus.join(room, "Linus")
    await linus.settle()
    linus.forget()
    return Office(ada, grace, linus, room, stack.jid(cast.ALAN), feed)
